// What was found: the people, faces first.

import { make } from "../../../../report/page_files/scripts/draw/elements.js";
import { tilesOf } from "../../../../report/page_files/scripts/draw/overview.js";
import { say } from "../decide/say.js";

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
    const finish = make(
      "button",
      { type: "button", on: { click: this.finish } },
      say("found.finish"),
    );
    main.replaceChildren(
      make("h2", {}, say("found.title")),
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
    const unread = state.unread ? say("run.unread", { n: state.unread }) : "";
    const ready = state.phase === "ready" ? say("run.ready", { n: total ?? 0 }) : "";
    this.note.textContent = [ready, unread].filter(Boolean).join(" · ");
    this.warnings.replaceChildren(
      ...warnings.map((text) => make("p", { className: "notice" }, text)),
    );
    const nothing = () => say(state.phase === "reading" ? "found.none" : "found.nobody");
    this.list.replaceChildren(...tilesOf(this.store, nothing, this.open));
  }
}
