// How certain a match is, in words.

import { t } from "./language.js";

// From which probability on a match is likely: as many faces like it are right as wrong.
const LIKELY = 0.5;

export const isWeak = ({ probability }) => probability !== null && probability < LIKELY;

// What is said about a match; "" where nothing has to be said: it is sure. `probability` is null for
// engines whose errors nobody measured: then the distance is put into words, by `limits`, the distances
// up to which a match is sure, or a check. `floor` is what keeps the face from being sure, if that is
// what does, as the end of a sentence.
export function likeness(match, limits) {
  if (match.confirmed) return t("you said it is");
  const words = howLikely(match, limits);
  return match.floor && words ? t("{words}, but {why}", { words, why: t(match.floor) }) : words;
}

function howLikely({ probability, distance, sure }, limits) {
  if (sure) return "";
  if (probability !== null) return probability >= LIKELY ? t("likely") : t("doubtful");
  if (distance <= limits.sure) return t("very much alike");
  return distance <= (limits.sure + limits.check) / 2 ? t("somewhat alike") : t("perhaps");
}

// How many of the faces that look like this are the person's, in words; "" where nobody knows, or the
// reader knows better.
export function outOfTen({ probability, confirmed }, name) {
  if (probability === null || confirmed) return "";
  const ten = Math.round(10 * probability);
  if (ten >= 10) return t("nearly all faces like this are {name}", { name });
  if (ten < 1) return t("hardly any face like this is {name}", { name });
  return t("about {ten} in 10 faces like this are {name}", { ten, name });
}
