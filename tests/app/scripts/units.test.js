// Spans of time, and sizes of drives.

import assert from "node:assert/strict";
import test from "node:test";

import { size, span } from "../../../facefinder/app/page_files/scripts/decide/units.js";

test("a span is said in the unit that people would take", () => {
  assert.deepEqual([0.2, 1, 89, 90, 5400, 86400].map(span), [
    "1 second",
    "1 second",
    "89 seconds",
    "2 minutes",
    "2 hours",
    "24 hours",
  ]);
});

test("drives are said in gigabytes", () => {
  assert.deepEqual([1.26e9, 64e9].map(size), ["1.3 GB", "64 GB"]);
});
