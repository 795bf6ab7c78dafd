// A saved report in the browser: which of its pages is open, keys, and the bar.

import { parseAddress } from "../decide/address.js";
import { t } from "../decide/language.js";
import { by } from "./elements.js";
import { keepFocus } from "./focus.js";
import { isForOthers, keyOf, listen } from "./keys.js";
import { Person } from "./person.js";
import { Result } from "./result.js";
import { SavedBar } from "./saved_bar.js";

export class PeoplePage {
  // `data` is what the report knows, `album` the same with what was decided.
  constructor(data, album) {
    this.album = album;
    album.changed = () => this.#changed();
    this.bar = new SavedBar(data.report, this.album);
    const open = (number) => (location.hash = `person-${number}`);
    const end = { text: () => t("Found people"), go: () => (location.hash = "overview") };
    this.views = {
      overview: new Result(data, this.album, open),
      person: new Person(this.album, { open, end }),
    };
    this.sections = [...document.querySelectorAll("section.page")];
    by("stale").hidden = data.report === document.body.dataset.report;
  }

  start() {
    window.addEventListener("hashchange", () => this.#route(true));
    listen((event) => this.#pressed(event));
    keepFocus(by("main"));
    this.#route(false);
    this.bar.show();
  }

  #route(moved) {
    const { name, id, number } = parseAddress(location.hash, "overview");
    if (id === "main") return; // the link that skips to the content
    const section = this.sections.find((one) => one.id === id);
    if (!section || (id === "person" && !this.album.people[number])) {
      location.hash = "overview";
      return;
    }
    this.view = this.views[id];
    for (const other of this.sections) other.hidden = other !== section;
    this.view?.show(section, number);
    showInMenu(id === "person" ? "overview" : name);
    const title = this.album.people[number]?.name ?? t("Found people");
    document.title = `${title} – facefinder`;
    if (moved) {
      by("main").focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }

  #changed() {
    this.view?.refresh();
    this.bar.show();
  }

  #pressed(event) {
    if (isForOthers(event)) return;
    const key = keyOf(event);
    if (key === "u" && this.album.canUndo) this.album.undo();
    else if (!this.view?.pressed?.(key)) return;
    event.preventDefault();
  }
}

// Marks the entry of the menu that has this name.
function showInMenu(name) {
  for (const link of document.querySelectorAll("#pages a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
