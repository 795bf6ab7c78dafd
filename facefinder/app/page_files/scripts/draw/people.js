// What was found: the people, faces first.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { by, make, redraw } from "../../../../report/page_files/scripts/draw/elements.js";
import { tilesOf } from "../../../../report/page_files/scripts/draw/overview.js";
import { searchedInWords } from "../decide/progress.js";
import { get } from "../talk.js";

export class People {
  // `open(number)` shows a person.
  constructor(store, open, finish) {
    this.store = store;
    this.open = open;
    this.finish = finish;
    this.list = make("ul", { className: "people found" });
    this.note = make("p", { className: "faint" });
    this.warnings = make("div", {});
    this.unread = make("details", {
      hidden: true,
      on: { toggle: () => this.unread.open && this.#showUnread() },
    });
  }

  show(main) {
    const finish = make(
      "button",
      { type: "button", className: "main", on: { click: this.finish } },
      t("Done"),
    );
    main.replaceChildren(
      make("h2", {}, t("Found")),
      this.note,
      this.list,
      this.warnings,
      this.unread,
      make("div", { className: "row end" }, finish),
    );
    this.refresh();
  }

  leave() {}

  async #showUnread() {
    const files = await get("unread").catch(() => []);
    const line = ({ path, problem }) => make("li", {}, make("b", {}, path), `: ${problem}`);
    this.unread.lastChild.replaceChildren(...files.map(line));
  }

  #drawUnread(count) {
    const text = count && n("{n} file could not be read", "{n} files could not be read", count);
    this.unread.hidden = !count;
    if (this.unread.firstChild?.textContent === text) return; // it may be open
    this.unread.open = false;
    const list = make("ul", { className: "problems path" });
    this.unread.replaceChildren(make("summary", {}, text), list);
  }

  refresh() {
    const { state, warnings } = this.store;
    const isSaid = !by("progress").hidden; // and the people below do not move
    this.note.textContent = state.phase === "ready" && !isSaid ? searchedInWords(state) : "";
    this.#drawUnread(state.unread ?? 0);
    this.warnings.replaceChildren(
      ...[state.unsettled, ...(state.notes ?? []), ...warnings]
        .filter(Boolean)
        .map((text) => make("p", { className: "notice" }, text)),
    );
    const nothing = () => (state.phase === "reading" ? t("Nothing yet") : t("Not found"));
    redraw(this.list, ...tilesOf(this.store, nothing, this.open));
  }
}
