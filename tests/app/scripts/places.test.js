// Places that the program offers, in words.

import assert from "node:assert/strict";
import test from "node:test";

import { kindBeside, sumOf } from "../../../facefinder/app/page_files/scripts/decide/places.js";

test("what a place is called is not said twice", () => {
  assert.equal(kindBeside({ kind: "pictures", name: "Pictures" }), "");
  assert.equal(kindBeside({ kind: "pictures", name: "Photos" }), "Pictures");
  assert.equal(kindBeside({ kind: "desktop", name: "desktop" }), "");
});

test("what is to be searched is all that was counted, without folders that are left out", () => {
  const trip = { path: "/a/Trip", photos: 2, videos: 1, archives: 1 };
  const counts = {
    "/a": { photos: 5, videos: 2, archives: 1, done: true, folders: [trip] },
    "/b": { photos: 1, videos: 0, archives: 1, done: true, folders: [] },
  };
  const inputs = new Set(["/a", "/b"]);
  const of = (without, videos, its = inputs) => sumOf(counts, its, new Set(without), videos);
  assert.equal(of([], true), "6 photos and 2 videos to search · 2 archives may hold more");
  assert.equal(of([], false), "6 photos to search · 2 archives may hold more");
  assert.equal(of(["/a/Trip"], true), "4 photos and 1 video to search · 1 archive may hold more");
  const nested = {
    ...counts,
    "/a/Trip": { ...trip, done: true, folders: [{ ...trip, path: "/a/Trip/1", photos: 1 }] },
    "/ab": { photos: 7, videos: 0, archives: 0, done: true, folders: [] },
  };
  const around = (...without) =>
    sumOf(nested, new Set(Object.keys(nested)), new Set(without), false);
  assert.equal(around(), "13 photos to search · 2 archives may hold more");
  assert.equal(around("/a/Trip/1"), "12 photos to search · 1 archive may hold more");
  assert.equal(around("/a/Trip/1", "/a/Trip"), "11 photos to search · 1 archive may hold more");
  const drive = { "C:\\": counts["/a"], "C:\\Trip": { ...trip, done: true, folders: [] } };
  assert.match(sumOf(drive, new Set(Object.keys(drive)), new Set(), false), /^5 photos/);
  const more = new Set([...inputs, "/c"]);
  assert.match(of([], true, more), /counting …$/);
});
