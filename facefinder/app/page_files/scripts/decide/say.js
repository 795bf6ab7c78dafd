// Sentences, by their names in the list that the program sends. New ones stand where they are said: t().

import { n, number, t } from "../../../../report/page_files/scripts/decide/language.js";

let words = {};

export function learnWords(catalogue) {
  words = catalogue;
}

// The sentence of a name; `values` take the places of the names in braces. Of a pair the first is
// for one, the second for any other number `n`.
export function say(name, values = {}) {
  const entry = words[name] ?? name;
  return Array.isArray(entry) ? n(...entry, values.n, values) : t(entry, values);
}

// A span of seconds as people say it.
export function span(seconds) {
  if (seconds < 90) return say("time.seconds", { n: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return say("time.minutes", { n: minutes });
  return say("time.hours", { n: Math.round(minutes / 60) });
}

// Bytes as people say them.
export function size(bytes) {
  const gigabytes = bytes / 1e9;
  const maximumFractionDigits = gigabytes < 10 ? 1 : 0;
  return t("{size} GB", { size: number(gigabytes, { maximumFractionDigits }) });
}
