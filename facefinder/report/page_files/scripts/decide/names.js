// Names that people type, and look for.

import { spoken } from "./language.js";

// Spellings that no reader tells apart, nor every disk, come out equal: they are one name. The
// program has the same rule (records/names.py).
export const folded = (name) =>
  tidied(
    name
      .replace(/[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g, "")
      .replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'")
      .replace(/[\u2010\u2011\u2212]/g, "-")
      .normalize("NFKC")
      .toUpperCase() // "\u00df" and "SS" are one
      .toLowerCase()
      .normalize("NFKC"),
  );

// Names, or paths, in the order in which readers of the language that is spoken look for them; 2 is
// before 10. `textOf` says of each what it is called.
export function asRead(all, textOf = (text) => text) {
  const { compare } = new Intl.Collator(spoken(), { numeric: true });
  return [...all].sort((one, other) => compare(textOf(one), textOf(other)));
}

// Without spaces at the ends, and with single ones between.
export const tidied = (typed) => typed.replace(/\s+/g, " ").trim();
