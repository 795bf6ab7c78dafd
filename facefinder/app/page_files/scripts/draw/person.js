// Deciding about one person: first the pairs in doubt, one after the other, then all sure ones.

import { by, button, make } from "./elements.js";
import { Grid } from "./grid.js";
import { partsOf } from "../decide/matches.js";
import { captionOf, framed, pairOf } from "./pair.js";
import { portrait } from "./people.js";
import { say } from "../decide/say.js";

export class Person {
  constructor(store, open) {
    this.store = store;
    this.open = open;
    this.number = 0;
    this.later = new Set();
    this.weak = false;
    this.judged = 0;
    this.grid = new Grid((match) => this.#decide(match, false));
    this.tabs = make("nav", { className: "tabs", aria: { label: say("found.title") } });
    this.pair = make("div", { className: "pair-place" });
    this.sure = make("section", { className: "sure" });
  }

  get person() {
    return this.store.found.people[this.number];
  }

  show(main, number) {
    if (number !== this.number) {
      this.later.clear();
      this.weak = false;
      this.judged = 0;
    }
    this.number = number;
    this.pairKey = null;
    main.replaceChildren(
      this.tabs,
      this.pair,
      this.sure,
      make("p", { className: "faint keys" }, say("decide.keys")),
    );
    this.refresh();
  }

  leave() {}

  refresh() {
    if (!this.person) return;
    this.parts = partsOf(this.person, this.store.waiting(this.person.name));
    this.#drawTabs();
    this.#drawPair();
    this.#drawSure();
  }

  #drawTabs() {
    const { people } = this.store.found;
    this.tabs.replaceChildren(
      ...people.map((person, number) =>
        make(
          "button",
          {
            type: "button",
            className: "tab",
            aria: number === this.number ? { current: "page" } : {},
            on: { click: () => this.open(number) },
          },
          portrait(person),
          make("span", {}, person.name),
        ),
      ),
    );
  }

  // The matches in doubt, those put off last.
  get queue() {
    const { likely, weak } = this.parts;
    const all = this.weak ? [...likely, ...weak] : likely;
    const put = ({ face }) => this.later.has(face);
    return [...all.filter((match) => !put(match)), ...all.filter(put)];
  }

  #drawPair() {
    const [match] = this.queue;
    const { weak } = this.parts;
    const place =
      match && say("pair.count", { i: this.judged + 1, n: this.judged + this.queue.length });
    const key = match ? `${match.face} ${place}` : `none ${weak.length} ${this.weak}`;
    if (key === this.pairKey) return; // what is looked at does not flicker
    this.pairKey = key;
    const parts = [match ? this.#pairOf(match, place) : this.#noPair()];
    if (weak.length && !this.weak) {
      const show = () => {
        this.weak = true;
        this.refresh();
      };
      parts.push(button(say("pair.weak", { n: weak.length }), show, { id: "weak" }));
    }
    this.pair.replaceChildren(...parts.filter(Boolean));
  }

  #noPair() {
    return this.judged ? make("p", { className: "faint" }, say("pair.done")) : null;
  }

  #pairOf(match, place) {
    const { person } = this;
    const others = this.store.found.people
      .map(({ name }) => name)
      .filter((name) => name !== person.name);
    const photo = this.store.found.photos[match.photo];
    return pairOf(
      { match, person, photo, others, place },
      {
        yes: () => this.#answer(match, true),
        no: () => this.#answer(match, false),
        later: () => this.#putOff(match),
        other: (name) => this.#other(match, name),
      },
    );
  }

  #answer(match, yes) {
    this.judged += 1;
    this.#decide(match, yes);
  }

  #putOff(match) {
    this.later.delete(match.face);
    this.later.add(match.face);
    this.refresh();
  }

  #other(match, name) {
    this.judged += 1;
    this.#send([
      { person: this.person.name, face: match.face, yes: false },
      { person: name, face: match.face, yes: true },
    ]);
  }

  #decide(match, yes) {
    this.#send([{ person: this.person.name, face: match.face, yes }]);
  }

  #send(decisions) {
    this.store.decide(decisions).catch(() => {});
  }

  #drawSure() {
    const { sure } = this.parts;
    const { name } = this.person;
    this.sure.hidden = !sure.length;
    if (!this.sureHead) this.#makeSureHead();
    this.sureTitle.textContent = say("sure.title", { n: sure.length, name });
    this.sureHow.textContent = say("sure.how", { name });
    this.sureAll.textContent = say("sure.all", { n: sure.length });
    this.sureAll.hidden = sure.every(({ confirmed }) => confirmed);
    const photoOf = (match) => this.store.found.photos[match.photo] ?? { name: "", date: "" };
    this.grid.show(this.person, sure, photoOf);
  }

  #makeSureHead() {
    this.sureTitle = make("h3", {});
    this.sureHow = make("p", { className: "faint" });
    this.sureAll = button("", () => this.#allRight(), { id: "all-right" });
    const order = make(
      "select",
      { id: "order", on: { change: (event) => this.#sort(event.target.value) } },
      make("option", { value: "likeness" }, say("sure.byLikeness")),
      make("option", { value: "date" }, say("sure.byDate")),
    );
    this.sureHead = make(
      "div",
      { className: "row head" },
      this.sureTitle,
      make("label", { htmlFor: "order" }, say("sure.sort")),
      order,
      this.sureAll,
    );
    this.sure.replaceChildren(this.sureHead, this.sureHow, this.grid.element);
  }

  #sort(order) {
    this.grid.order = order;
    this.grid.draw();
  }

  #allRight() {
    const { name } = this.person;
    const open = this.parts.sure.filter(({ confirmed }) => !confirmed);
    this.#send(open.map(({ face }) => ({ person: name, face, yes: true })));
  }

  // Whether a key means something here. A face of the grid that has the focus is meant before the
  // pair; without a pair the first face is.
  pressed(key) {
    const inGrid = document.activeElement?.closest(".face");
    const match = inGrid ? undefined : this.queue[0];
    const tile = this.grid.current;
    if (key.startsWith("Arrow")) return this.#arrow(key);
    return match
      ? this.#pressedAtPair(key, match)
      : Boolean(tile) && this.#pressedAtFace(key, tile);
  }

  #pressedAtPair(key, match) {
    const means = {
      y: () => this.#answer(match, true),
      n: () => this.#answer(match, false),
      " ": () => this.#putOff(match),
      v: () => this.#view(match),
    };
    means[key]?.();
    return key in means;
  }

  #pressedAtFace(key, { match }) {
    const means = { n: () => this.#decide(match, false), v: () => this.#view(match) };
    means[key]?.();
    return key in means;
  }

  #arrow(key) {
    const steps = { ArrowRight: [1], ArrowLeft: [-1], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    this.grid.move(...steps[key]);
    return true;
  }

  #view(match) {
    const photo = this.store.found.photos[match.photo];
    const viewer = by("viewer");
    viewer.setAttribute("aria-label", photo.name);
    viewer.replaceChildren(
      framed(match, photo),
      make("p", { className: "path" }, captionOf(photo)),
      button(say("viewer.close"), () => viewer.close()),
    );
    viewer.showModal();
  }
}
