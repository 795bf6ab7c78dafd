// Places that the program offers, in words.

import assert from "node:assert/strict";
import test from "node:test";

import { kindBeside } from "../../../facefinder/app/page_files/scripts/decide/places.js";

test("what a place is called is not said twice", () => {
  assert.equal(kindBeside({ kind: "pictures", name: "Pictures" }), "");
  assert.equal(kindBeside({ kind: "pictures", name: "Photos" }), "Pictures");
  assert.equal(kindBeside({ kind: "desktop", name: "desktop" }), "");
});
