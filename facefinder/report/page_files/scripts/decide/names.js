// Names that people type.

// Spellings that no reader tells apart, nor every disk, come out equal: they are one name.
export const folded = (name) => name.normalize("NFC").toLowerCase();

// Without spaces at the ends, and with single ones between.
export const tidied = (typed) => typed.replace(/\s+/g, " ").trim();
