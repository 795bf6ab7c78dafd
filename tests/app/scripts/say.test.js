// Sentences from the catalogue.

import assert from "node:assert/strict";
import test from "node:test";

import {
  learnWords,
  say,
  size,
  span,
} from "../../../facefinder/app/page_files/scripts/decide/say.js";

learnWords({
  plain: "Yes, {name}",
  pair: ["{n} photo", "{n} photos"],
  "time.seconds": ["{n} second", "{n} seconds"],
  "time.minutes": ["{n} minute", "{n} minutes"],
  "time.hours": ["{n} hour", "{n} hours"],
});

test("names in braces are replaced, once, whatever a value looks like", () => {
  assert.equal(say("plain", { name: "{n} $& Anna" }), "Yes, {n} $& Anna");
});

test("one is singular, none and many are plural", () => {
  assert.deepEqual(
    [0, 1, 2].map((n) => say("pair", { n })),
    ["0 photos", "1 photo", "2 photos"],
  );
});

test("a span is said in the unit that people would take", () => {
  assert.deepEqual([0.2, 1, 89, 90, 5400, 86400].map(span), [
    "1 second",
    "1 second",
    "89 seconds",
    "2 minutes",
    "2 hours",
    "24 hours",
  ]);
});

test("drives are said in gigabytes", () => {
  assert.deepEqual([1.26e9, 64e9].map(size), ["1.3 GB", "64 GB"]);
});
