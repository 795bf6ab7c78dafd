import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countParts,
  itemsOfPart,
  neighbour,
} from "../../../facefinder/report/page_files/scripts/decide/parts.js";

const numbers = (count) => Array.from({ length: count }, (_, number) => number);

test("the parts together are all items, each once and in order", () => {
  for (const count of [0, 1, 59, 60, 61, 180, 181]) {
    const items = numbers(count);
    const parts = numbers(countParts(items, 60)).map((part) => itemsOfPart(items, part, 60));
    assert.deepEqual(parts.flat(), items);
    assert.ok(count === 0 || parts.every((part) => part.length > 0), "an empty part");
  }
  assert.equal(countParts([], 60), 1);
});

test("the arrow keys visit every card in order, there and back", () => {
  const size = 60;
  const walk = (items, step, part, at) => {
    const total = items.length;
    const seen = [];
    let here = { part, card: at };
    while (here) {
      const cards = itemsOfPart(items, here.part, size);
      const card = here.card < 0 ? cards.length - 1 : here.card;
      seen.push(cards[card]);
      here = neighbour(step, { at: card, count: cards.length, part: here.part, size, total });
    }
    return seen;
  };
  for (const total of [1, 60, 120, 130]) {
    const items = numbers(total);
    assert.deepEqual(walk(items, 1, 0, 0), items);
    const last = countParts(items, size) - 1;
    assert.deepEqual(walk(items, -1, last, total - 1 - last * size), [...items].reverse());
  }
});

test("the first arrow key of either side leads to the first card", () => {
  for (const step of [1, -1]) {
    const next = neighbour(step, { at: -1, count: 3, part: 1, size: 3, total: 9 });
    assert.deepEqual(next, { part: 1, card: 0 });
  }
  assert.equal(neighbour(1, { at: -1, count: 0, part: 0, size: 3, total: 0 }), undefined);
});
