// What is dropped on the page.

import assert from "node:assert/strict";
import test from "node:test";

import { pathIn } from "../../../facefinder/app/page_files/scripts/draw/dropped.js";

const dropped = (uris, plain = "") => ({
  getData: (kind) => (kind === "text/uri-list" ? uris : plain),
});

test("the path of what a file manager drops", () => {
  assert.equal(pathIn(dropped("# a comment\r\nfile:///home/a/B%C3%A4r\r\n")), "/home/a/Bär");
  assert.equal(pathIn(dropped("file:///C:/Photos/a%20b")), "C:/Photos/a b");
  assert.equal(pathIn(dropped("", "/home/anna/Photos")), "/home/anna/Photos");
  assert.equal(pathIn(dropped("", "D:\\Photos")), "D:\\Photos");
});

test("nothing else is taken for a path", () => {
  for (const text of ["", "https://a.example/b", "Anna", "C: is full", "file://%"]) {
    assert.equal(pathIn(dropped(text, text)), "");
  }
});
