import assert from "node:assert/strict";
import { test } from "node:test";

import { mayBeSwapped } from "../../../facefinder/app/page_files/scripts/decide/swapped.js";

const person = (photos, unused) => ({ photos, unused: Array(unused).fill({}) });

test("many photos of which most give no face look like those to search", () => {
  assert.ok(mayBeSwapped([person(36, 31), person(30, 20)]));
  assert.ok(!mayBeSwapped([person(36, 5), person(30, 20)]));
  assert.ok(!mayBeSwapped([person(8, 7), person(3, 3)]));
  assert.ok(!mayBeSwapped([]));
});
