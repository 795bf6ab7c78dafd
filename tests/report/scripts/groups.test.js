import assert from "node:assert/strict";
import { test } from "node:test";

import { Decided } from "../../../facefinder/report/page_files/scripts/decide/decided.js";
import {
  countPhotos,
  Groups,
} from "../../../facefinder/report/page_files/scripts/decide/groups.js";
import { Storage } from "./support.js";

// Three groups of two faces, in a report that knows Zoë already.
function report() {
  const faces = (name) => [0, 1].map((number) => ({ face: `${name}${number}`, photo: number }));
  const data = {
    known: ["Zoë"],
    photos: [0, 1].map((number) => ({ name: `${number}.jpg`, path: `/photos/${number}.jpg` })),
    alike: [
      [0, 1],
      [0, 2],
    ],
    compared: 3,
    groups: ["a", "b", "c"].map((group) => ({ group, faces: faces(group) })),
  };
  const decided = new Decided("report", () => new Storage());
  const groups = new Groups(data, decided);
  const change = (naming) => {
    if (naming) decided.change(naming.changes);
    return naming?.said;
  };
  const name = (number, typed) => change(groups.naming(data.groups[number], typed));
  const leave = (number, face, out = true) => {
    const group = data.groups[number];
    return change(groups.leavingOut(group, group.faces[face], out));
  };
  const names = () => data.groups.map((group) => groups.nameOf(group));
  const aside = (number, out = true) => change(groups.setAside(data.groups[number], out));
  return { all: data.groups, groups, name, names, leave, aside };
}

test("a name is tidied, said, and taken away by an empty field", () => {
  const { groups, all, name, names } = report();
  assert.equal(name(1, "  Anna   Maria "), "Person 2 is Anna Maria");
  assert.deepEqual(names(), ["", "Anna Maria", ""]);
  assert.equal(name(1, "Anna Maria"), undefined);
  assert.deepEqual(groups.naming(all[1], " ").changes, [[groups.keyOfName(all[1]), undefined]]);
  assert.equal(name(1, " "), "Person 2 has no name");
  assert.deepEqual(names(), ["", "", ""]);
});

test("a new spelling holds for all groups of that name", () => {
  const { groups, all, name, names } = report();
  name(0, "Änne");
  name(1, "A\u0308NNE"); // Ä in two characters
  assert.deepEqual(names(), ["A\u0308NNE", "A\u0308NNE", ""]);
  assert.equal(groups.stateOf(all[0]), "one person with Person 2");
  name(2, "änne");
  assert.deepEqual(names(), ["änne", "änne", "änne"]);
  assert.equal(groups.stateOf(all[1]), "one person with Person 1, Person 3");
  name(1, "Berta"); // she alone is somebody else
  assert.deepEqual(names(), ["änne", "Berta", "änne"]);
});

test("a person who is known keeps the spelling", () => {
  const { groups, all, name, names } = report();
  name(0, "zoe\u0308");
  assert.deepEqual(names(), ["Zoë", "", ""]);
  assert.equal(groups.stateOf(all[0]), "known already: these faces are added to Zoë");
});

test("groups without a name are nobody's namesakes", () => {
  const { groups, all } = report();
  assert.deepEqual(groups.namesakes(""), []);
  assert.equal(groups.stateOf(all[0]), "");
});

test("the filter shows those with a name, without, or all", () => {
  const { groups, all, name } = report();
  name(1, "Anna");
  assert.deepEqual(groups.shown("named"), [all[1]]);
  assert.deepEqual(groups.shown("open"), [all[0], all[2]]);
  assert.deepEqual(groups.shown(""), all);
  assert.equal(groups.countNamed, 1);
});

test("names to choose from are sorted, each once", () => {
  const { groups, name } = report();
  name(0, "Zoë");
  name(1, "Ben");
  name(2, "Anna");
  assert.deepEqual(groups.names(), ["Anna", "Ben", "Zoë"]);
});

test("a face is left out once, and taken in again once", () => {
  const { groups, all, leave } = report();
  assert.equal(leave(0, 1, false), undefined);
  assert.equal(leave(0, 1), "1.jpg: not this person");
  assert.equal(leave(0, 1), undefined);
  assert.deepEqual(groups.facesIn(all[0]), [all[0].faces[0]]);
  assert.deepEqual(groups.facesOut(all[0]), [all[0].faces[1]]);
  assert.equal(groups.stateOf(all[0]), "1 face left out");
  assert.equal(leave(0, 1, false), "1.jpg: this person");
  assert.deepEqual(groups.facesIn(all[0]), all[0].faces);
});

test("named groups are told with their faces, and with those that are somebody else", () => {
  const { groups, name, leave } = report();
  name(0, "Anna");
  leave(0, 0);
  leave(1, 0); // nobody gave this group a name
  assert.deepEqual(groups.decisions(), {
    decisions: [{ person: "Anna", face: "a0", photo: "/photos/0.jpg", verdict: "no" }],
    people: [{ group: "a", name: "Anna", faces: ["a1"] }],
  });
});

test("a group without any face left is nobody", () => {
  const { groups, name, leave } = report();
  name(0, "Anna");
  leave(0, 0);
  leave(0, 1);
  assert.deepEqual(groups.decisions(), { decisions: [], people: [] });
});

test("one photo is no photos", () => {
  assert.deepEqual([0, 1, 2].map(countPhotos), ["0 photos", "1 photo", "2 photos"]);
});

test("somebody who is not wanted is shown only where that is asked for, unless there is a name", () => {
  const { groups, all, name, aside } = report();
  assert.equal(aside(1), "Person 2: not interested");
  assert.deepEqual(groups.shown(""), [all[0], all[2]]);
  assert.deepEqual(groups.shown("open"), [all[0], all[2]]);
  assert.deepEqual(groups.shown("unwanted"), [all[1]]);
  assert.equal(groups.countWanted, 2);
  name(1, "Anna");
  assert.deepEqual(groups.shown(""), all);
  name(1, "");
  assert.equal(aside(1, false), "Person 2 is back");
  assert.deepEqual(groups.shown("unwanted"), []);
});

test("two that look unlike are asked about before they get one name", () => {
  const { groups, all, name } = report();
  name(1, "Anna");
  assert.equal(groups.naming(all[0], "Anna").unlike, undefined);
  assert.equal(groups.naming(all[2], "anna").unlike, all[1]);
  assert.equal(groups.naming(all[2], "Ben").unlike, undefined);
});
