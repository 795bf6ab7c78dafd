// What the pages of all reports share: which view is open, its cards, what the reader decides about
// them, keys, and undo.
//
// A report gives `start` its views, by the id of the section that each fills:
//   open(number)     says whether there is such a page, and prepares it
//   size             cards on one part
//   items()          what is shown, on all parts
//   lists(items)     [[id of a list, its items], ...]
//   card(item)       an element for it; mark(element, item) shows what was decided
//   keys(item)       the names of the decisions that the card shows
//   progress()       [done, of how many, word]
//   nothing()        what to say when there is no item
//   pressed(key, item, element)   whether that key means something; "next" = and go on
//   inside           the page that it belongs to in the menu, if it has no entry of its own

import { parseAddress } from "../decide/address.js";
import { t } from "../decide/language.js";
import { announce, download, prepareHelp, showBar } from "./bar.js";
import { Cards } from "./cards.js";
import { by } from "./elements.js";
import { keepFocus } from "./focus.js";
import { isForOthers, keyOf, listen } from "./keys.js";

export class Review {
  #report;
  #decided;
  #cards = new Cards(() => this.#showBar());
  #home;
  #views;
  #decisions;

  // `report` is the report's id, `decided` what was decided in it.
  constructor(report, decided) {
    this.#report = report;
    this.#decided = decided;
  }

  // `home` is the page to begin with; `decisions` returns {decisions, people} of the download.
  start({ home, views, decisions }) {
    this.#home = home;
    this.#views = views;
    this.#decisions = decisions;
    prepareHelp();
    by("undo").addEventListener("click", () => this.#undo());
    by("download").addEventListener("click", () => download(this.#report, decisions()));
    listen((event) => this.#pressed(event));
    keepFocus(by("main"));
    window.addEventListener("hashchange", () => {
      this.#route();
      by("main").focus({ preventScroll: true });
      window.scrollTo(0, 0);
    });
    by("stale").hidden = this.#report === document.body.dataset.report;
    this.#route();
  }

  // What the open view shows, on all parts.
  get items() {
    return this.#cards.items;
  }

  // Shows the open view from its beginning, as when its filters changed.
  showAgain() {
    this.#cards.open(this.#cards.view);
  }

  // `changes` as in `Decided.change`; `said` tells those who do not see the cards change.
  decide(changes, said) {
    this.#decided.change(changes);
    this.refresh();
    announce(said);
  }

  // Shows what was decided.
  refresh() {
    this.#cards.mark();
    this.#showBar();
  }

  #undo() {
    const names = this.#decided.undo();
    this.refresh();
    this.#cards.focusNamed(names);
    announce(t("Undone"));
  }

  #showBar() {
    showBar(this.#cards.view.progress(), this.#decisions(), this.#decided.canUndo);
  }

  #pressed(event) {
    const { view, focused } = this.#cards;
    if (!view || isForOthers(event)) return;
    const key = keyOf(event);
    const onCard = key !== "Enter" || event.target === focused; // a button's own Enter stays
    const meant = onCard && view.pressed(key, this.#cards.itemOf(focused), focused);
    if (meant === "next" || key === "ArrowRight") this.#cards.step(1);
    else if (key === "ArrowLeft") this.#cards.step(-1);
    else if (key === "u" && this.#decided.canUndo) this.#undo();
    else if (!meant) return;
    event.preventDefault();
  }

  #route() {
    const { name, id, number } = parseAddress(location.hash, this.#home);
    if (id === "main") return; // the link that skips to the content
    const view = this.#views[id];
    const section = document.querySelector(`section.page[id="${id}"]`);
    if (!section || (view && !view.open(number))) {
      location.hash = this.#home;
      return;
    }
    for (const other of document.querySelectorAll("section.page")) other.hidden = other !== section;
    showInMenu([name, view?.inside]);
    for (const part of ["review", "nothing", "parts"]) by(part).hidden = !view;
    this.#cards.open(view ?? null);
    document.title = `${by(`${id}-title`).textContent} – facefinder`;
  }
}

// Marks the entry of the menu that has one of these names.
function showInMenu(names) {
  for (const link of document.querySelectorAll("#pages a")) {
    if (names.includes(link.hash.slice(1))) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else link.removeAttribute("aria-current");
  }
}
