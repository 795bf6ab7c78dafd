// What was found: the people, faces first.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { make } from "../../../../report/page_files/scripts/draw/elements.js";
import { tilesOf } from "../../../../report/page_files/scripts/draw/overview.js";

export class People {
  // `open(number)` shows a person.
  constructor(store, open, finish) {
    this.store = store;
    this.open = open;
    this.finish = finish;
    this.list = make("ul", { className: "people found" });
    this.note = make("p", { className: "faint" });
    this.warnings = make("div", {});
  }

  show(main) {
    const finish = make("button", { type: "button", on: { click: this.finish } }, t("Done"));
    main.replaceChildren(
      make("h2", {}, t("Found")),
      this.note,
      this.list,
      this.warnings,
      make("div", { className: "row end" }, finish),
    );
    this.refresh();
  }

  leave() {}

  refresh() {
    const { state, warnings } = this.store;
    const { total } = state.progress ?? {};
    const unread = state.unread
      ? n("{n} file could not be read", "{n} files could not be read", state.unread)
      : "";
    const ready =
      state.phase === "ready" ? n("{n} photo searched", "{n} photos searched", total ?? 0) : "";
    this.note.textContent = [ready, unread].filter(Boolean).join(" · ");
    this.warnings.replaceChildren(
      ...warnings.map((text) => make("p", { className: "notice" }, text)),
    );
    const nothing = () => (state.phase === "reading" ? t("Nothing yet") : t("Not found"));
    this.list.replaceChildren(...tilesOf(this.store, nothing, this.open));
  }
}
