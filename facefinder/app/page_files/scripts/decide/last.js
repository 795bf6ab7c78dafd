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
