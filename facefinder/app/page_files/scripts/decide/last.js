// What the last action was, in words.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";

// What was decided, or taken back. Where copies came or went, they say it.
export function decidedInWords({ undone, confirmed, rejected, added, removed }) {
  return [
    undone && t("Taken back"),
    confirmed && !added && n("{n} confirmed", "{n} confirmed", confirmed),
    rejected && !removed && n("{n} rejected", "{n} rejected", rejected),
  ];
}

// What the last action did, with what followed from it.
export const lastInWords = (last) => [
  ...decidedInWords(last),
  last.removed && n("{n} copy removed", "{n} copies removed", last.removed),
  last.stays &&
    n(
      "{n} photo stays: another face in it is taken for the same person",
      "{n} photos stay: another face in each is taken for the same person",
      last.stays,
    ),
  last.added && n("{n} copied", "{n} copied", last.added),
  last.set_aside && n("{n} more like it set aside", "{n} more like it set aside", last.set_aside),
  last.named && n("name written beside {n} copy", "names written beside {n} copies", last.named),
  last.gained && n("{n} more like it found", "{n} more like it found", last.gained),
  last.problem,
];
