// The end of the program, asked about first where a search is under way.

import { t } from "../../../../report/page_files/scripts/decide/language.js";
import { ask } from "../../../../report/page_files/scripts/draw/ask.js";
import { make } from "../../../../report/page_files/scripts/draw/elements.js";
import { isBusy } from "../store.js";
import { post } from "../talk.js";

// `gone(why)` is called when the program has ended.
export async function endProgram(store, gone) {
  const early = isBusy(store.state.phase);
  if (early && !(await isMeant(store.state.phase))) return;
  store.rest();
  await post("finish").catch(() => {});
  const goesOn = early ? t("The next search goes on where this one ended.") : "";
  gone([t("facefinder has ended. You can close this page."), goesOn].filter(Boolean).join(" "));
}

function isMeant(phase) {
  const [question, how] =
    phase === "copying"
      ? [
          t("Not everything is copied yet. Close all the same?"),
          t("What you decided is kept, and the next search copies the rest."),
        ]
      : [
          t("Not all photos are searched yet. Close all the same?"),
          t(
            "Only what you confirmed is copied so far. What was read and decided is kept, and the next search goes on there.",
          ),
        ];
  return new Promise((answer) => {
    ask(
      question,
      make("p", {}, how),
      [t("Close facefinder"), () => answer(true)],
      [t("Go on searching"), () => answer(false)],
    );
  });
}
