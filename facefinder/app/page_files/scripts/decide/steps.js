// The steps from somebody to a folder of photos.

import { t } from "../../../../report/page_files/scripts/decide/language.js";

export const STEPS = {
  who: () => t("Who?"),
  where: () => t("Where?"),
  found: () => t("Found"),
  done: () => t("Done"),
};

// Whether a step can be taken. Before anything was searched, traces of earlier searches can be removed; where somebody
// was looked at after a search, it is searched again as it was, and nothing of that has to be read.
export const isOpen = (step, wish, { phase, again }) =>
  phase !== "none" ||
  step === "who" ||
  step === "done" ||
  (step === "where" && wish.anybody) ||
  (step === "found" && Boolean(again));
