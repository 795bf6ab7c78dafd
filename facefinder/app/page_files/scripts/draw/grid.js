// The faces that are taken as right, many in a row; one click or key says that one is wrong.

import { make, picture } from "./elements.js";
import { byYear } from "../decide/matches.js";
import { say } from "../decide/say.js";
import { faceOf } from "../talk.js";

const AT_A_TIME = 240;

export class Grid {
  // `wrong(match)` says that a face is not the person's.
  constructor(wrong) {
    this.wrong = wrong;
    this.element = make("div", { className: "grid-of-years" });
    this.order = "likeness";
    this.tiles = new Map(); // a picture that was loaded is not loaded again
    this.shown = AT_A_TIME;
    this.more = make("p", { className: "more" });
    new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      if (this.shown >= (this.matches?.length ?? 0)) return;
      this.shown += AT_A_TIME;
      this.draw();
    }).observe(this.more);
  }

  // `photoOf(match)` is the photo that a face is in.
  show(person, matches, photoOf) {
    if (this.person !== person.name) this.tiles.clear();
    this.person = person.name;
    this.matches = matches;
    this.photoOf = photoOf;
    this.draw();
  }

  draw() {
    const focused = document.activeElement;
    const place = [...this.element.querySelectorAll(".face")].indexOf(focused);
    const rows =
      this.order === "date"
        ? byYear(this.matches, (match) => this.photoOf(match).date)
        : [["", this.matches]];
    let left = this.shown;
    const parts = rows.flatMap(([year, matches]) => {
      const some = matches.slice(0, Math.max(0, left));
      left -= some.length;
      if (!some.length) return [];
      const title = this.order === "date" ? make("h4", {}, year || say("sure.noDate")) : null;
      return [title, make("div", { className: "grid" }, ...some.map((match) => this.#tile(match)))];
    });
    this.element.replaceChildren(...parts.filter(Boolean), this.more);
    this.#keepFocus(focused, place);
  }

  // Where the focused face went, the next one has the focus.
  #keepFocus(focused, place) {
    if (place < 0) return;
    const faces = [...this.element.querySelectorAll(".face")];
    const next = focused.isConnected ? focused : faces[Math.min(place, faces.length - 1)];
    next?.focus({ preventScroll: true });
  }

  #tile(match) {
    const key = `${match.face} ${match.photo}`;
    if (!this.tiles.has(key)) this.tiles.set(key, this.#newTile(match));
    const tile = this.tiles.get(key);
    tile.match = match;
    return tile;
  }

  #newTile(match) {
    const { name: file, date } = this.photoOf(match);
    const label = say("sure.tile", { name: this.person, file, date });
    const tile = make(
      "button",
      { type: "button", className: "face", title: label },
      picture(faceOf(match.face), label, { loading: "lazy" }),
    );
    tile.addEventListener("click", () => this.wrong(tile.match));
    return tile;
  }

  // The face that keys are about: the focused one, else the first.
  get current() {
    const focused = document.activeElement?.closest(".face");
    return focused ?? this.element.querySelector(".face");
  }

  // Moves the focus by so many faces, or by a row (`rows`).
  move(by, rows = 0) {
    const faces = [...this.element.querySelectorAll(".face")];
    const here = faces.indexOf(document.activeElement);
    const row = faces.filter((face) => face.offsetTop === faces[0]?.offsetTop).length;
    const next = here < 0 ? 0 : here + by + rows * row;
    faces[Math.min(Math.max(next, 0), faces.length - 1)]?.focus();
  }
}
