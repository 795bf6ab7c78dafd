// Cards stay where they were laid out, whatever comes and goes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Laid } from "../../../facefinder/report/page_files/scripts/decide/laid.js";

const cards = (keys) => [...keys].map((key) => ({ key }));
const lay = (some) => [["", some]];
const keys = (sections) => sections.flatMap(([, some]) => some.map(({ key }) => key)).join("");

function laidOut(...steps) {
  const laid = new Laid();
  for (const step of steps) laid.take(cards(step), lay, false);
  return laid;
}

test("what comes waits until it is asked for", () => {
  const laid = laidOut("bd", "abcd");
  assert.equal(keys(laid.sections), "bd");
  assert.equal(laid.waiting, 2);
  laid.take(cards("abcd"), lay, true);
  assert.equal(keys(laid.sections), "abcd");
  assert.equal(laid.waiting, 0);
});

test("where nothing is shown, what comes is shown at once", () => {
  assert.equal(keys(laidOut("", "ab").sections), "ab");
});

test("what goes by itself leaves its place empty", () => {
  const laid = laidOut("abc", "ac");
  assert.equal(keys(laid.sections), "abc");
  assert.equal(keys(laid.there), "ac");
  assert.deepEqual(
    laid.sections[0][1].map(({ isGone }) => Boolean(isGone)),
    [false, true, false],
  );
});

test("what the reader decides goes at once, and comes back to its place", () => {
  const laid = laidOut("abc");
  laid.decide(cards("b"));
  laid.take(cards("ac"), lay, false);
  assert.equal(keys(laid.sections), "ac");
  laid.take(cards("abc"), lay, false);
  assert.equal(keys(laid.sections), "abc");
});

test("whom the reader takes in has a place at once", () => {
  const laid = laidOut("bc");
  laid.decide(cards("a"));
  laid.take(cards("abc"), lay, false);
  assert.equal(keys(laid.sections), "abc");
});

test("what was decided away and comes back is told, once, and only where all else stays", () => {
  const laid = laidOut("abcd");
  const take = (keyed, fresh = false) => laid.take(cards(keyed), lay, fresh);
  laid.decide(cards("b"));
  assert.equal(take("acd"), undefined);
  laid.decide(cards("c"));
  assert.equal(take("ad"), undefined);
  assert.equal(take("abcd"), "c", "the last one first");
  assert.equal(take("abcd"), undefined);
  take("acd");
  assert.equal(take("abcd", true), undefined, "others are shown, such as by a filter");
});
