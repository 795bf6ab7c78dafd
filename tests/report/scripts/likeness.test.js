// How certain a match is, in words.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  likeness,
  outOfTen,
} from "../../../facefinder/report/page_files/scripts/decide/likeness.js";

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
  assert.deepEqual([0, 1, 1.01, 1.5, 1.51, 9].map(words), [
    "very much alike",
    "very much alike",
    "somewhat alike",
    "somewhat alike",
    "perhaps",
    "perhaps",
  ]);
  const confirmed = { probability: null, distance: 9, confirmed: true };
  assert.equal(likeness(confirmed, limits), "you said it is");
});
