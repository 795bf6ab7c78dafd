import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { speak } from "../../../facefinder/report/page_files/scripts/decide/language.js";
import { get, LOST } from "../../../facefinder/app/page_files/scripts/talk.js";

const { fetch } = globalThis;

afterEach(() => {
  globalThis.fetch = fetch;
});

const answering = (status, body) => {
  globalThis.fetch = async () => new Response(body, { status });
};

const FRENCH = {
  spoken: "fr",
  languages: [
    {
      code: "fr",
      name: "Français",
      plurals: "001",
      sentences: {
        "The program does not answer any more. Start it again; what was decided is kept.": "Parti.",
        "The program refused that (error {status}). Load this page again.": "Refusé ({status}).",
      },
    },
  ],
};

test("what the program says is told as it is", async () => {
  speak(FRENCH);
  answering(409, '{"problem": "Une recherche est en cours."}');
  await assert.rejects(get("state"), { message: "Une recherche est en cours." });
});

test("what a browser or HTTP would say in English is said in the page's language", async () => {
  speak(FRENCH);
  answering(413, "Request Entity Too Large");
  await assert.rejects(get("state"), { message: "Refusé (413)." });
  globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  await assert.rejects(get("state"), { message: LOST() });
  assert.equal(LOST(), "Parti.");
});
