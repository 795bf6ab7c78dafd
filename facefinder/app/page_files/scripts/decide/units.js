// Numbers with their units, as people say them.

import { n, number, t } from "../../../../report/page_files/scripts/decide/language.js";

// A span of seconds.
export function span(seconds) {
  if (seconds < 90) return n("{n} second", "{n} seconds", Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return n("{n} minute", "{n} minutes", minutes);
  return n("{n} hour", "{n} hours", Math.round(minutes / 60));
}

// Bytes.
export function size(bytes) {
  const gigabytes = bytes / 1e9;
  const maximumFractionDigits = gigabytes < 10 ? 1 : 0;
  return t("{size} GB", { size: number(gigabytes, { maximumFractionDigits }) });
}
