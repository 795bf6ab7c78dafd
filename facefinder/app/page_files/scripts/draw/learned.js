// People whose faces were confirmed or named before: a click looks for them, too.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { folded } from "../../../../report/page_files/scripts/decide/names.js";
import { button, make } from "../../../../report/page_files/scripts/draw/elements.js";

export class Learned {
  // `wish.learned` has the names of those who are looked for; `changed` is called after a click.
  constructor(wish, changed) {
    this.wish = wish;
    this.changed = changed;
    this.people = [];
    this.chips = make("div", { className: "chips" });
    this.element = make(
      "section",
      { hidden: true },
      make("h3", {}, t("People you named before")),
      this.chips,
    );
  }

  // `people` are those who are not looked for already by photos of theirs.
  show(people) {
    if (JSON.stringify(people) === JSON.stringify(this.people)) return;
    this.people = people;
    this.element.hidden = !people.length;
    this.chips.replaceChildren(...people.map((person) => this.#chip(person)));
  }

  // Somebody who just got a name, or another one, is looked for.
  add(name, before = "") {
    for (const one of this.wish.learned) {
      if ([name, before].some((other) => folded(other) === folded(one))) {
        this.wish.learned.delete(one);
      }
    }
    this.wish.learned.add(name);
  }

  #chip({ name, faces }) {
    const count = n("{n} face", "{n} faces", faces);
    const click = () => {
      const chosen = !this.wish.learned.delete(name);
      if (chosen) this.wish.learned.add(name);
      chip.setAttribute("aria-pressed", chosen);
      this.changed();
    };
    const chip = button(`${name} · ${count}`, click, {
      className: "chip choice",
      aria: { pressed: this.wish.learned.has(name) },
    });
    return chip;
  }
}
