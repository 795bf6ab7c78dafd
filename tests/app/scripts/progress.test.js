import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countsInWords,
  readInWords,
  searchedInWords,
} from "../../../facefinder/app/page_files/scripts/decide/progress.js";

test("videos are counted beside photos, and not as such", () => {
  assert.equal(searchedInWords({ searched: 1, videos: 0, otherTimes: 0 }), "1 photo searched");
  assert.equal(
    searchedInWords({ searched: 12, videos: 2, otherTimes: 0 }),
    "10 photos and 2 videos searched",
  );
  assert.equal(
    searchedInWords({ searched: 2, videos: 1, otherTimes: 0 }),
    "1 photo and 1 video searched",
  );
  assert.equal(searchedInWords({ searched: 1, videos: 1, otherTimes: 0 }), "1 video searched");
});

test("photos of other times are told beside what was searched", () => {
  const told = searchedInWords({ searched: 2, videos: 0, otherTimes: 206 });
  assert.equal(told, "2 photos searched · 206 photos of other times were left out");
});

test("what is counted is named, also while people are grouped", () => {
  assert.equal(countsInWords(1100, 1200, 0), "1,100 of 1,200 photos");
  assert.equal(countsInWords(11, 11, 1), "11 of 11 photos and videos");
});

test("nobody is told of no faces before something was read", () => {
  const progress = { total: 12, videos: 0, known: 2, done: 0, faces: 0 };
  assert.deepEqual(readInWords(progress), ["2 of 12 photos", "getting ready"]);
  assert.deepEqual(readInWords({ ...progress, known: 12 }), ["12 of 12 photos", ""]);
  const videos = readInWords({ ...progress, videos: 1 });
  assert.deepEqual(videos, ["2 of 12 photos and videos", "a video takes its time"]);
  const later = readInWords({ ...progress, done: 1, faces: 3 });
  assert.deepEqual(later, ["3 of 12 photos", "3 faces"]);
});
