// People whose faces were confirmed or named before: a click looks for them, too.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
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
    if (JSON.stringify(people) !== JSON.stringify(this.people)) {
      this.people = people;
      this.element.hidden = !people.length;
      this.chips.replaceChildren(...people.map((person) => this.#chip(person)));
    }
    for (const [number, chip] of [...this.chips.children].entries()) {
      chip.setAttribute("aria-pressed", this.wish.learned.has(people[number].name));
    }
  }

  #chip({ name, faces }) {
    const count = n("{n} face", "{n} faces", faces);
    const click = () => {
      const chosen = !this.wish.learned.has(name);
      this.wish.lookForLearned(name, chosen);
      chip.setAttribute("aria-pressed", chosen);
      this.changed();
    };
    const chip = button(`${name} · ${count}`, click, { className: "chip choice" });
    return chip;
  }
}
