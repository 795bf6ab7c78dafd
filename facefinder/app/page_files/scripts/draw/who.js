// Who? A folder of people, and the faces that will be used, before the search.

import { browse } from "./browse.js";
import { button, make, picture } from "../../../../report/page_files/scripts/draw/elements.js";
import { say } from "../decide/say.js";
import { faceOf, get, post } from "../talk.js";

const AGAIN_MS = 500;

export class Who {
  // `wish` is what is to be searched; `next` goes on.
  constructor(wish, next) {
    this.wish = wish;
    this.people = make("ul", { className: "people" });
    this.note = make("p", { className: "notice", role: "status", hidden: true });
    this.next = button(say("next"), next, { className: "main", disabled: true });
    this.path = make("input", {
      id: "who-path",
      value: wish.known ?? "",
      spellcheck: false,
      autocomplete: "off",
    });
    this.timer = 0;
  }

  show(main) {
    const form = make(
      "form",
      { className: "row", on: { submit: (event) => this.#typed(event) } },
      make("label", { htmlFor: "who-path" }, say("who.path")),
      this.path,
      make("button", { type: "submit" }, say("look")),
      button(say("choose"), () => browse(this.wish.known, (path) => this.look(path)), {
        className: this.wish.known ? "" : "main",
      }),
    );
    main.replaceChildren(
      make("h2", {}, say("who.title")),
      make("p", { className: "how" }, say("who.how")),
      form,
      this.note,
      this.people,
      make("div", { className: "row end" }, this.next),
    );
    this.ask().catch(() => {});
  }

  leave() {
    clearTimeout(this.timer);
  }

  #typed(event) {
    event.preventDefault();
    if (this.path.value.trim()) this.look(this.path.value.trim());
  }

  async look(path) {
    this.path.value = path;
    this.people.replaceChildren();
    this.next.disabled = true;
    try {
      await post("look", { path });
    } catch (error) {
      this.#say(error.message);
      return;
    }
    await this.ask();
  }

  async ask() {
    clearTimeout(this.timer);
    const { path, busy, people, problem } = await get("people");
    if (path === null) return;
    this.wish.known = path;
    if (!this.path.value) this.path.value = path;
    this.#say(problem || (busy ? say("who.looking") : ""));
    if (people) this.#showPeople(people);
    if (busy) this.timer = setTimeout(() => this.ask().catch(() => {}), AGAIN_MS);
  }

  #say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  #showPeople(people) {
    this.people.replaceChildren(...people.map(personTile));
    if (!people.length) this.#say(say("who.nobody"));
    this.next.disabled = !people.length || people.some((person) => !person.faces.length);
  }
}

function personTile({ name, photos, faces, unused }) {
  const first = faces[0];
  const bad = [...faces.filter((face) => face.problem), ...unused];
  return make(
    "li",
    { className: faces.length ? "person" : "person wrong" },
    first
      ? picture(faceOf(first.face), "", { className: "round" })
      : make("span", { className: "round nobody" }, "?"),
    make("h3", {}, name),
    make("p", { className: "faint" }, say("who.used", { n: photos, m: faces.length })),
    make(
      "div",
      { className: "strip" },
      ...faces.slice(0, 6).map((face) =>
        picture(faceOf(face.face), say("who.face", { name: face.name }), {
          title: [face.name, face.problem].filter(Boolean).join(": "),
          className: face.problem ? "doubtful" : "",
        }),
      ),
    ),
    faces.length ? null : make("p", { className: "problem" }, say("who.none")),
    bad.length ? problemsOf(bad) : null,
  );
}

const problemsOf = (bad) =>
  make(
    "details",
    {},
    make("summary", {}, say("who.problems", { n: bad.length })),
    make(
      "ul",
      { className: "problems" },
      ...bad.map(({ name, problem }) => make("li", {}, make("b", {}, name), `: ${problem}`)),
    ),
  );
