import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  crc32,
  decisionsFile,
} from "../../../facefinder/report/page_files/scripts/decide/decisions_file.js";

test("the checksum is the CRC-32 that everybody means by it", () => {
  assert.equal(crc32(""), 0);
  assert.equal(crc32("123456789"), 0xcbf43926); // the check value in catalogues of CRCs
});

test("the file is the one that facefinder apply reads in tests/report/test_scripts.py", () => {
  const wanted = JSON.parse(readFileSync(new URL("decisions.json", import.meta.url), "utf8"));
  const { report, decisions, people } = wanted;
  assert.deepEqual(decisionsFile(report, { decisions, people }), wanted);
});

test("each thing that was decided counts for the checksum", () => {
  const told = () => ({
    decisions: [{ person: "Anna", face: "aa:1,2,3,4", photo: "/a.jpg", verdict: "yes" }],
    people: [{ group: "g", name: "Ben", faces: ["bb:1,2,3,4", "cc:1,2,3,4"] }],
  });
  const changes = [
    ({ decisions }) => (decisions[0].person = "Anne"),
    ({ decisions }) => (decisions[0].face = "aa:1,2,3,5"),
    ({ decisions }) => (decisions[0].verdict = "no"),
    ({ decisions }) => decisions.pop(),
    ({ people }) => (people[0].name = "Bea"),
    ({ people }) => people[0].faces.reverse(),
    ({ people }) => people.pop(),
  ];
  const sums = changes.map((change) => {
    const changed = told();
    change(changed);
    return decisionsFile("report", changed).crc32;
  });
  sums.push(decisionsFile("report", told()).crc32, decisionsFile("another", told()).crc32);
  assert.equal(new Set(sums).size, changes.length + 2);
});
