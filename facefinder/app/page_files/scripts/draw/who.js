// Who? A folder of people, and the faces that will be used, before the search.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { browse } from "./browse.js";
import { button, make, picture } from "../../../../report/page_files/scripts/draw/elements.js";
import { faceOf, get, post } from "../talk.js";

const AGAIN_MS = 500;

export class Who {
  // `wish` is what is to be searched; `next` goes on.
  constructor(wish, next) {
    this.wish = wish;
    this.people = make("ul", { className: "people" });
    this.note = make("p", { className: "notice", role: "status", hidden: true });
    this.next = button(t("Next"), next, { className: "main", disabled: true });
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
      make("label", { htmlFor: "who-path" }, t("Folder with photos of people")),
      this.path,
      make("button", { type: "submit" }, t("Show")),
      button(t("Choose a folder …"), () => browse(this.wish.known, (path) => this.look(path)), {
        className: this.wish.known ? "" : "main",
      }),
    );
    main.replaceChildren(
      make("h2", {}, t("Who are you looking for?")),
      make(
        "p",
        { className: "how" },
        t(
          "Choose a folder with a few photos of the person, or with a folder for each person, named after the person. Sharp photos from the front are best; five are plenty.",
        ),
      ),
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
    this.#say(problem || (busy ? t("Looking at the faces …") : ""));
    if (people) this.#showPeople(people);
    if (busy) this.timer = setTimeout(() => this.ask().catch(() => {}), AGAIN_MS);
  }

  #say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  #showPeople(people) {
    this.people.replaceChildren(...people.map(personTile));
    if (!people.length) this.#say(t("There are no photos of people in this folder."));
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
    make(
      "p",
      { className: "faint" },
      n("{n} photo, {m} used", "{n} photos, {m} used", photos, { m: faces.length }),
    ),
    make(
      "div",
      { className: "strip" },
      ...faces.slice(0, 6).map((face) =>
        picture(faceOf(face.face), t("Face used from {name}", { name: face.name }), {
          title: [face.name, face.problem].filter(Boolean).join(": "),
          className: face.problem ? "doubtful" : "",
        }),
      ),
    ),
    faces.length
      ? null
      : make(
          "p",
          { className: "problem" },
          t(
            "No face here can be used. Add a sharp photo of the face from the front, or take the folder away.",
          ),
        ),
    bad.length ? problemsOf(bad) : null,
  );
}

const problemsOf = (bad) =>
  make(
    "details",
    {},
    make("summary", {}, n("{n} photo needs a look", "{n} photos need a look", bad.length)),
    make(
      "ul",
      { className: "problems" },
      ...bad.map(({ name, problem }) => make("li", {}, make("b", {}, name), `: ${problem}`)),
    ),
  );
