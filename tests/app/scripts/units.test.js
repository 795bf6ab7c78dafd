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

test("sizes are said in units that say something", () => {
  assert.deepEqual([0, 1, 1234, 999_600, 2.4e6, 1.26e9, 64e9, 2e12].map(size), [
    "0 bytes",
    "1 byte",
    "1.2 kB",
    "1 MB",
    "2.4 MB",
    "1.3 GB",
    "64 GB",
    "2,000 GB",
  ]);
});
