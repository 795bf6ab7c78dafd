// What is dropped, pasted or chosen, before it is sent.

import assert from "node:assert/strict";
import test from "node:test";

import {
  bundlesIn,
  joined,
  named,
  sorted,
} from "../../../facefinder/app/page_files/scripts/decide/photos.js";

const file = (name, size = 1) => ({ name, size });
const entryOf = (one) => ({ isFile: true, name: one.name, file: (done) => done(one) });

// A folder that is read as browsers read it: some at a time, then nothing.
const folder = (name, ...parts) => ({
  isDirectory: true,
  name,
  createReader: () => ({ readEntries: (done) => done(parts.shift() ?? []) }),
});

const dropped = (...all) => ({
  files: all.map(({ name, size = 0 }) => file(name, size)),
  items: [
    { kind: "string", webkitGetAsEntry: () => null },
    ...all.map((one) => ({
      kind: "file",
      webkitGetAsEntry: () => (one.isDirectory ? one : entryOf(one)),
    })),
  ],
});

const names = (files) => files.map(({ name }) => name);

test("files that are larger than what is taken are named, not sent", () => {
  const { photos, large } = sorted([file("a", 5), file("b", 6), file("c", 4)], 5);
  assert.deepEqual(names(photos), ["a", "c"]);
  assert.deepEqual(large, ["b"]);
});

test("of many files the first are named", () => {
  assert.equal(named([file("a"), file("b")]), "a, b");
  assert.equal(named("abcd".split("").map((name) => file(name))), "a, b, c, …");
});

const told = (bundles) => bundles.map(({ files, person }) => [person, names(files)]);

test("files are taken as they come", async () => {
  const bundles = await bundlesIn(dropped(file("a", 3), file("b", 4)));
  assert.deepEqual(bundles, [{ files: [file("a", 3), file("b", 4)], person: "" }]);
});

test("a folder gives its photos and its name, without what is hidden and without folders", async () => {
  const inside = [[file("1"), file("2")].map(entryOf), [entryOf(file(".x")), folder("Ben")]];
  const bundles = await bundlesIn(dropped(file("a"), folder("Änna", ...inside)));
  assert.deepEqual(told(bundles), [
    ["", ["a"]],
    ["Änna", ["1", "2"]],
  ]);
});

test("two folders are two people, and an empty one is nobody", async () => {
  const two = [folder("A", [entryOf(file("1"))]), folder("B", [entryOf(file("2"))])];
  const bundles = await bundlesIn(dropped(...two, folder("C")));
  assert.deepEqual(told(bundles), [
    ["A", ["1"]],
    ["B", ["2"]],
  ]);
});

test("files that come to others are there once", () => {
  const some = [file("a"), file("b")];
  assert.deepEqual(names(joined(some, [file("b"), file("b", 2), file("c")])), ["a", "b", "b", "c"]);
});

test("a folder that cannot be read is an error", async () => {
  const locked = {
    isDirectory: true,
    name: "A",
    createReader: () => ({ readEntries: (done, failed) => failed(new Error("no")) }),
  };
  await assert.rejects(bundlesIn(dropped(locked)), /no/);
});
