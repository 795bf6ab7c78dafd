// The cards of the view that is open, in parts, and the focus among them.

import { t } from "../decide/language.js";
import { countParts, itemsOfPart, neighbour } from "../decide/parts.js";
import { by, fill } from "./elements.js";

export class Cards {
  view = null; // see review.js for what a view is
  items = []; // of the view, on all parts
  #part = 0;
  #itemOf = new Map(); // by the element of its card
  #whenShown;

  // `whenShown` is called each time that other cards are shown.
  constructor(whenShown) {
    this.#whenShown = whenShown;
    by("earlier").addEventListener("click", () => this.#turnTo(this.#part - 1));
    by("later").addEventListener("click", () => this.#turnTo(this.#part + 1));
    by("part").addEventListener("change", () => this.#turnTo(Number(by("part").value)));
  }

  // Shows the first part of a view; null = there are no cards.
  open(view) {
    this.view = view;
    this.#part = 0;
    this.#itemOf.clear();
    if (view) this.#show();
  }

  // The element of the card that has the focus, or of which a part has it; null = none.
  get focused() {
    return document.activeElement.closest(".card");
  }

  // The item of a card; undefined if it is none of this part.
  itemOf(element) {
    return this.#itemOf.get(element);
  }

  // Shows on each card what was decided.
  mark() {
    for (const [element, item] of this.#itemOf) this.view.mark(element, item);
  }

  // Moves the focus to the card after (1) or before (-1), if need be to another part.
  step(step) {
    const elements = this.#elements;
    const next = neighbour(step, {
      at: elements.indexOf(this.focused),
      count: elements.length,
      part: this.#part,
      size: this.view.size,
      total: this.items.length,
    });
    if (!next) return;
    if (next.part !== this.#part) this.#turnTo(next.part);
    this.#focus(this.#elements.at(next.card));
  }

  // Moves the focus to the first card about one of these names, if there is one.
  focusNamed(names) {
    const found = [...this.#itemOf].find(([, item]) =>
      this.view.keys(item).some((key) => names.has(key)),
    );
    if (found) this.#focus(found[0]);
  }

  get #elements() {
    return [...this.#itemOf.keys()];
  }

  #show() {
    const { view } = this;
    this.items = view.items();
    const parts = countParts(this.items, view.size);
    this.#part = Math.min(this.#part, parts - 1);
    const here = itemsOfPart(this.items, this.#part, view.size);
    this.#itemOf.clear();
    for (const [id, items] of view.lists(here)) this.#fillList(id, items);
    by("nothing").hidden = here.length > 0;
    by("nothing").textContent = view.nothing();
    this.#showParts(parts);
    this.#whenShown();
    const first = document.querySelector("section:not([hidden]) .card");
    if (first) first.tabIndex = 0;
  }

  #fillList(id, items) {
    by(id).replaceChildren(...items.map((item) => this.#card(item)));
    by(id).hidden = items.length === 0;
    const title = by(`${id}-title`);
    if (title) title.hidden = items.length === 0;
  }

  #card(item) {
    const element = this.view.card(item);
    this.#itemOf.set(element, item);
    this.view.mark(element, item);
    return element;
  }

  #showParts(count) {
    const parts = Array.from({ length: count }, (_, part) => [
      part,
      t("{i} of {n}", { i: part + 1, n: count }),
    ]);
    fill(by("part"), parts);
    by("part").value = this.#part;
    by("earlier").disabled = this.#part === 0;
    by("later").disabled = this.#part === count - 1;
    by("parts").hidden = count < 2;
  }

  #turnTo(part) {
    this.#part = part;
    this.#show();
    const title = document.querySelector("section.page:not([hidden]) h2");
    title.focus();
    title.scrollIntoView();
  }

  #focus(element) {
    for (const other of this.#elements) other.tabIndex = -1;
    element.tabIndex = 0;
    element.focus();
  }
}
