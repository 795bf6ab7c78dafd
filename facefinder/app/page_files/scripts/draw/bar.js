// The bar that says what happened, what is left to do, and leads back.

import { lastInWords } from "../decide/last.js";
import { leftInWords } from "../../../../report/page_files/scripts/decide/cards.js";
import { t } from "../../../../report/page_files/scripts/decide/language.js";
import { by, button, make, redraw } from "../../../../report/page_files/scripts/draw/elements.js";

export class Bar {
  #store;
  #undo;

  // `undo()` takes the last action back.
  constructor(store, undo) {
    this.#store = store;
    this.#undo = undo;
    this.element = by("bar");
  }

  hide() {
    this.element.hidden = true;
  }

  // Says what an action did, as the store tells; at the end of a search, what is left by then.
  show({ fresh, action, phase }) {
    if (fresh) this.hide();
    if (action) this.#say();
    else if (phase) this.sayAgain();
  }

  sayAgain() {
    if (!this.element.hidden) this.#say();
  }

  #say() {
    const { last, canUndo } = this.#store.state;
    if (!last) return;
    const parts = [...lastInWords(last), leftInWords(this.#store)].filter(Boolean);
    this.element.hidden = false;
    this.element.classList.toggle("wrong", Boolean(last.problem));
    const undo = canUndo && button(t("Undo"), this.#undo, { id: "undo" });
    redraw(this.element, make("p", {}, parts.join(" · ")), undo || "");
  }
}
