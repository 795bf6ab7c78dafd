// What was found, put together from what the program tells.

import assert from "node:assert/strict";
import test from "node:test";

import { Found } from "../../../facefinder/app/page_files/scripts/decide/found.js";

const match = (face, probability, more = {}) => ({
  face,
  photo: 0,
  sure: false,
  probability,
  distance: 1,
  ...more,
});
const person = (name, matches, gone = []) => ({ name, matches, gone });
const faces = ({ people }) => people.map(({ matches }) => matches.map(({ face }) => face));

test("changes are taken over, and the order is the program's", () => {
  const found = new Found();
  const photos = { 0: { path: "/b", unlikeliness: 0 }, 1: { path: "/a", unlikeliness: 0 } };
  const all = [match("a", 0.4), match("b", 0.9), match("c", 0.5, { sure: true })];
  found.take({
    whole: true,
    people: [person("Anna", all), person("Ben", [])],
    photos,
    warnings: ["mind"],
  });
  assert.deepEqual(faces(found), [["c", "b", "a"], []]);
  found.take({
    whole: false,
    people: [
      person("Anna", [match("a", 0.95)], [["c", 0]]),
      person("Ben", [match("d", null), match("d", null, { photo: 1 })]),
    ],
    photos: {},
  });
  assert.deepEqual(faces(found), [
    ["a", "b"],
    ["d", "d"],
  ]);
  assert.deepEqual(
    found.people[1].matches.map(({ photo }) => photo),
    [1, 0],
  );
  assert.deepEqual(found.warnings, ["mind"]);
});

test("of equal files the original comes before what is called a copy", () => {
  const found = new Found();
  const photos = {
    0: { path: "/Backup/Copy of b", unlikeliness: 2 },
    1: { path: "/a copy", unlikeliness: 1 },
    2: { path: "/b", unlikeliness: 0 },
  };
  const all = [0, 1, 2].map((photo) => match("a", 0.4, { photo }));
  found.take({ whole: true, people: [person("Anna", all)], photos, warnings: [] });
  assert.deepEqual(
    found.people[0].matches.map(({ photo }) => photo),
    [2, 1, 0],
  );
});

test("of another search nothing is left", () => {
  const found = new Found();
  const whole = (people) => ({ whole: true, people, photos: { 0: { path: "" } }, warnings: [] });
  found.take(whole([person("Anna", [match("a", 1)])]));
  found.take(whole([person("Anna", [match("b", 1)])]));
  assert.deepEqual(faces(found), [["b"]]);
});
