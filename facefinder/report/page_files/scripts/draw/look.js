// The faces in doubt, one pair after the other.

import { decisionsAbout, decisionsForOther, KEYS_OF_OTHERS, namesBeside } from "../decide/album.js";
import { isConfirmed } from "../decide/cards.js";
import { n, t } from "../decide/language.js";
import { button, make, redraw } from "./elements.js";
import { pairOf } from "./pair.js";

// For keys and clicks that were on their way when another pair came by itself.
const STILL_MEANT_MS = 1000;

export class Look {
  #album;
  #person;
  #place = new Text();
  #later; // keys of cards, in the order in which they were put off
  #judged; // keys of cards; those that were taken back are among them
  #back; // keys of those, what was taken back last first
  #numbers; // by a card's key, as which one it was shown first
  #weak; // whether the weak ones are shown, too
  #asked; // the key of the card that is shown; it stays until it is judged or put off
  #movedAt; // when another came by itself, ms
  #shown; // what is in the page, so that it does not flicker when nothing changed

  // `view(card)` shows the whole photo.
  constructor(album, view) {
    this.#album = album;
    this.view = view;
    this.pair = make("div", {});
    this.weak = button("", () => this.#showWeak(), { id: "weak" });
    this.element = make("div", { className: "look" }, this.pair, this.weak);
  }

  show(person, parts) {
    if (this.#person?.name !== person.name) this.#begin();
    this.#person = person;
    this.parts = parts;
    this.#seeBack();
    this.#draw();
  }

  // In another language it goes on where it was.
  takeOver(before) {
    this.#person = before.#person;
    this.#later = before.#later;
    this.#judged = before.#judged;
    this.#back = before.#back;
    this.#numbers = before.#numbers;
    this.#weak = before.#weak;
    this.#asked = before.#asked;
    this.#movedAt = before.#movedAt;
  }

  // Keys are heard wherever the focus is; there nothing else would be pressed with them.
  focus() {
    this.pair.querySelector(".pair").focus({ preventScroll: true });
  }

  #begin() {
    this.#later = new Set();
    this.#judged = new Set();
    this.#back = [];
    this.#numbers = new Map();
    this.#weak = false;
    this.#asked = this.#shown = undefined;
    this.#movedAt = -Infinity;
  }

  // Weak ones wait behind a button, unless there is nothing better to begin with.
  get #showsWeak() {
    return this.#weak || (!this.#judged.size && !this.parts.likely.length);
  }

  // What is left: what was taken back, the one that is shown though likelier ones have come or it has become sure
  // meanwhile, unless somebody confirmed it in another window, the others, and those put off.
  get queue() {
    const { sure, likely, weak } = this.parts;
    const open = new Map([...likely, ...weak].map((card) => [card.key, card]));
    const word = this.#album.wordOf(this.#person);
    const asked = [...open.values(), ...sure].find(({ key }) => key === this.#asked);
    const isAsked = asked && !isConfirmed(asked, word);
    if (isAsked) open.set(asked.key, asked);
    const offered = this.#showsWeak ? [...likely, ...weak] : likely;
    const keys = new Set([
      ...this.#back,
      ...(isAsked ? [asked.key] : []),
      ...offered.map(({ key }) => key).filter((key) => !this.#later.has(key)),
      ...this.#later,
    ]);
    return [...keys].map((key) => open.get(key)).filter(Boolean);
  }

  // Notes what was judged, and is open again.
  #seeBack() {
    const { likely, weak } = this.parts;
    const open = new Set([...likely, ...weak].map(({ key }) => key));
    const before = this.#back.filter((key) => open.has(key));
    const back = [...this.#judged].filter((key) => open.has(key) && !before.includes(key));
    this.#back = [...back, ...before];
  }

  // Whether something that was judged is to be judged again.
  get isBack() {
    return this.#back.length > 0;
  }

  // Whether there is nothing to look at here, be it behind a button that shows more.
  get isOver() {
    return !this.queue.length && (this.#showsWeak || !this.parts.weak.length);
  }

  #draw() {
    const { queue } = this;
    const [card] = queue;
    this.#follow(card);
    const hidden = this.#showsWeak ? 0 : this.parts.weak.length;
    const place = card ? this.#placeOf(card, queue) : "";
    const shown = `${card?.key} ${card?.all.length} ${place} ${hidden}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#place.data = place;
    this.#ask(card);
    this.weak.textContent = n("Show {n} weak one", "Show {n} weak ones", hidden);
    this.weak.hidden = !hidden;
    if (queue[1]) this.#fetch(queue[1]);
  }

  // Notes which card is shown now, and whether it came without anybody having judged the last one.
  #follow(card) {
    const byItself = this.#asked && card?.key !== this.#asked && !this.#judged.has(card?.key);
    if (byItself) this.#movedAt = performance.now();
    this.#asked = card?.key;
  }

  // A card keeps its number, also when it comes again.
  #placeOf({ key }, queue) {
    const numbers = this.#numbers;
    if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
    const total = numbers.size + queue.filter((card) => !numbers.has(card.key)).length;
    const place = { i: numbers.get(key), n: total };
    return this.#later.has(key) ? t("{i} of {n}, put off before", place) : t("{i} of {n}", place);
  }

  #nothing() {
    const { length } = this.parts.weak;
    const text = length ? t("Only weak ones are left.") : t("Nothing left to look at.");
    return make("p", { className: "faint", role: "status" }, text);
  }

  // Whoever answered with a button can go on with the same one.
  #ask(card) {
    const { activeElement } = document;
    const kind = this.pair.contains(activeElement) && activeElement.className;
    redraw(this.pair, card ? this.#pairOf(card) : this.#nothing());
    if (kind && !this.pair.contains(document.activeElement))
      this.pair.querySelector(`button[class="${kind}"]`)?.focus({ preventScroll: true });
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
    const { key } = card;
    return pairOf(
      { card, person: this.#person, others: this.#others, place: this.#place, album: this.#album },
      {
        yes: () => this.#answer(key, true),
        no: () => this.#answer(key, false),
        later: () => this.#putOff(key),
        view: () => this.view(this.queue[0]),
        other: (name) => this.#other(key, name),
      },
    );
  }

  // Who else it may be.
  get #others() {
    return namesBeside(this.#album.people, this.#person);
  }

  // The card that an answer is about, now with all that came since it was drawn; none where it is about another.
  #left(key) {
    const card = this.queue.find((one) => one.key === key);
    if (!card || performance.now() - this.#movedAt < STILL_MEANT_MS) return undefined;
    this.#weak = this.#showsWeak;
    this.#asked = undefined;
    this.#later.delete(key);
    this.#judged.delete(key);
    this.#back = this.#back.filter((one) => one !== key);
    return card;
  }

  #answer(key, yes) {
    const card = this.#left(key);
    if (!card) return;
    this.#judged.add(key);
    this.#album.decide(decisionsAbout([card], this.#person, yes));
  }

  #other(key, name) {
    const card = this.#left(key);
    if (!card) return;
    this.#judged.add(key);
    this.#album.decide(decisionsForOther(card, this.#person, name));
  }

  #putOff(key) {
    if (!this.#left(key)) return;
    this.#later.add(key);
    this.#draw();
  }

  pressed(key) {
    const [card] = this.queue;
    if (!card) return false;
    const means = {
      y: () => this.#answer(card.key, true),
      n: () => this.#answer(card.key, false),
      " ": () => this.#putOff(card.key),
      v: () => this.view(card),
    };
    const other = this.#others[KEYS_OF_OTHERS.indexOf(key)];
    if (other) means[key] = () => this.#other(card.key, other);
    means[key]?.();
    return key in means;
  }
}
