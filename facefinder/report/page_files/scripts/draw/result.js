// What a saved report shows first: the people; and behind "Details" what the search was like.

import { t } from "../decide/language.js";
import { make, redraw } from "./elements.js";
import { tilesOf } from "./overview.js";
import { plotOf } from "./plot.js";

export class Result {
  #data;
  #album;

  // `data` is what the report knows, `open(number)` shows a person.
  constructor(data, album, open) {
    this.#data = data;
    this.#album = album;
    this.open = open;
    this.tiles = make("ul", { className: "people found" });
  }

  show(section) {
    const { searched, warnings } = this.#data.details;
    section.replaceChildren(
      make("h2", {}, t("Found people")),
      make("p", { className: "faint" }, t(searched)),
      this.tiles,
      ...warnings.map((text) => make("p", { className: "notice" }, t(text))),
      this.#details(),
    );
    this.refresh();
  }

  refresh() {
    const nothing = (person) =>
      person.references.length ? t("Not found in any photo") : t("Not looked for");
    redraw(this.tiles, ...tilesOf(this.#album, nothing, this.open));
  }

  #details() {
    const { engine, figures } = this.#data.details;
    return make(
      "details",
      { className: "details" },
      make("summary", {}, t("Details")),
      make("p", {}, `${t(engine)}. ${t(figures)}.`),
      ...this.#album.people.filter(({ plot }) => plot?.faces).map(plotOf),
    );
  }
}
