// The steps from somebody to a folder of photos.

import { t } from "../../../../report/page_files/scripts/decide/language.js";

export const STEPS = {
  who: () => t("Who?"),
  where: () => t("Where?"),
  found: () => t("Found"),
  done: () => t("Done"),
};

// Whether a step can be taken before anything was searched: traces of earlier searches can be removed.
export const isOpen = (step, wish) =>
  step === "who" || step === "done" || (step === "where" && wish.anybody);
