// A saved report with what its reader decided.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Album,
  decisionsAbout,
  decisionsBack,
  namesBeside,
  peopleIn,
} from "../../../facefinder/report/page_files/scripts/decide/album.js";
import { cardsOf } from "../../../facefinder/report/page_files/scripts/decide/cards.js";
import { Decided } from "../../../facefinder/report/page_files/scripts/decide/decided.js";
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
  return new Album(data, new Decided("report", () => new Storage()));
}

test("it knows who else is in a photo", () => {
  assert.deepEqual(
    [...peopleIn(report().people)],
    [
      [0, [0]],
      [1, [0, 1]],
      [2, [1]],
    ],
  );
});

test("a face that may be two people is judged for each of them, and undone", () => {
  const album = report();
  const [anna, ben] = album.people;
  const told = [];
  album.changed = () => told.push(album.wordOf(anna)("f1"));
  album.decide([{ person: "Anna", face: "f1", yes: true }]);
  assert.equal(album.wordOf(ben)("f1"), undefined);
  album.undo();
  assert.deepEqual(told, ["yes", undefined]);
  assert.equal(album.canUndo, false);
});

test("a face that is said to be somebody else is a yes for that one", () => {
  const album = report();
  const not = { person: "Anna", face: "f0", yes: false };
  album.decide([not, { person: "Ben", face: "f0", yes: true }]);
  assert.deepEqual(album.counts(), { yes: 1, no: 1 });
  assert.deepEqual(album.decisions().decisions, [
    { person: "Anna", face: "f0", photo: "/photos/one.jpg", verdict: "no" },
    { person: "Ben", face: "f0", photo: "/photos/one.jpg", verdict: "yes" },
  ]);
  album.undo();
  assert.deepEqual(album.decisions().decisions, []);
});

test("who is taken back is nobody else any more", () => {
  const album = report();
  const [anna, ben] = album.people;
  const card = { key: "0", all: [{ face: "f0" }] };
  album.decide([
    { person: "Anna", face: "f0", yes: false },
    { person: "Ben", face: "f0", yes: true },
  ]);
  album.decide(decisionsBack(card, anna, album));
  assert.deepEqual([album.wordOf(anna)("f0"), album.wordOf(ben)("f0")], ["yes", "no"]);
  assert.deepEqual(album.counts(), { yes: 1, no: 0 });
  ben.matches.push({ face: "f9", confirmed: true, photo: 0 });
  const earlier = decisionsBack({ key: "9", all: [{ face: "f9" }] }, anna, album);
  assert.deepEqual(earlier, [
    { person: "Ben", face: "f9", yes: false },
    { person: "Anna", face: "f9", yes: true },
  ]);
});

test("the decisions come in the order of the page, and only those that were made", () => {
  const album = report();
  assert.deepEqual(album.decisions(), { decisions: [], people: [] });
  album.decide([{ person: "Ben", face: "f2", yes: false }]);
  album.decide([{ person: "Anna", face: "f0", yes: true }]);
  assert.deepEqual(album.counts(), { yes: 1, no: 1 });
  assert.deepEqual(album.decisions(), {
    decisions: [
      { person: "Anna", face: "f0", photo: "/photos/one.jpg", verdict: "yes" },
      { person: "Ben", face: "f2", photo: "/photos/three.jpg", verdict: "no" },
    ],
    people: [],
  });
});

test("the copy of a file stays while it shows the person elsewhere, as on another page", () => {
  const page = (number, face, sure) => ({ photo: number, face, sure });
  const album = new Album(
    {
      photos: [photo("scan.tif"), photo("scan.tif"), photo("one.jpg")],
      people: [{ name: "Anna", matches: [page(0, "a", true), page(1, "b", true), page(2, "c")] }],
    },
    new Decided("report", () => new Storage()),
  );
  const staying = () => album.decisions().decisions.map(({ face, stays }) => [face, stays]);
  album.decide([{ person: "Anna", face: "a", yes: false }]);
  album.decide([{ person: "Anna", face: "c", yes: false }]);
  assert.deepEqual(staying(), [
    ["a", true],
    ["c", undefined],
  ]);
  album.decide([{ person: "Anna", face: "b", yes: false }]);
  assert.deepEqual(
    staying().map(([, stays]) => stays),
    [undefined, undefined, undefined],
  );
});

test("what is decided of a card is decided of all of its faces, each once", () => {
  const cards = cardsOf([
    { face: "a", version: "a" },
    { face: "b", version: "a" },
    { face: "a", version: "a" },
  ]);
  assert.deepEqual(decisionsAbout(cards, { name: "Anna" }, false), [
    { person: "Anna", face: "a", yes: false },
    { person: "Anna", face: "b", yes: false },
  ]);
});

test("a video has another name for each person who is in it at several times", () => {
  const film = { name: "film.mp4, 0:42", path: "/film.mp4" };
  const album = new Album(
    { photos: [film], people: [] },
    new Decided("report", () => new Storage()),
  );
  const name = "film.mp4, 0:42, 3:10";
  assert.deepEqual(album.photoOf({ photo: 0, name }), { ...film, name });
  assert.deepEqual(album.photoOf({ photo: 0 }), film);
});

test("nobody without a face to look for is offered as somebody else", () => {
  const people = [
    { name: "Anna", references: [{}] },
    { name: "Ben", references: [{}] },
    { name: "Empty", references: [] },
  ];
  assert.deepEqual(namesBeside(people, people[0]), ["Ben"]);
});
