// Faces first: a tile for each person, what was found, and what there is to look at.

import { make, picture } from "./elements.js";
import { onlyOnce, partsOf } from "../decide/matches.js";
import { say } from "../decide/say.js";
import { faceOf } from "../talk.js";

const FACES = 6;

export class People {
  // `open(number)` shows a person.
  constructor(store, open, finish) {
    this.store = store;
    this.open = open;
    this.finish = finish;
    this.list = make("ul", { className: "people found" });
    this.note = make("p", { className: "faint" });
    this.warnings = make("div", {});
  }

  show(main) {
    const finish = make(
      "button",
      { type: "button", on: { click: this.finish } },
      say("found.finish"),
    );
    main.replaceChildren(
      make("h2", {}, say("found.title")),
      this.note,
      this.list,
      this.warnings,
      make("div", { className: "row end" }, finish),
    );
    this.refresh();
  }

  leave() {}

  refresh() {
    const { state, found } = this.store;
    const { total } = state.progress ?? {};
    const unread = state.unread ? say("run.unread", { n: state.unread }) : "";
    const ready = state.phase === "ready" ? say("run.ready", { n: total ?? 0 }) : "";
    this.note.textContent = [ready, unread].filter(Boolean).join(" · ");
    const warnings = found.warnings ?? [];
    this.warnings.replaceChildren(
      ...warnings.map((text) => make("p", { className: "notice" }, text)),
    );
    this.list.replaceChildren(...found.people.map((person, number) => this.#tile(person, number)));
  }

  get #nothing() {
    return this.store.state.phase === "reading" ? "found.none" : "found.nobody";
  }

  #tile(person, number) {
    const parts = partsOf(person, this.store.waiting(person.name));
    const check = parts.likely.length + parts.weak.length;
    const shown = onlyOnce([...parts.sure, ...parts.likely]).slice(0, FACES);
    const counts = [
      parts.sure.length ? say("found.sure", { n: parts.sure.length }) : "",
      check ? say("found.check", { n: check }) : "",
    ].filter(Boolean);
    return make(
      "li",
      { className: "person" },
      make(
        "button",
        { type: "button", className: "tile", on: { click: () => this.open(number) } },
        portrait(person),
        make("h3", {}, person.name),
        make("p", {}, counts.join(" · ") || say(this.#nothing)),
        make(
          "span",
          { className: "strip" },
          ...shown.map((match) => picture(faceOf(match.face), "")),
        ),
        make("span", { className: "unseen" }, say("found.open", { name: person.name })),
      ),
    );
  }
}

export const portrait = (person) =>
  person.references.length
    ? picture(faceOf(person.references[0].face), "", { className: "round" })
    : make("span", { className: "round nobody" }, "?");
