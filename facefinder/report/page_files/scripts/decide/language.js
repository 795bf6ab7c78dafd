// The sentences of a page, in the language that its reader chose. In the scripts they are English:
//   t("Is this {name}?", { name })
//   n("{n} photo", "{n} photos", count)
// builder's extraction finds them by these two names, so the sentences stand there as they are.

const ENGLISH = { code: "en", name: "English", plurals: "10", sentences: {} };

// Plurals are told for the numbers below it; larger ones are as their last two digits say.
const PERIOD = 200;

let languages = [ENGLISH];
let chosen = ENGLISH;

// `words` are what the program made for this page: all languages, and which of them this computer
// speaks; `wished`: the code of another one, if its reader chose one.
export function speak(words, wished) {
  languages = words.languages;
  chosen =
    languages.find(({ code }) => code === wished) ??
    languages.find(({ code }) => code === words.spoken) ??
    ENGLISH;
}

export const spoken = () => chosen.code;

// All languages, as {code, name}, to choose from.
export const choices = () => languages;

// A sentence; `values` take the places of the names in braces, numbers as the language writes them.
export function t(sentence, values = {}) {
  return filled(chosen.sentences[sentence] ?? sentence, values);
}

// A sentence with a number, which takes the place of {n}: the first is for one, the second for others.
export function n(one, many, count, values = {}) {
  const forms = chosen.sentences[one];
  const english = count === 1 ? one : many;
  const form = Array.isArray(forms) ? forms[formOf(count)] : english;
  return filled(form, { n: count, ...values });
}

const formOf = (count) =>
  Number(chosen.plurals[count < PERIOD ? count : PERIOD / 2 + (count % 100)]);

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => written(values[name]));

const written = (value) => (typeof value === "number" ? number(value) : String(value ?? ""));

// A number as the language writes it: 12,345 or 12.345.
export const number = (value, options = {}) =>
  new Intl.NumberFormat(chosen.code, options).format(value);

// A day, "2018-07-22", as the language writes it.
export const day = (iso) =>
  new Intl.DateTimeFormat(chosen.code, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${iso}T00:00:00Z`),
  );
