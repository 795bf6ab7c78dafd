// What is chosen, also after the page was loaded again.

import assert from "node:assert/strict";
import test from "node:test";

import { Wish } from "../../../facefinder/app/page_files/scripts/decide/wish.js";

const again = (wish) => new Wish(JSON.parse(JSON.stringify(wish)));

test("all that is chosen is there after the page was loaded again", () => {
  const wish = new Wish();
  wish.set("known", "/people");
  wish.set("anybody", true);
  wish.set("first", "2018-07-22");
  wish.set("exclude", "Backup, Scans");
  assert.equal(wish.search.videos, true);
  wish.set("videos", false);
  wish.lookFor("Ben", false);
  wish.lookForLearned("Zoe", true);
  wish.places([{ kind: "home", name: "me", path: "/home/me", ticked: false }]);
  wish.searchIn("/home/me", true);
  wish.use("/people/Anna/bad.jpg", false);
  wish.use("/people/Anna/good.jpg", false);
  wish.point("/people/Anna/good.jpg", [1, 2, 3, 4]); // which takes it back
  wish.set("only", true);
  wish.set("together", true);
  wish.set("largest", true);
  wish.add("/photos");
  wish.leaveOut("/photos/old", true);
  assert.deepEqual(again(wish).search, wish.search);
  assert.deepEqual(again(wish).toJSON(), wish.toJSON());
  assert.deepEqual(wish.search, {
    only: true,
    together: true,
    largest: true,
    known: "/people",
    learned: ["Zoe"],
    absent: ["Ben"],
    left_out: ["/people/Anna/bad.jpg"],
    pointed: [{ photo: "/people/Anna/good.jpg", box: [1, 2, 3, 4] }],
    inputs: ["/home/me", "/photos"],
    without: ["/photos/old"],
    exclude: ["Backup", "Scans"],
    first: "2018-07-22",
    last: "",
    videos: false,
  });
});

test("each change is told", () => {
  let changes = 0;
  const wish = new Wish({}, () => (changes += 1));
  wish.set("known", "/people");
  wish.set("known", "/people");
  wish.lookFor("Ben", false);
  wish.searchIn("/photos", true);
  assert.equal(changes, 3);
});

test("somebody who is not looked for is not looked for by learned faces either", () => {
  const wish = new Wish();
  wish.lookForLearned("ANNA", true);
  wish.lookFor("Anna", false);
  assert.deepEqual([wish.looksFor("anna"), wish.search.learned], [false, []]);
  wish.lookForLearned("Anna", true); // who just got the name of a group
  assert.deepEqual([wish.looksFor("anna"), wish.search.learned], [true, ["Anna"]]);
});

test("what the command line offers is ticked once, and what is gone is not searched", () => {
  const offered = { kind: "folder", name: "a", path: "/a", ticked: true };
  const stick = { kind: "drive", name: "stick", path: "/stick", ticked: false };
  const wish = new Wish();
  wish.places([offered, stick]);
  assert.deepEqual(wish.search.inputs, ["/a"]);
  wish.searchIn("/a", false);
  wish.searchIn("/stick", true);
  wish.add("/mine");
  const there = wish.places([offered]);
  assert.deepEqual(wish.search.inputs, ["/mine"]);
  assert.deepEqual(
    there.map(({ path }) => path),
    ["/mine", "/a"],
  );
});

test("for somebody else those of before are not ticked, and the places stay", () => {
  const wish = new Wish({ known: "/people", anybody: true, learned: ["Zoe"], inputs: ["/a"] });
  wish.lookForOthers(["Anna", "Zoe"]);
  assert.deepEqual(wish.toJSON().inputs, ["/a"]);
  assert.deepEqual([wish.known, wish.anybody, wish.search.learned], ["/people", false, []]);
  assert.deepEqual(
    ["Anna", "Ben", "Zoe"].filter((name) => wish.looksFor(name)),
    ["Ben"],
  );
});

test("with the traces goes what was chosen", () => {
  let kept = 0;
  const wish = new Wish({ first: "2010-01-01", only: true, inputs: ["/a"] }, () => (kept += 1));
  wish.forget();
  assert.equal(kept, 1);
  assert.deepEqual(JSON.stringify(wish), JSON.stringify(new Wish()));
  wish.set("only", true);
  assert.equal(kept, 2);
});
