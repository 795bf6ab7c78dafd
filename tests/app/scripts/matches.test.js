// Which matches of a person are shown where.

import assert from "node:assert/strict";
import test from "node:test";

import {
  byYear,
  isWeak,
  onlyOnce,
  partsOf,
} from "../../../facefinder/app/page_files/scripts/decide/matches.js";

const match = (face, more = {}) => ({
  face,
  sure: false,
  confirmed: false,
  probability: null,
  ...more,
});
const faces = (matches) => matches.map(({ face }) => face);
const nothing = () => undefined;

test("sure and confirmed ones are apart from those in doubt, and weak ones from likely ones", () => {
  const person = {
    matches: [
      match("a", { sure: true, probability: 0.99 }),
      match("b", { confirmed: true, probability: 0.1 }),
      match("c", { probability: 0.5 }),
      match("d", { probability: 0.49 }),
      match("e"),
    ],
  };
  const parts = partsOf(person, nothing);
  assert.deepEqual(faces(parts.sure), ["a", "b"]);
  assert.deepEqual(faces(parts.likely), ["c", "e"]);
  assert.deepEqual(faces(parts.weak), ["d"]);
});

test("what was decided shows before it has taken effect", () => {
  const person = { matches: [match("a", { sure: true }), match("b"), match("c")] };
  const parts = partsOf(person, (face) => ({ a: "no", b: "yes" })[face]);
  assert.deepEqual(faces(parts.sure), ["b"]);
  assert.deepEqual(faces(parts.likely), ["c"]);
});

test("without a probability nothing is weak", () => {
  assert.equal(isWeak(match("a")), false);
  assert.equal(isWeak(match("a", { probability: 0 })), true);
});

test("years come latest first, and what has no date comes last", () => {
  const dates = { a: "2019-05-01", b: "", c: "2021-01-01", d: "2019-07-01" };
  const years = byYear(
    ["a", "b", "c", "d"].map((face) => match(face)),
    ({ face }) => dates[face],
  );
  assert.deepEqual(
    years.map(([year, matches]) => [year, faces(matches)]),
    [
      ["2021", ["c"]],
      ["2019", ["d", "a"]],
      ["", ["b"]],
    ],
  );
});

test("copies of one photo are one face", () => {
  assert.deepEqual(faces(onlyOnce([match("a"), match("b"), match("a")])), ["a", "b"]);
});
