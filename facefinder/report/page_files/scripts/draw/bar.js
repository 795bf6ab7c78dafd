// The bar above the cards: how much is decided, and the download of it.

import { decisionsFile } from "../decide/decisions_file.js";
import { n } from "../decide/language.js";
import { by } from "./elements.js";

const ADDRESS_LASTS_MS = 10_000; // the browser has begun to save the file long before

// The file is where the browser saved it; `apply` finds the report by the id in it.
export const APPLY = "facefinder apply decisions.json";

// `progress` is [done, of how many, the same in words]; `told` is {decisions, people} of the download.
export function showBar([done, total, words], told, canUndo) {
  by("progress").textContent = words;
  by("progress-bar").max = Math.max(1, total);
  by("progress-bar").value = done;
  const count = told.decisions.length + told.people.length;
  by("download").textContent = n("Save {n} decision", "Save {n} decisions", count);
  by("download").disabled = count === 0;
  by("undo").disabled = !canUndo;
}

// For those who do not see the card change.
export function announce(text) {
  by("said").textContent = `${text}; ${by("progress").textContent}`;
}

export function download(report, told) {
  const text = JSON.stringify(decisionsFile(report, told), null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "decisions.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), ADDRESS_LASTS_MS);
}

// The button "Keys", and the text that it shows.
export function prepareHelp() {
  by("command").textContent = APPLY;
  by("help").addEventListener("click", () => {
    by("help-text").hidden = !by("help-text").hidden;
    by("help").setAttribute("aria-expanded", String(!by("help-text").hidden));
  });
}
