// Where? Places of this computer to tick, and other folders.

import { browse } from "./browse.js";
import { button, make } from "../../../../report/page_files/scripts/draw/elements.js";
import { say, size } from "../decide/say.js";
import { get, post } from "../talk.js";

export class Where {
  // `wish` is what is to be searched; `begin` starts it.
  constructor(wish, begin) {
    this.wish = wish;
    this.begin = begin;
    this.list = make("ul", { className: "places" });
    this.note = make("p", { className: "notice", role: "alert", hidden: true });
    this.go = button(say("where.begin"), () => this.#go(), { className: "main" });
    this.path = make("input", { id: "where-path", spellcheck: false, autocomplete: "off" });
  }

  show(main, target) {
    const other = make(
      "form",
      { className: "row", on: { submit: (event) => this.#typed(event) } },
      make("label", { htmlFor: "where-path" }, say("where.path")),
      this.path,
      make("button", { type: "submit" }, say("where.add")),
      button(say("choose"), () => browse(null, (path) => this.#add(path))),
    );
    main.replaceChildren(
      make("h2", {}, say("where.title")),
      make("p", { className: "how" }, say("where.how")),
      this.list,
      other,
      this.#more(),
      this.note,
      make("p", { className: "faint path" }, say("where.copies", { target: target ?? "" })),
      make("div", { className: "row end" }, this.go),
    );
    this.#showPlaces().catch(() => {});
  }

  leave() {}

  #more() {
    const field = (name, label, type, how = "") => {
      const change = (event) => (this.wish[name] = event.target.value);
      const input = make("input", { type, value: this.wish[name] ?? "", on: { change } });
      return make("label", {}, say(label), input, how && make("span", { className: "faint" }, how));
    };
    return make(
      "details",
      {},
      make("summary", {}, say("where.dates")),
      make(
        "div",
        { className: "row" },
        field("first", "where.first", "date"),
        field("last", "where.last", "date"),
        field("exclude", "where.exclude", "text", say("where.excludeHow")),
      ),
    );
  }

  async #showPlaces() {
    const known = new Set(this.wish.places.map(({ path }) => path));
    const others = (await get("places")).filter(({ path }) => !known.has(path));
    this.wish.places.push(...others);
    for (const { path, ticked } of others) if (ticked) this.wish.inputs.add(path);
    this.#draw();
  }

  #draw() {
    this.list.replaceChildren(...this.wish.places.map((place) => this.#tile(place)));
    this.go.disabled = !this.wish.inputs.size;
  }

  #tile(place) {
    const change = (event) => {
      if (event.target.checked) this.wish.inputs.add(place.path);
      else this.wish.inputs.delete(place.path);
      this.go.disabled = !this.wish.inputs.size;
    };
    const checked = this.wish.inputs.has(place.path);
    const { free, total } = place;
    const room = total ? say("where.free", { free: size(free), total: size(total) }) : "";
    return make(
      "li",
      {},
      make(
        "label",
        { className: "place" },
        make("input", { type: "checkbox", checked, on: { change } }),
        make(
          "span",
          {},
          make("b", {}, place.name),
          make(
            "span",
            { className: "faint" },
            [say(`kind.${place.kind}`), room].filter(Boolean).join(" · "),
          ),
          make("span", { className: "faint path" }, place.path),
        ),
      ),
    );
  }

  #typed(event) {
    event.preventDefault();
    if (this.path.value.trim()) this.#add(this.path.value.trim());
  }

  async #add(path) {
    try {
      const folder = await post("folder", { path });
      const name = folder.path.split(/[/\\]/).filter(Boolean).pop() ?? folder.path;
      if (!this.wish.places.some((place) => place.path === folder.path)) {
        this.wish.places.unshift({ kind: "folder", name, path: folder.path });
      }
      this.wish.inputs.add(folder.path);
      this.path.value = "";
      this.#say("");
      this.#draw();
    } catch (error) {
      this.#say(error.message);
    }
  }

  #say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  async #go() {
    const exclude = (this.wish.exclude ?? "").split(",").map((text) => text.trim());
    try {
      await post("start", {
        known: this.wish.known,
        inputs: [...this.wish.inputs],
        exclude: exclude.filter(Boolean),
        first: this.wish.first ?? "",
        last: this.wish.last ?? "",
      });
      this.begin();
    } catch (error) {
      this.#say(error.message);
    }
  }
}
