// Numbers with their units, as people say them.

import { n, number, t } from "../../../../report/page_files/scripts/decide/language.js";

// A span of seconds.
export function span(seconds) {
  if (seconds < 90) return n("{n} second", "{n} seconds", Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return n("{n} minute", "{n} minutes", minutes);
  return n("{n} hour", "{n} hours", Math.round(minutes / 60));
}

const UNITS = [
  [1e3, (value) => t("{number} kB", { number: value })],
  [1e6, (value) => t("{number} MB", { number: value })],
  [1e9, (value) => t("{number} GB", { number: value })],
];

// Bytes, in the unit that people would take; the same sentences as in host/sizes.py.
export function size(bytes) {
  if (bytes < 1000) return n("{n} byte", "{n} bytes", bytes);
  const fitting = UNITS.find(([unit]) => Math.round(bytes / unit) < 1000);
  const [unit, told] = fitting ?? UNITS.at(-1);
  const maximumFractionDigits = bytes / unit < 10 ? 1 : 0;
  return told(number(bytes / unit, { maximumFractionDigits }));
}
