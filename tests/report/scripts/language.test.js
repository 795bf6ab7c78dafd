import assert from "node:assert/strict";
import { test } from "node:test";

import {
  choices,
  day,
  n,
  number,
  speak,
  spoken,
  t,
} from "../../../facefinder/report/page_files/scripts/decide/language.js";

// Polish has three forms; what the program sends has a digit for each number below 200.
const polish = (count) => {
  const last = count % 10;
  const teens = count % 100 > 11 && count % 100 < 15;
  return count === 1 ? 0 : last > 1 && last < 5 && !teens ? 1 : 2;
};

const WORDS = {
  spoken: "de",
  languages: [
    { code: "en", name: "English", plurals: "10".padEnd(200, "1"), sentences: {} },
    {
      code: "de",
      name: "Deutsch",
      plurals: "10".padEnd(200, "1"),
      sentences: { "Is this {name}?": "Ist das {name}?", "{n} photo": ["{n} Foto", "{n} Fotos"] },
    },
    {
      code: "pl",
      name: "Polski",
      plurals: Array.from({ length: 200 }, (_, count) => polish(count)).join(""),
      sentences: { "{n} photo": ["{n} zdjęcie", "{n} zdjęcia", "{n} zdjęć"] },
    },
  ],
};

const photos = (count) => n("{n} photo", "{n} photos", count);

test("before anything is known, sentences are English", () => {
  assert.equal(t("Is this {name}?", { name: "Anna" }), "Is this Anna?");
  assert.deepEqual([0, 1, 2].map(photos), ["0 photos", "1 photo", "2 photos"]);
});

test("the computer's language is spoken unless another one was chosen", () => {
  for (const [wished, code] of [
    [undefined, "de"],
    [null, "de"],
    ["pl", "pl"],
    ["xx", "de"],
    ["en", "en"],
  ]) {
    speak(WORDS, wished);
    assert.equal(spoken(), code);
  }
  assert.deepEqual(
    choices().map(({ name }) => name),
    ["English", "Deutsch", "Polski"],
  );
});

test("names in braces are replaced once, whatever a value looks like", () => {
  speak(WORDS);
  assert.equal(t("Is this {name}?", { name: "{n} $& {name}" }), "Ist das {n} $& {name}?");
});

test("numbers choose their form, large ones by their last digits", () => {
  speak(WORDS, "pl");
  assert.deepEqual(
    [0, 1, 2, 5, 12, 22, 101, 112, 122, 1001, 1002, 1012, 10005].map((count) =>
      photos(count).split(" ").at(-1),
    ),
    "zdjęć zdjęcie zdjęcia zdjęć zdjęć zdjęcia zdjęć zdjęć zdjęcia zdjęć zdjęcia zdjęć zdjęć".split(
      " ",
    ),
  );
});

test("a sentence that a language lacks is said in English", () => {
  speak(WORDS, "pl");
  assert.equal(t("Undo"), "Undo");
  assert.equal(n("{n} face", "{n} faces", 2), "2 faces");
});

test("numbers and days are written as the language does", () => {
  speak(WORDS, "de");
  assert.equal(photos(12345), "12.345 Fotos");
  assert.equal(t("Is this {name}?", { name: 1234.5 }), "Ist das 1.234,5?");
  assert.equal(number(0.5, { style: "percent" }).replace(/\s/g, " "), "50 %");
  assert.equal(day("2018-07-22"), "22.07.2018");
  speak(WORDS, "en");
  assert.equal(day("2018-07-22"), "Jul 22, 2018");
});
