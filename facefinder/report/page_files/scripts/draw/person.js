// Deciding about one person: what is to be looked at, what is sure, and the reference photos.

import { countToLookAt, partsOf } from "../decide/cards.js";
import { n, t } from "../decide/language.js";
import { make, redraw } from "./elements.js";
import { mayDecide } from "./keys.js";
import { Look } from "./look.js";
import { onwardOf } from "./onward.js";
import { portrait } from "./overview.js";
import { viewCard } from "./photo.js";
import { referencesOf } from "./references.js";
import { Sure } from "./sure.js";

// For keys that were on their way when the last face in doubt was decided, and the sure ones came.
const STILL_MEANT_MS = 1000;

export class Person {
  #album;
  #number = -1;
  #changedAt = -Infinity; // when the sure ones came by themselves, ms
  #chosen = ""; // a mode; "" = whatever there is to do

  // `album` is what was found (see decide/album.js); `ways` lead on, as of `onwardOf`.
  constructor(album, ways) {
    this.#album = album;
    this.ways = ways;
    const show = (card) => viewCard(card, album);
    this.look = new Look(album, show);
    this.sure = new Sure(album, show);
    this.tabs = make("nav", { className: "tabs" });
    this.modes = make("div", { className: "modes", role: "group" });
    this.onward = make("div", {});
    this.place = make("div", { className: "decide" });
    this.keys = make("p", { className: "faint keys" });
  }

  get person() {
    return this.#album.people[this.#number];
  }

  show(main, number) {
    this.#chosen = history.state?.mode ?? "";
    this.#number = number;
    this.mode = "";
    this.tabs.setAttribute("aria-label", t("People"));
    const row = make("div", { className: "row between" }, this.modes, this.onward);
    main.replaceChildren(this.tabs, row, this.place, this.keys);
    this.refresh();
    const here = this.tabs.querySelector("[aria-current]"); // there may be more than fit
    here?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // In another language it goes on where it was.
  takeOver(before) {
    this.#number = before.#number;
    this.look.takeOver(before.look);
  }

  leave() {}

  refresh() {
    const { person } = this;
    if (!person) return;
    const parts = partsOf(person, this.#album.wordOf(person));
    const { activeElement } = document;
    const hadFocus = this.place.contains(activeElement) || activeElement.id === "mode-sure";
    this.look.show(person, parts);
    const before = this.mode;
    this.mode = this.#chosen || this.#wanted(parts);
    const byItself = !this.#chosen && before !== this.mode;
    if (byItself && before === "look") this.#changedAt = performance.now();
    this.#place(parts, before);
    this.#drawTabs();
    this.#drawModes(parts);
    if (byItself && hadFocus) this.#takeFocus(before);
    this.keys.textContent = KEYS[this.mode]?.() ?? "";
  }

  // When another mode came by itself, with the last pair or with one that was taken back.
  #takeFocus(before) {
    if (before === "look" && this.mode === "sure") this.modes.querySelector("#mode-sure").focus();
    if (before === "sure" && this.mode === "look") this.look.focus();
  }

  #place(parts, before) {
    const { mode, person } = this;
    const shown = this[mode]?.element ?? referencesOf(person, this.#album.pictures);
    if (this.place.firstChild !== shown) this.place.replaceChildren(shown);
    if (mode === "sure") this.sure.show(person, parts, before !== "sure");
  }

  // New faces in doubt do not push the sure ones away from under the hand.
  #wanted({ sure, rejected }) {
    const any = sure.length || rejected.length;
    if (this.mode === "sure" && any && !this.look.isBack) return "sure";
    if (!this.look.isOver) return "look";
    return any ? "sure" : "references";
  }

  #drawTabs() {
    const tabs = this.#album.people.map((person, number) =>
      make(
        "button",
        {
          type: "button",
          className: "tab",
          aria: number === this.#number ? { current: "page" } : {},
          on: { click: () => this.ways.open(number) },
        },
        portrait(person, this.#album.pictures),
        make("span", {}, person.name),
      ),
    );
    redraw(this.tabs, ...tabs);
  }

  #drawModes(parts) {
    const { sure } = parts;
    const check = countToLookAt(parts);
    const modes = [
      ["look", n("To look at: {n}", "To look at: {n}", check)],
      ["sure", n("Sure: {n}", "Sure: {n}", sure.length)],
      ["references", t("References")],
    ];
    const buttons = modes.map(([mode, text]) =>
      make(
        "button",
        {
          type: "button",
          id: `mode-${mode}`,
          className: "mode",
          aria: { pressed: String(mode === this.mode) },
          on: { click: () => this.#choose(mode) },
        },
        text,
      ),
    );
    this.modes.setAttribute("aria-label", t("What is shown"));
    const isDone = !this.look.queue.length;
    const onward = isDone && onwardOf(this.#album, this.#number, this.ways);
    redraw(this.modes, ...buttons);
    redraw(this.onward, onward || "");
  }

  // The browser keeps what was chosen with the address, for when the page is loaded again.
  #choose(mode) {
    this.#chosen = mode;
    history.replaceState({ ...history.state, mode }, "");
    this.refresh();
  }

  // Whether a key means something here; the first one already does, whatever has the focus.
  pressed(key) {
    if (this.mode === "look") return this.look.pressed(key);
    if (this.mode !== "sure") return false;
    const isNew = performance.now() - this.#changedAt < STILL_MEANT_MS;
    if (isNew && mayDecide(key)) return true;
    const step = STEPS[key];
    if (!step) return this.sure.pressed(key);
    this.sure.grid.move(...step);
    return true;
  }
}

const STEPS = { ArrowRight: [1], ArrowLeft: [-1], ArrowDown: [0, 1], ArrowUp: [0, -1] };

const KEYS = {
  look: () => t("Keys: Y yes, N no, Space later, U undo, V the whole photo."),
  sure: () => t("Keys: arrows to move, N wrong, U undo, V the whole photo, F full screen."),
};
