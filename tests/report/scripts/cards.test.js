// Which matches are one card, and which cards lie where.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cardsOf,
  countToLookAt,
  facesOf,
  isConfirmed,
  nextToLookAt,
  partsOf,
  underHeadings,
  versionsOf,
} from "../../../facefinder/report/page_files/scripts/decide/cards.js";
import { isWeak } from "../../../facefinder/report/page_files/scripts/decide/likeness.js";

const match = (face, more = {}) => ({
  face,
  version: face,
  photo: 0,
  sure: false,
  confirmed: false,
  probability: null,
  ...more,
});
const heads = (cards) => cards.map(({ head }) => head.face);
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
  assert.deepEqual(heads(parts.sure), ["a", "b"]);
  assert.deepEqual(heads(parts.likely), ["c", "e"]);
  assert.deepEqual(heads(parts.weak), ["d"]);
  assert.deepEqual(parts.rejected, []);
});

test("what was decided counts at once", () => {
  const person = { matches: [match("a", { sure: true }), match("b"), match("c")] };
  const parts = partsOf(person, (face) => ({ a: "no", b: "yes" })[face]);
  assert.deepEqual(heads(parts.sure), ["b"]);
  assert.deepEqual(heads(parts.likely), ["c"]);
  assert.deepEqual(heads(parts.rejected), ["a"]);
});

test("without a probability nothing is weak", () => {
  assert.equal(isWeak(match("a")), false);
  assert.equal(isWeak(match("a", { probability: 0 })), true);
});

test("faces of one picture are one card, as sure as the best of them", () => {
  const matches = [
    match("a", { sure: true }),
    match("b"),
    match("c", { version: "a" }),
    match("a"),
  ];
  const [first, second] = cardsOf(matches);
  assert.deepEqual(
    first.all.map(({ face }) => face),
    ["a", "c", "a"],
  );
  assert.deepEqual(facesOf(first), ["a", "c"]);
  assert.deepEqual(heads([second]), ["b"]);
  const parts = partsOf({ matches }, nothing);
  assert.deepEqual([heads(parts.sure), heads(parts.likely)], [["a"], ["b"]]);
  const rejected = partsOf({ matches }, (face) => (face === "b" ? undefined : "no"));
  assert.deepEqual(heads(rejected.rejected), ["a"]);
});

test("a card is confirmed when all of its faces are", () => {
  const [card] = cardsOf([match("a", { confirmed: true }), match("c", { version: "a" })]);
  assert.equal(isConfirmed(card, nothing), false);
  assert.equal(
    isConfirmed(card, () => "yes"),
    true,
  );
});

const photos = [
  { path: "/one/a.jpg", date: "2019-05-01" },
  { path: "/two/b.jpg", date: "" },
  { path: "C:\\one\\c.jpg", date: "2021-01-01" },
  { path: "/one/d.jpg", date: "2019-07-01" },
];
const photoOf = ({ photo }) => photos[photo];
const cards = cardsOf(["a", "b", "c", "d"].map((face, photo) => match(face, { photo })));
const told = (sections) =>
  sections.map(([heading, some, ...more]) => [heading, heads(some), ...more]);

test("years come latest first, and what has no date comes last", () => {
  assert.deepEqual(told(underHeadings(cards, "date", photoOf)), [
    ["2021", ["c"]],
    ["2019", ["d", "a"]],
    ["No date", ["b"]],
  ]);
});

test("folders come in the order of their names", () => {
  assert.deepEqual(told(underHeadings(cards, "folder", photoOf)), [
    ["one", ["a", "d"], "/one"],
    ["two", ["b"], "/two"],
    ["one", ["c"], "C:\\one"],
  ]);
});

test("by likeness all stay as they are, under no heading", () => {
  assert.deepEqual(told(underHeadings(cards, "likeness", photoOf)), [["", ["a", "b", "c", "d"]]]);
  assert.deepEqual(underHeadings([], "likeness", photoOf), []);
});

test("a card says how many versions there are, and in how many places", () => {
  const of = (...numbers) =>
    cardsOf(numbers.map(([face, photo]) => match(face, { photo, version: "x" })))[0];
  assert.equal(versionsOf(of(["a", 0]), photoOf), "");
  assert.equal(versionsOf(of(["a", 0], ["b", 1], ["c", 3]), photoOf), "3 versions, 2 places");
  assert.equal(versionsOf(of(["a", 0], ["a", 3]), photoOf), "2 copies");
});

test("what was said to be somebody else earlier is so until something else is said", () => {
  const matches = [match("a", { rejected: true, sure: true }), match("b", { sure: true })];
  assert.deepEqual(heads(partsOf({ matches }, nothing).rejected), ["a"]);
  assert.deepEqual(heads(partsOf({ matches }, nothing).sure), ["b"]);
  assert.deepEqual(heads(partsOf({ matches }, () => "yes").sure), ["a", "b"]);
});

const person = (name, ...probabilities) => ({
  name,
  matches: probabilities.map((probability, at) =>
    match(`${name}${at}`, { probability, sure: probability > 0.9 }),
  ),
});
const album = (...people) => ({ people, wordOf: () => nothing });

test("weak ones are to be looked at like likely ones, wherever it is counted", () => {
  const parts = partsOf(person("Anna", 0.99, 0.6, 0.3, 0.2), nothing);
  assert.equal(countToLookAt(parts), 3);
});

test("after a person comes the next who has something left, in turn, and nobody after the last", () => {
  const some = album(person("Anna", 0.3), person("Ben", 0.99), person("Cleo", 0.6, 0.3));
  const nextOf = (at) => {
    const { number, name, left } = nextToLookAt(some, at);
    return [number, name, left];
  };
  assert.deepEqual(nextOf(0), [2, "Cleo", 2]);
  assert.deepEqual(nextOf(1), [2, "Cleo", 2]);
  assert.deepEqual(nextOf(2), [0, "Anna", 1]);
  assert.equal(nextToLookAt(album(person("Anna", 0.3), person("Ben", 0.99)), 0), undefined);
});
