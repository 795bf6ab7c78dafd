import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { Store } from "../../../facefinder/app/page_files/scripts/store.js";

const { fetch } = globalThis;

let program; // what it would answer now
let held; // answers that are on their way
let news;
let store;

const found = (version, name) => ({
  version,
  found: {
    whole: version === 1,
    people: [{ name, matches: [], gone: [] }],
    photos: {},
    warnings: [],
  },
});

beforeEach(() => {
  program = { phase: "finished", actions: 0, ...found(1, "Anna") };
  held = [];
  news = [];
  globalThis.fetch = () => {
    const answer = new Response(JSON.stringify(program));
    return new Promise((resolve) => held.push(() => resolve(answer)));
  };
  store = new Store(
    () => news.push(store.state.actions),
    () => {},
  );
});

afterEach(() => {
  store.rest();
  globalThis.fetch = fetch;
});

const passed = () => new Promise((resolve) => setTimeout(resolve));

// Lets the answers arrive, the last first, until nothing is on its way.
async function arriving() {
  await passed();
  while (held.length) {
    held.pop()();
    await passed();
  }
}

test("no older answer turns the page back", async () => {
  const before = store.ask();
  await passed();
  program = { ...program, actions: 1 };
  const after = store.ask();
  await arriving();
  await Promise.all([before, after]);
  assert.deepEqual(news, [0, 1]);
});

test("who asks while nothing is answered shares one more question", async () => {
  const asked = [store.ask()];
  await passed();
  asked.push(store.ask(), store.ask(), store.ask());
  await arriving();
  await Promise.all(asked);
  assert.deepEqual(news, [0, 0]);
});

test("an answer about what was forgotten meanwhile is not taken", async () => {
  const first = store.ask();
  await arriving();
  await first;
  program = { ...program, ...found(2, "Anna", [["a", 0]]) };
  const late = store.ask();
  await passed();
  store.forget();
  program = { ...program, ...found(1, "Ben") };
  const again = store.ask();
  await arriving();
  await Promise.all([late, again]);
  assert.deepEqual(
    store.people.map(({ name }) => name),
    ["Ben"],
  );
});
