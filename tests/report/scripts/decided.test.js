import assert from "node:assert/strict";
import { test } from "node:test";

import { Decided } from "../../../facefinder/report/page_files/scripts/decide/decided.js";
import { Storage } from "./support.js";

test("one undo takes back all that was decided at once", () => {
  const decided = new Decided("report", () => new Storage());
  decided.change([["a", "yes"]]);
  decided.change([
    ["a", "no"],
    ["b", "no"],
    ["a", undefined],
  ]);
  assert.deepEqual([decided.word("a"), decided.word("b")], [undefined, "no"]);
  assert.deepEqual(decided.undo(), new Set(["a", "b"]));
  assert.deepEqual([decided.word("a"), decided.word("b")], ["yes", undefined]);
  assert.deepEqual(decided.undo(), new Set(["a"]));
  assert.ok(!decided.has("a"));
  assert.ok(!decided.canUndo);
  assert.deepEqual(decided.undo(), new Set());
});

test("what was decided is there at the next visit, undone or not", () => {
  const storage = new Storage();
  const first = new Decided("report", () => storage);
  first.change([["a", "yes"]]);
  first.change([["b", "no"]]);
  first.undo();
  const second = new Decided("report", () => storage);
  assert.equal(second.word("a"), "yes");
  assert.ok(!second.has("b"));
  assert.ok(second.canUndo);
  assert.ok(!new Decided("another report", () => storage).has("a"));
});

test("the way back is there at the next visit, one step after the other", () => {
  const storage = new Storage();
  const first = new Decided("report", () => storage);
  for (const [name, word] of [
    ["a", "yes"],
    ["b", "no"],
    ["a", "no"],
  ])
    first.change([[name, word]]);
  const second = new Decided("report", () => storage);
  assert.deepEqual(second.undo(), new Set(["a"]));
  assert.equal(second.word("a"), "yes");
  second.undo();
  second.undo();
  assert.deepEqual([second.names, second.canUndo], [[], false]);
  assert.ok(!new Decided("report", () => storage).canUndo);
});

test("a browser that keeps nothing, or something damaged, loses nothing while the page is open", () => {
  const refused = () => {
    throw new Error("not allowed");
  };
  const full = { getItem: () => null, setItem: refused };
  for (const storage of [refused, () => full, () => new Storage({ report: "{ cut off" })]) {
    const decided = new Decided("report", storage);
    decided.change([["a", "yes"]]);
    assert.equal(decided.word("a"), "yes");
  }
});
