// The faces that the reader said are not the person, folded away; one click takes one back.

import { n } from "../decide/language.js";
import { button, make, redraw } from "./elements.js";

const MOST = 100;

export class Rejected {
  #tileOf;
  #takeBack;
  #cards = [];

  // `tileOf(card)` makes the button of a card, `takeBack(card)` decides.
  constructor(tileOf, takeBack) {
    this.#tileOf = tileOf;
    this.#takeBack = takeBack;
    this.element = make("details", { className: "rejected", hidden: true });
  }

  show(person, cards) {
    this.#cards = cards;
    this.element.hidden = !cards.length;
    const title = n(
      "{n} is not {name}: click to take it back",
      "{n} are not {name}: click to take one back",
      cards.length,
      person,
    );
    const buttons = cards.slice(0, MOST).map((card) => this.#buttonOf(card, title));
    redraw(
      this.element,
      make("summary", {}, title),
      make("div", { className: "strip" }, ...buttons),
    );
  }

  // The button may be older than the versions that were found since.
  #buttonOf(card, title) {
    const { key } = card;
    const again = () => {
      const now = this.#cards.find((one) => one.key === key);
      if (now) this.#takeBack(now);
    };
    const made = button("", again, { className: "face", title, data: { key } });
    made.append(...this.#tileOf(card).childNodes);
    return made;
  }
}
