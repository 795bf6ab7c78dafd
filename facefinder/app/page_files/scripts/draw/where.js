// Where? Places of this computer to tick, and other folders.

import { number, t } from "../../../../report/page_files/scripts/decide/language.js";
import { browse } from "./browse.js";
import { copiesOf } from "./copies.js";
import { button, make } from "../../../../report/page_files/scripts/draw/elements.js";
import { pathIn } from "./dropped.js";
import { size } from "../decide/units.js";
import { countOf, kindBeside, sumOf } from "../decide/places.js";
import { get, inTurn, post } from "../talk.js";
import { narrowed } from "./narrowed.js";
import { tick } from "./tick.js";

const AGAIN_MS = 700;

export class Where {
  // `wish` is what is to be searched; `begin` starts it.
  constructor(wish, begin) {
    this.wish = wish;
    this.begin = begin;
    this.list = make("ul", { className: "places" });
    this.note = make("p", { className: "notice", role: "alert", hidden: true });
    this.go = button(t("Search"), () => this.#go(), { className: "main" });
    this.path = make("input", { id: "where-path", spellcheck: false, autocomplete: "off" });
    this.sum = make("p", { className: "big", role: "status" });
    this.named = [];
    this.places = [];
    this.counts = {};
    this.timer = 0;
    this.parts = new Map();
    this.details = narrowed(wish);
  }

  show(main, target) {
    const { open } = this.details;
    this.details = narrowed(this.wish);
    this.details.open ||= open;
    const drop = (event) => this.#dropped(event);
    const over = (event) => event.preventDefault();
    const other = make(
      "form",
      {
        className: "row drop",
        on: { submit: (event) => this.#typed(event), drop, dragover: over },
      },
      make("label", { htmlFor: "where-path" }, t("Another folder")),
      this.path,
      make("button", { type: "submit" }, t("Add")),
      button(t("Choose a folder …"), () => browse(null, (path) => this.#add(path))),
    );
    main.replaceChildren(
      make("h2", {}, t("Where should be searched?")),
      make(
        "p",
        { className: "how" },
        t("Tick one place or more. All folders in them are searched."),
      ),
      this.list,
      other,
      this.#videos(),
      this.details,
      this.note,
      ...copiesOf(this.wish, target),
      this.sum,
      make("div", { className: "row end" }, this.go),
    );
    this.#showPlaces().catch(() => {});
  }

  #videos() {
    const change = (on) => {
      this.wish.set("videos", on);
      this.#showSum();
    };
    const text = t("Search videos, too (that takes longer)");
    return tick("videos", this.wish.videos, change, text);
  }

  // What was typed in the same view, when it spoke another language.
  takeOver(before) {
    this.path.value = before.path.value;
    this.details.open = before.details.open;
  }

  // Counting ends with the page; the search counts for itself.
  leave() {
    clearTimeout(this.timer);
    post("counts", { places: [] }).catch(() => {});
  }

  #count = inTurn(() => this.#ask());

  async #ask() {
    clearTimeout(this.timer);
    const counts = await post("counts", { places: [...this.wish.inputs] }).catch(() => null);
    if (!counts || !this.list.isConnected) return;
    this.counts = counts;
    for (const [path, { count, folders }] of this.parts) this.#showCount(path, count, folders);
    this.#showSum();
    const all = Object.values(counts);
    if (all.some(({ done }) => !done)) this.timer = setTimeout(() => this.#count(), AGAIN_MS);
  }

  #showCount(path, count, folders) {
    const told = this.wish.inputs.has(path) ? this.counts[path] : null;
    count.textContent = told ? countOf(told) : "";
    const chips = (told?.folders ?? []).map((folder) => this.#chip(folder));
    // A click must not meet a button that has just been replaced by another.
    if (folders.dataset.shown === JSON.stringify(told?.folders ?? [])) return;
    folders.dataset.shown = JSON.stringify(told?.folders ?? []);
    const how = make("span", { className: "faint" }, t("Leave folders out with a click:"));
    folders.replaceChildren(...(chips.length ? [how, ...chips] : []));
  }

  #chip({ name, path, photos }) {
    const chip = button(`${name} · ${number(photos)}`, () => this.#leaveOut(path, chip), {
      className: "chip",
      title: path,
      aria: { pressed: this.wish.without.has(path) },
    });
    return chip;
  }

  #leaveOut(path, chip) {
    const out = !this.wish.without.has(path);
    this.wish.leaveOut(path, out);
    chip.setAttribute("aria-pressed", out);
    this.#showSum();
  }

  #showSum() {
    const { inputs, without, videos } = this.wish;
    this.sum.textContent = inputs.size ? sumOf(this.counts, inputs, without, videos) : "";
  }

  #dropped(event) {
    event.preventDefault();
    const path = pathIn(event.dataTransfer);
    if (path) this.#add(path);
    else this.#say(t("Browsers do not say where that lies. Take “Choose a folder …”, or type it."));
  }

  async #showPlaces() {
    this.named = await get("places");
    this.places = this.wish.places(this.named);
    this.#draw();
  }

  #draw() {
    this.parts.clear();
    this.list.replaceChildren(...this.places.map((place) => this.#tile(place)));
    this.go.disabled = !this.wish.inputs.size;
    this.#count();
  }

  #tile(place) {
    const change = (event) => {
      this.wish.searchIn(place.path, event.target.checked);
      this.go.disabled = !this.wish.inputs.size;
      this.#count();
    };
    const checked = this.wish.inputs.has(place.path);
    const count = make("span", { className: "count" });
    const folders = make("div", { className: "chips" });
    this.parts.set(place.path, { count, folders });
    return make(
      "li",
      {},
      make(
        "label",
        { className: "place" },
        make("input", { type: "checkbox", checked, on: { change } }),
        make(
          "span",
          {},
          make("b", {}, place.name),
          ...aboutOf(place).map((text) => make("span", { className: "faint" }, text)),
          place.path === place.name ? null : make("span", { className: "faint path" }, place.path),
          count,
        ),
      ),
      folders,
    );
  }

  #typed(event) {
    event.preventDefault();
    if (this.path.value.trim()) this.#add(this.path.value.trim());
  }

  async #add(path) {
    try {
      const folder = await post("folder", { path });
      this.wish.add(folder.path);
      this.places = this.wish.places(this.named);
      this.path.value = "";
      this.#say("");
      this.#draw();
    } catch (error) {
      this.#say(error.message);
    }
  }

  #say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  async #go() {
    try {
      await post("start", this.wish.search);
      this.begin();
    } catch (error) {
      this.#say(error.message);
    }
  }
}

// What kind of place it is, and how much room it has.
function aboutOf(place) {
  const { free, total } = place;
  const room = total ? t("{free} of {total} free", { free: size(free), total: size(total) }) : "";
  const about = [kindBeside(place), room].filter(Boolean).join(" · ");
  return about ? [about] : [];
}
