// Which photos are shown: with whom, of what time, from which folder. Folded away until it is wanted.

import { ALL, choicesOfFolders, choicesOfPeople, fits } from "../decide/filters.js";
import { t } from "../decide/language.js";
import { fill, make } from "./elements.js";

export class FilterBar {
  #album;
  #chosen = { ...ALL };

  // `changed` is called when something else was chosen.
  constructor(album, changed) {
    this.#album = album;
    this.changed = changed;
    this.element = make("details", { className: "filters" });
  }

  // Offers what there is to choose from; `fresh`: of another person, so nothing is chosen yet.
  show(person, fresh) {
    if (!fresh) return;
    this.#chosen = { ...ALL };
    const { people } = this.#album;
    const photos = person.matches.map((match) => this.#album.photoOf(match));
    this.element.replaceChildren(
      make("summary", {}, t("Only some of them …")),
      make(
        "div",
        { className: "row" },
        this.#list("people", t("Who"), choicesOfPeople(people, person)),
        this.#list("folder", t("Folder"), choicesOfFolders(photos)),
        this.#day("from", t("From")),
        this.#day("to", t("to")),
      ),
    );
  }

  // Whether a card is shown: one of its photos fits.
  lets(card) {
    return card.all.some((match) => {
      const people = this.#album.peopleIn.get(match.photo) ?? [];
      const filter = { ...this.#chosen, everybody: this.#album.people.length };
      return fits({ photo: this.#album.photoOf(match), people }, filter);
    });
  }

  #list(name, label, choices) {
    const list = make("select", { id: `filter-${name}`, on: { change: this.#choose(name) } });
    fill(list, choices);
    return make("label", {}, label, list);
  }

  #day(name, label) {
    const change = this.#choose(name);
    return make(
      "label",
      {},
      label,
      make("input", { type: "date", id: `filter-${name}`, on: { change } }),
    );
  }

  #choose(name) {
    return (event) => {
      this.#chosen[name] = event.target.value;
      this.changed();
    };
  }
}
