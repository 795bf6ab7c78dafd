// What a search is narrowed to: dates, and folders that are left out.

import { make } from "../../../../report/page_files/scripts/draw/elements.js";
import { t } from "../../../../report/page_files/scripts/decide/language.js";

// `wish` keeps what is set; whatever is set is in sight.
export function narrowed(wish) {
  const field = (name, label, type, how = "") => {
    const change = (event) => wish.set(name, event.target.value);
    const input = make("input", { type, value: wish[name], on: { change } });
    return make("label", {}, label, input, how && make("span", { className: "faint" }, how));
  };
  return make(
    "details",
    { open: Boolean(wish.first || wish.last || wish.exclude) },
    make("summary", {}, t("Dates, and folders to leave out")),
    make(
      "div",
      { className: "row" },
      field("first", t("taken from"), "date"),
      field("last", t("up to"), "date"),
      field(
        "exclude",
        t("Leave out folders called"),
        "text",
        t("Several with commas between them, such as: Backup, Screenshots"),
      ),
    ),
  );
}
