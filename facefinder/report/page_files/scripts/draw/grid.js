// Thousands of faces, many in a row; only those near to what is seen are in the page.

import { number } from "../decide/language.js";
import { cardBelow, rowsBetween, rowsOf } from "../decide/rows.js";
import { make } from "./elements.js";

const TITLE_PX = 52;
const GAP_PX = 6;
// Faces in a row, by the width there is; 12 from a window of 1280 pixels on.
const COLUMNS = [
  [1900, 16],
  [1050, 12],
  [700, 8],
  [480, 6],
  [0, 4],
];

// What keeps the focus that the user gave it.
const HOLDS = "a, button, summary, input, select, dialog[open]";

export class Grid {
  #sections = [];
  #order = []; // all cards, as they are shown
  #rows = [];
  #height = 0;
  #columns = 1;
  #tiles = new Map(); // by a card's key: those that are in the page
  #current = 0;
  #tileOf;
  #asked = 0;
  #drawn = [0, 0]; // from where to where

  // `tileOf(card)` makes the button of a card. A grid lives as long as the page.
  constructor(tileOf) {
    this.#tileOf = tileOf;
    this.element = make("div", { className: "grid", role: "group" });
    const soon = () => this.#drawSoon();
    window.addEventListener("scroll", soon, { passive: true });
    new ResizeObserver(() => {
      this.#lay();
      if (this.element.isConnected) this.#draw(); // at once: what was laid for another width stands out
    }).observe(this.element);
    this.element.addEventListener("focusin", (event) => this.#focused(event.target));
    // A button that is clicked has not the focus in every browser.
    const clicked = ({ target }) => this.#focused(target.closest("button"));
    this.element.addEventListener("click", clicked, true);
    this.element.addEventListener("contextmenu", clicked, true); // a long press does not focus
  }

  // `sections` are [heading, cards]; `fresh`: what was drawn before is of no use.
  show(sections, fresh = false) {
    const focused = this.element.contains(document.activeElement);
    if (fresh) {
      this.#tiles.clear();
      this.#current = 0;
    }
    this.#sections = sections;
    this.#order = sections.flatMap(([, cards]) => cards);
    this.#current = Math.min(this.#current, Math.max(0, this.#order.length - 1));
    this.#lay();
    this.#draw();
    if (focused) this.#tiles.get(this.#order[this.#current]?.key)?.focus({ preventScroll: true });
  }

  // The card that keys are about: the one that has, or had, the focus; at first the first one.
  get current() {
    return this.#order[this.#current];
  }

  // Moves the focus by so many faces, or by so many rows; the first key already does.
  move(faces, rows = 0) {
    if (!this.#order.length) return;
    const next = rows ? cardBelow(this.#rows, this.#current, rows) : this.#current + faces;
    this.#current = Math.min(Math.max(next, 0), this.#order.length - 1);
    this.#focusCurrent();
  }

  // Keys are about the card with this key now. The focus goes there, too, if nothing else has it.
  goTo(key) {
    const place = this.#order.findIndex((card) => card.key === key);
    if (place < 0) return;
    this.#current = place;
    const { activeElement } = document;
    const isFree = this.element.contains(activeElement) || !activeElement.closest(HOLDS);
    if (isFree) this.#focusCurrent();
    else this.#markCurrent();
  }

  #focusCurrent() {
    const row = this.#rows.find(
      ({ cards, first }) => cards && first <= this.#current && this.#current < first + cards.length,
    );
    this.#draw(row);
    const tile = this.#tiles.get(this.current.key);
    tile.focus({ preventScroll: true });
    tile.scrollIntoView({ block: "nearest" });
  }

  #drawSoon() {
    if (this.#asked) return;
    this.#asked = requestAnimationFrame(() => {
      this.#asked = 0;
      if (this.element.isConnected && !this.#isEnough()) this.#draw();
    });
  }

  // Whether what is drawn reaches beyond what is seen, also when the page is scrolled a little more.
  #isEnough() {
    const { top } = this.element.getBoundingClientRect();
    const [from, to] = this.#drawn;
    const [above, below] = [-top - window.innerHeight / 4, -top + 1.25 * window.innerHeight];
    return (from <= 0 || from <= above) && (to >= this.#height || to >= below);
  }

  #focused(target) {
    const place = this.#order.findIndex(({ key }) => this.#tiles.get(key) === target);
    if (place < 0) return;
    this.#current = place;
    this.#markCurrent();
  }

  #lay() {
    const width = this.element.clientWidth || 1;
    this.#columns = COLUMNS.find(([least]) => width >= least)[1];
    const tile = (width - GAP_PX * (this.#columns - 1)) / this.#columns;
    const sizes = { columns: this.#columns, tile, gap: GAP_PX, title: TITLE_PX };
    ({ rows: this.#rows, height: this.#height } = rowsOf(this.#sections, sizes));
    this.element.style.height = `${this.#height}px`;
    this.element.style.setProperty("--tile", `${tile}px`);
  }

  // `also` is a row that is drawn wherever it is.
  #draw(also) {
    const { top } = this.element.getBoundingClientRect();
    const reach = window.innerHeight;
    this.#drawn = [-top - reach, -top + 2 * reach];
    const rows = rowsBetween(this.#rows, ...this.#drawn);
    if (also && !rows.includes(also)) rows.push(also);
    const wanted = new Set();
    const parts = rows.flatMap((row) => this.#partsOf(row, wanted));
    for (const key of this.#tiles.keys()) if (!wanted.has(key)) this.#tiles.delete(key);
    this.#put(parts);
    this.#markCurrent();
  }

  #partsOf({ top, heading, about, count, cards }, wanted) {
    if (heading) {
      const title = make(
        "h3",
        { title: about ?? heading },
        heading,
        make("span", {}, ` ${number(count)}`),
      );
      title.style.top = `${top}px`;
      return [title];
    }
    return cards.map((card, column) => {
      wanted.add(card.key);
      const tile = this.#tile(card);
      tile.style.top = `${top}px`;
      tile.style.left = `calc(${column} * (var(--tile) + ${GAP_PX}px))`;
      return tile;
    });
  }

  // What stays is not moved, or the browser would load its picture again and lose the focus.
  #put(parts) {
    const kept = new Set(parts);
    for (const child of [...this.element.children]) if (!kept.has(child)) child.remove();
    let next = this.element.firstChild;
    for (const part of parts) {
      if (part === next) next = next.nextSibling;
      else this.element.insertBefore(part, next);
    }
  }

  #tile(card) {
    const files = String(card.all.length);
    let tile = this.#tiles.get(card.key);
    if (tile?.dataset.files !== files) tile = this.#tileOf(card);
    tile.dataset.files = files;
    tile.card = card;
    tile.classList.toggle("set-aside", Boolean(card.isGone));
    this.#tiles.set(card.key, tile);
    return tile;
  }

  #markCurrent() {
    const current = this.#tiles.get(this.current?.key);
    for (const tile of this.#tiles.values()) tile.tabIndex = tile === current ? 0 : -1;
    if (current || !this.#tiles.size) return;
    [...this.#tiles.values()][0].tabIndex = 0; // what is far away cannot be reached by Tab
  }
}
