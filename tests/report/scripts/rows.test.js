// Which of thousands of faces are drawn, and which part of a photo is.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cardBelow,
  rowsBetween,
  rowsOf,
} from "../../../facefinder/report/page_files/scripts/decide/rows.js";
import { partAround } from "../../../facefinder/report/page_files/scripts/decide/zoom.js";

const sizes = { columns: 3, tile: 90, gap: 10, title: 50 };

test("rows lie one below the other, headings between them", () => {
  const { rows, height } = rowsOf(
    [
      ["2020", ["a", "b", "c", "d"]],
      ["", ["e"]],
    ],
    sizes,
  );
  assert.deepEqual(
    rows.map(({ top, heading, cards, first }) => [top, heading ?? cards.join(""), first]),
    [
      [0, "2020", undefined],
      [50, "abc", 0],
      [150, "d", 3],
      [250, "e", 4],
    ],
  );
  assert.equal(height, 350);
});

test("an arrow goes to the row below, whatever heading is between", () => {
  const sections = [
    ["2020", ["a", "b", "c", "d"]],
    ["2019", ["e", "f", "g"]],
  ];
  const { rows } = rowsOf(sections, sizes); // abc, d, efg
  assert.deepEqual(
    [0, 1, 2, 3, 4, 6].map((number) => cardBelow(rows, number, 1)),
    [3, 3, 3, 4, 4, 6],
  );
  assert.deepEqual(
    [0, 2, 3, 4, 6].map((number) => cardBelow(rows, number, -1)),
    [0, 2, 0, 3, 3],
  );
});

test("of ten thousand only those that are seen are drawn", () => {
  const { rows } = rowsOf([["", Array.from({ length: 10000 }, (_, number) => number)]], sizes);
  const seen = rowsBetween(rows, 1050, 1250);
  assert.deepEqual(
    seen.map(({ top }) => top),
    [1000, 1100, 1200],
  );
  assert.deepEqual(rowsBetween(rows, -500, 0), []);
  assert.deepEqual(rowsBetween([], 0, 100), []);
});

test("around a small face only its surroundings are shown, inside the photo", () => {
  assert.deepEqual(partAround([40, 40, 20, 10]), { left: 0, top: 0, size: 100 });
  const { left, top, size } = partAround([98, 0, 2, 4]);
  assert.equal(size, 22);
  assert.deepEqual([left, top], [78, 0]);
});
