import assert from "node:assert/strict";
import { test } from "node:test";

import { parseAddress } from "../../../facefinder/report/page_files/scripts/decide/address.js";
import {
  asRead,
  folded,
  tidied,
} from "../../../facefinder/report/page_files/scripts/decide/names.js";
import { speak } from "../../../facefinder/report/page_files/scripts/decide/language.js";
import {
  folderOf,
  pathSteps,
  placeOf,
  titleOf,
} from "../../../facefinder/report/page_files/scripts/decide/paths.js";

test("an address names a page and a number", () => {
  const parsed = (hash) => parseAddress(hash, "overview");
  assert.deepEqual(parsed("#person-12"), { name: "person-12", id: "person", number: 12 });
  assert.deepEqual(parsed("#unread"), { name: "unread", id: "unread", number: -1 });
  assert.deepEqual(parsed(""), { name: "overview", id: "overview", number: -1 });
  assert.deepEqual(parsed("#"), parsed(""));
});

test("an address that somebody else made is no page", () => {
  for (const hash of ["#person-", "#person--1", "#person-1e3", "#Person", '#x"]', "#a b", "#%20"]) {
    assert.equal(parseAddress(hash, "overview").id, undefined, hash);
  }
});

test("a path is cut behind each folder, and nothing of it is lost", () => {
  assert.deepEqual(pathSteps("/a/b c/d.jpg"), ["/", "a/", "b c/", "d.jpg"]);
  assert.deepEqual(pathSteps("C:\\Photos\\x.jpg"), ["C:\\", "Photos\\", "x.jpg"]);
  for (const path of ["//server/share/x", "x", "a//b/", "ü/\u{1f600}.jpg", "\\\\s\\x"]) {
    assert.equal(pathSteps(path).join(""), path);
  }
  assert.deepEqual(pathSteps(""), []);
});

test("spellings that look alike are one name", () => {
  assert.equal(folded("A\u0308nne"), folded("\u00c4NNE")); // Ä in two characters, and in one
  assert.notEqual(folded("Änne"), folded("Anne"));
  assert.equal(folded(" anna\u00a0 O\u2019Brien\u200e"), folded("Anna O'Brien"));
  assert.equal(folded("Gro\u00df"), folded("GROSS"));
  assert.equal(tidied("  Anna\t \u00a0 Maria\n"), "Anna Maria");
  assert.equal(tidied(" \t"), "");
});

test("of a path the last folder says where a photo is", () => {
  const folders = (path) => [folderOf(path), placeOf({ path })];
  assert.deepEqual(folders("/a/b c/d.jpg"), ["/a/b c", "b c"]);
  assert.deepEqual(folders("C:\\x.jpg"), ["C:", "C:"]);
  assert.deepEqual(folders("/x.jpg"), ["/", "/"]);
});

test("of what is in an archive, its name and the last folder in it say where a photo is", () => {
  const place = (path, archive) => placeOf({ path, archive });
  assert.equal(place("/a/old.zip!/2012/Spain/x.jpg", "old.zip"), "old.zip · Spain");
  assert.equal(place("C:\\a\\old.zip!/x.jpg", "old.zip"), "old.zip");
  assert.equal(place("/party!/x.jpg"), "party!");
});

test("a photo is called as its file, and a further picture of the file by its number", () => {
  assert.equal(titleOf({ name: "a.tif" }), "a.tif");
  assert.equal(titleOf({ name: "a.tif", page: 2 }), "a.tif, page 2");
  const sentences = { "{name}, page {page}": "{name}, Seite {page}" };
  speak({ spoken: "de", languages: [{ code: "de", plurals: "", sentences }] });
  assert.equal(titleOf({ name: "a.tif", page: 2 }), "a.tif, Seite 2");
});

test("names stand where readers look for them", () => {
  const asReaders = ["anna", "Änna", "Björn 2", "Björn 10", "Łukasz", "Søren", "Zoë"];
  assert.deepEqual(asRead([...asReaders].reverse()), asReaders);
});
