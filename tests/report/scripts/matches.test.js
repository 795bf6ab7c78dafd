import assert from "node:assert/strict";
import { test } from "node:test";

import { Decided } from "../../../facefinder/report/page_files/scripts/decide/decided.js";
import {
  likeness,
  likenessPercent,
  Matches,
  outOfTen,
} from "../../../facefinder/report/page_files/scripts/decide/matches.js";
import { Storage } from "./support.js";

const photo = (name) => ({ path: `/photos/${name}`, name });

function report() {
  const data = {
    photos: [photo("one.jpg"), photo("two.jpg"), photo("three.jpg")],
    people: [
      { name: "Anna", matches: [0, 1].map((number) => ({ photo: number, face: `f${number}` })) },
      { name: "Ben", matches: [1, 2].map((number) => ({ photo: number, face: `f${number}` })) },
    ],
  };
  const decided = new Decided("report", () => new Storage());
  const matches = new Matches(data, decided);
  const judge = (person, match, word) => {
    const { [person]: one } = data.people;
    decided.change([[matches.nameOf(one, one.matches[match]), word]]);
  };
  return { data, matches, judge };
}

test("it knows who else is in a photo", () => {
  const { data, matches } = report();
  const [anna, ben] = data.people;
  assert.deepEqual(
    [...anna.matches, ...ben.matches].map((match) => matches.peopleIn(match)),
    [[0], [0, 1], [0, 1], [1]],
  );
});

test("a face that may be two people is judged for each of them", () => {
  const { data, matches, judge } = report();
  const [anna, ben] = data.people;
  judge(0, 1, "yes");
  assert.equal(matches.wordFor(anna, anna.matches[1]), "yes");
  assert.equal(matches.wordFor(ben, ben.matches[0]), "");
  assert.deepEqual([matches.countJudged(anna), matches.countJudged(ben)], [1, 0]);
});

test("the decisions come in the order of the page, and only those that were made", () => {
  const { matches, judge } = report();
  assert.deepEqual(matches.decisions(), { decisions: [], people: [] });
  judge(1, 1, "no");
  judge(0, 0, "yes");
  judge(0, 1, "no");
  judge(0, 1, undefined);
  assert.deepEqual(matches.decisions(), {
    decisions: [
      { person: "Anna", face: "f0", photo: "/photos/one.jpg", verdict: "yes" },
      { person: "Ben", face: "f2", photo: "/photos/three.jpg", verdict: "no" },
    ],
    people: [],
  });
});

test("what is likely and what is doubtful parts at one half; a sure match needs no word", () => {
  const word = (probability) => likeness({ probability, distance: 9, sure: false });
  assert.deepEqual([0, 0.2, 0.4999, 0.5, 0.97].map(word), [
    "doubtful",
    "doubtful",
    "doubtful",
    "likely",
    "likely",
  ]);
  assert.equal(likeness({ probability: 0.9, sure: true }), "");
  assert.equal(likeness({ probability: 0.1, sure: true, confirmed: true }), "you said it is");
});

test("what keeps a likely face from being sure is said", () => {
  const floor = "the face is blurred";
  const likely = { probability: 0.97, distance: 0.1, sure: false, floor };
  assert.equal(likeness(likely), "likely, but the face is blurred");
  assert.equal(likeness({ ...likely, confirmed: true }), "you said it is");
  assert.equal(likeness({ ...likely, floor: "" }), "likely");
  const unknown = { ...likely, probability: null };
  assert.equal(
    likeness(unknown, { sure: 1, check: 2 }),
    "very much alike, but the face is blurred",
  );
});

test("a probability in words is neither none nor all before it rounds to that", () => {
  const words = (probability) => outOfTen({ probability }, "Anna");
  assert.equal(words(0.6), "about 6 in 10 faces like this are Anna");
  assert.equal(words(0.0499), "hardly any face like this is Anna");
  assert.equal(words(0.05), "about 1 in 10 faces like this are Anna");
  assert.equal(words(0.9499), "about 9 in 10 faces like this are Anna");
  assert.equal(words(0.95), "nearly all faces like this are Anna");
  assert.equal(words(null), "");
  assert.equal(outOfTen({ probability: 0.1, confirmed: true }, "Anna"), "");
});

test("likeness in words: up to a limit, and the limit itself, is the better word", () => {
  const limits = { sure: 1, check: 2 };
  const words = (distance) => likeness({ probability: null, distance }, limits);
  assert.deepEqual([0, 0.7, 0.71, 1, 1.01, 1.5, 1.51, 9].map(words), [
    "very much alike",
    "very much alike",
    "alike",
    "alike",
    "somewhat alike",
    "somewhat alike",
    "perhaps",
    "perhaps",
  ]);
  const confirmed = { probability: null, distance: 9, confirmed: true };
  assert.equal(likeness(confirmed, limits), "you said it is");
});

test("the bar of likeness is full at no distance, and never empty", () => {
  const limits = { sure: 1, check: 2 };
  const percent = (distance) => likenessPercent({ probability: null, distance }, limits);
  assert.deepEqual([0, 1.4, 99].map(percent), [100, 50, 4]);
});

test("the bar of likeness is the probability where there is one", () => {
  const percent = (probability) => likenessPercent({ probability, distance: 9 }, { check: 2 });
  assert.deepEqual([1, 0.25, 0].map(percent), [100, 25, 4]);
});
