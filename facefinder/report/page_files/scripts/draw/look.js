// The faces in doubt, one pair after the other.

import { decisionsAbout, decisionsForOther, KEYS_OF_OTHERS, namesBeside } from "../decide/album.js";
import { n, t } from "../decide/language.js";
import { button, make } from "./elements.js";
import { pairOf } from "./pair.js";

export class Look {
  #album;
  #person;
  #later = new Set();
  #shown; // what is in the page, so that it does not flicker when nothing changed
  #asked; // which card; its buttons stay while others come
  #place = new Text();
  #judged = new Set(); // keys of cards; those that were taken back are among them
  #weak = false;

  // `view(card)` shows the whole photo.
  constructor(album, view) {
    this.#album = album;
    this.view = view;
    this.element = make("div", { className: "look" });
    this.weak = button("", () => this.#showWeak(), { id: "weak" });
  }

  show(person, parts) {
    if (this.#person?.name !== person.name) this.#begin();
    this.#person = person;
    this.parts = parts;
    this.#draw();
  }

  #begin() {
    this.#later.clear();
    this.#judged.clear();
    this.#weak = false;
    this.#shown = this.#asked = undefined;
  }

  // Weak ones wait behind a button, unless there is nothing better to begin with.
  get #showsWeak() {
    return this.#weak || (!this.#judged.size && !this.parts.likely.length);
  }

  // What is left, those put off last.
  get queue() {
    const { likely, weak } = this.parts;
    const all = this.#showsWeak ? [...likely, ...weak] : likely;
    const put = ({ key }) => this.#later.has(key);
    return [...all.filter((card) => !put(card)), ...all.filter(put)];
  }

  // Whether there is something to look at here, be it a button that shows more.
  get isOver() {
    return !this.queue.length && (this.#showsWeak || !this.parts.weak.length);
  }

  #draw() {
    const { queue } = this;
    const [card] = queue;
    const hidden = this.#showsWeak ? 0 : this.parts.weak.length;
    const done = this.#judged.size - queue.filter(({ key }) => this.#judged.has(key)).length;
    const place = card && t("{i} of {n}", { i: done + 1, n: done + queue.length });
    const shown = card ? `${card.key} ${card.all.length} ${place} ${hidden}` : `none ${hidden}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#place.data = place ?? "";
    this.#ask(card);
    this.weak.textContent = n("Show {n} weak one", "Show {n} weak ones", hidden);
    if (!hidden) this.weak.remove();
    else if (!this.weak.parentNode) this.element.append(this.weak);
    if (queue[1]) this.#fetch(queue[1]);
  }

  #nothing() {
    return make("p", { className: "faint", role: "status" }, t("Nothing left to look at."));
  }

  #ask(card) {
    const asked = card ? `${card.key} ${card.all.length}` : "none";
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.element.replaceChildren(card ? this.#pairOf(card) : this.#nothing());
  }

  #showWeak() {
    this.#weak = true;
    this.#draw();
  }

  // The next pair is there when it is wanted.
  #fetch({ head }) {
    const { pictures } = this.#album;
    for (const src of [pictures.face(head), pictures.reference(head), pictures.large(head)]) {
      if (src) new Image().src = src;
    }
  }

  #pairOf(card) {
    return pairOf(
      { card, person: this.#person, others: this.#others, place: this.#place, album: this.#album },
      {
        yes: () => this.#answer(card, true),
        no: () => this.#answer(card, false),
        later: () => this.#putOff(card),
        view: () => this.view(card),
        other: (name) => this.#other(card, name),
      },
    );
  }

  // Who else it may be.
  get #others() {
    return namesBeside(this.#album.people, this.#person);
  }

  #count({ key }) {
    this.#weak = this.#showsWeak;
    this.#judged.add(key);
  }

  #answer(card, yes) {
    this.#count(card);
    this.#album.decide(decisionsAbout([card], this.#person, yes));
  }

  #other(card, name) {
    this.#count(card);
    this.#album.decide(decisionsForOther(card, this.#person, name));
  }

  #putOff(card) {
    this.#later.delete(card.key);
    this.#later.add(card.key);
    this.#draw();
  }

  pressed(key) {
    const [card] = this.queue;
    if (!card) return false;
    const means = {
      y: () => this.#answer(card, true),
      n: () => this.#answer(card, false),
      " ": () => this.#putOff(card),
      v: () => this.view(card),
    };
    const other = this.#others[KEYS_OF_OTHERS.indexOf(key)];
    if (other) means[key] = () => this.#other(card, other);
    means[key]?.();
    return key in means;
  }
}
