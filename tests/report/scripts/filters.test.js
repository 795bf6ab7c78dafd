import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ALL,
  choicesOfFolders,
  choicesOfPeople,
  fits,
} from "../../../facefinder/report/page_files/scripts/decide/filters.js";

const MATCH = {
  photo: { date: "2024-05-01", path: "/a/x.jpg", faces: 3 },
  people: [0, 2],
};
const fit = (filter, match = MATCH) => fits(match, { ...ALL, ...filter });

test("no filter lets everything through, also a photo without a date", () => {
  assert.equal(fit({}), true);
  assert.equal(fit({}, { ...MATCH, photo: { path: "/x.jpg", faces: 0 } }), true);
});

test("dates: the first and the last day belong to the span", () => {
  assert.equal(fit({ from: "2024-05-01", to: "2024-05-01" }), true);
  assert.equal(fit({ from: "2024-05-02" }), false);
  assert.equal(fit({ to: "2024-04-30" }), false);
});

test("a photo without a date fits no span", () => {
  for (const photo of [
    { path: "/a/x.jpg", faces: 3 },
    { ...MATCH.photo, date: "" },
  ]) {
    assert.equal(fit({ from: "1900-01-01" }, { ...MATCH, photo }), false);
    assert.equal(fit({ to: "2100-01-01" }, { ...MATCH, photo }), false);
  }
});

test("people: together, with somebody, alone, nobody else", () => {
  const fitting = (people, faces) =>
    ["together", "2", "1", "alone", "only"].filter((wanted) =>
      fit({ people: wanted }, { ...MATCH, people, photo: { ...MATCH.photo, faces } }),
    );
  assert.deepEqual(fitting([0, 2], 3), ["together", "2"]);
  assert.deepEqual(fitting([0, 2], 2), ["together", "2", "only"]);
  assert.deepEqual(fitting([0], 1), ["alone", "only"]);
  assert.deepEqual(fitting([0], 2), []);
  assert.deepEqual(fitting([0, 1], 5), ["together", "1"]);
});

test("all together is everybody who was looked for", () => {
  const photo = { ...MATCH, people: [0, 2] };
  assert.equal(fit({ people: "all", everybody: 2 }, photo), true);
  assert.equal(fit({ people: "all", everybody: 3 }, photo), false);
});

test("folders fit as a whole, not by how they begin", () => {
  assert.equal(fit({ folder: "/a" }), true);
  assert.equal(fit({ folder: "/" }), false);
  assert.equal(fit({ folder: "/a/b" }), false);
});

test("every filter has to fit", () => {
  assert.equal(fit({ folder: "/a", to: "2025-01-01", people: "together" }), true);
  assert.equal(fit({ folder: "/b", to: "2025-01-01", people: "together" }), false);
});

test("one can choose the others, by their numbers in the report", () => {
  const people = ["Anna", "Ben", "Anna"].map((name) => ({ name })); // two people of one name
  assert.deepEqual(choicesOfPeople(people, people[2]), [
    ["", "everybody"],
    ["together", "several of these people together"],
    ["all", "all of these people together"],
    ["only", "only these people, nobody else"],
    ["alone", "alone in the photo"],
    ["0", "together with Anna"],
    ["1", "together with Ben"],
  ]);
  const values = (some) => choicesOfPeople(some, some[0]).map(([value]) => value);
  assert.deepEqual(values([people[0]]), ["", "only", "alone"]);
  assert.deepEqual(values(people.slice(0, 2)), ["", "together", "only", "alone", "1"]);
});

test("folders to choose from are sorted, each once", () => {
  const photos = ["/b", "/a", "/b", "/Z", "/ä"].map((folder) => ({
    path: folder + (folder.includes("\\") ? "\\x.jpg" : "/x.jpg"),
  }));
  const values = choicesOfFolders(photos).map(([value]) => value);
  assert.deepEqual(values, ["", "/a", "/ä", "/b", "/Z"]);
});

test("folders are told without what all of them begin with", () => {
  const told = (...folders) =>
    choicesOfFolders(
      folders.map((folder) => ({ path: folder + (folder.includes("\\") ? "\\x.jpg" : "/x.jpg") })),
    )
      .slice(1)
      .map(([, text]) => text);
  assert.deepEqual(told("/home/a/Photos/2019"), ["2019"]);
  assert.deepEqual(told("/home/a/Photos", "/home/a/Photos/2019/May"), [
    "Photos",
    "Photos/2019/May",
  ]);
  assert.deepEqual(told("C:\\Photos\\1", "C:\\Photos\\2\\b"), ["1", "2\\b"]);
  assert.deepEqual(told("C:\\a", "D:\\a"), ["C:\\a", "D:\\a"]);
  assert.deepEqual(told("/a", "/b"), ["a", "b"]);
});
