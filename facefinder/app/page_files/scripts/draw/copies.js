// Where the copies go, and which of what is found is copied.

import { t } from "../../../../report/page_files/scripts/decide/language.js";
import { make } from "../../../../report/page_files/scripts/draw/elements.js";
import { tick } from "./tick.js";

// `wish` is what is chosen, `target` the folder with the copies.
export function copiesOf(wish, target) {
  const place = t("Photos that are found are copied to {target}", { target: target ?? "" });
  const choice = (name, text) => tick(name, wish[name], (on) => wish.set(name, on), text);
  return [
    make("p", { className: "faint path" }, place),
    choice("together", t("Photos that show all of these people: into a folder of their own, too")),
    choice("only", t("Only photos that show nobody else")),
    choice("largest", t("Of versions of one picture only the largest")),
  ];
}
