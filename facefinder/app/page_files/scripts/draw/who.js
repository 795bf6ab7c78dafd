// Who? Photos that are dropped, a folder of people, people learned before, or faces out of the photos
// themselves; and of each the faces that will be used, before the search.

import { t } from "../../../../report/page_files/scripts/decide/language.js";
import { mayBeSwapped } from "../decide/swapped.js";
import { get, post } from "../talk.js";
import { browse } from "./browse.js";
import { Drop } from "./drop.js";
import { button, make, redraw } from "../../../../report/page_files/scripts/draw/elements.js";
import { Groups } from "./groups.js";
import { Learned } from "./learned.js";
import { isKnown, personTile } from "./person_tile.js";

const AGAIN_MS = 500;

export class Who {
  // `wish` is what is to be searched; `next` goes on.
  constructor(wish, next) {
    this.wish = wish;
    this.people = make("ul", { className: "people" });
    this.note = make("p", { className: "notice", role: "status", hidden: true });
    this.next = button(t("Next"), next, { className: "main", disabled: true });
    this.why = make("span", { className: "faint" });
    this.path = make("input", {
      id: "who-path",
      value: wish.known ?? "",
      spellcheck: false,
      autocomplete: "off",
    });
    this.names = make("datalist", { id: "who-names" });
    this.drop = new Drop(() => this.look(this.wish.known));
    this.learned = new Learned(wish, () => this.#allow());
    this.groups = new Groups(
      (path) => wish.add(path), // whose people were shown is to be searched
      (name, before) => this.#named(name, before),
    );
    this.chosen = make("h3", { hidden: true }, t("Who has a tick is looked for"));
    this.found = [];
    this.looks = 0;
    this.busy = false;
    this.timer = 0;
  }

  show(main) {
    main.replaceChildren(
      make("h2", {}, t("Who are you looking for?")),
      make(
        "p",
        { className: "how" },
        t(
          "Show the person: one sharp photo from the front is enough, five are better. Several people at once are no harm.",
        ),
      ),
      this.drop.element,
      this.#folder(),
      this.learned.element,
      this.groups.element,
      this.names,
      this.note,
      this.chosen,
      this.people,
      make("div", { className: "row end" }, this.why, this.next),
    );
    this.drop.listen();
    this.#start().catch(() => {});
  }

  // What was typed or dropped in the same view, when it spoke another language.
  takeOver(before) {
    this.path.value = before.path.value;
    this.drop.takeOver(before.drop);
    this.groups.takeOver(before.groups);
  }

  leave() {
    clearTimeout(this.timer);
    this.drop.leave();
    this.groups.leave();
  }

  #folder() {
    const known = (path) => this.look(path);
    return make(
      "form",
      { className: "row", on: { submit: (event) => this.#typed(event) } },
      make("label", { htmlFor: "who-path" }, t("Or a folder with photos of people")),
      this.path,
      make("button", { type: "submit" }, t("Show")),
      button(t("Choose a folder …"), () => browse(this.wish.known, known)),
    );
  }

  #typed(event) {
    event.preventDefault();
    this.look(this.path.value.trim());
  }

  // People learned before are known only after a look, also without any folder.
  async #start() {
    const { looks } = this;
    const { path } = await get("people");
    const nothing = path === null && (await get("state/0")).phase === "none";
    const isFirst = looks === this.looks; // else a folder was named meanwhile
    if (isFirst) await (nothing ? this.look("") : this.ask());
    await this.groups.ask();
  }

  #named(name, before) {
    if (before) this.wish.lookForLearned(before, false);
    this.wish.lookForLearned(name, true);
    this.#allow();
    this.ask().catch(() => {});
  }

  async look(path) {
    this.looks += 1;
    const before = this.wish.known;
    this.wish.set("known", path); // photos that are dropped meanwhile are looked at beside it
    this.#fill(path ?? "");
    this.next.disabled = true; // who is shown stays until it is known who comes instead
    try {
      await post("look", { known: path ?? "", ...this.wish.references });
    } catch (error) {
      this.wish.set("known", before);
      this.#say(error.message);
      if (this.busy) this.#askSoon(); // the look before goes on
      return;
    }
    await this.ask();
  }

  // Who is just typing there must not lose it.
  #fill(path) {
    if (document.activeElement !== this.path) this.path.value = path;
  }

  async ask() {
    clearTimeout(this.timer);
    const { looks } = this;
    const { path, busy, people, problem, learned, most_bytes } = await get("people");
    if (looks !== this.looks) return; // it is about a folder of before; who looked then asks again
    this.drop.mostBytes = most_bytes;
    if (path === null) return;
    this.wish.set("known", path);
    if (!this.path.value) this.#fill(path);
    this.#say(problem || (busy ? t("Looking at the faces …") : ""));
    this.learned.show(learned);
    if (people || !busy) this.#showPeople(people ?? []);
    this.busy = busy;
    if (busy) this.#askSoon();
  }

  #askSoon() {
    this.timer = setTimeout(() => this.ask().catch(() => {}), AGAIN_MS);
  }

  #say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  #showPeople(people) {
    const on = {
      forget: (name) => this.#forget(name),
      use: (photo, wanted) => this.#change(() => this.wish.use(photo, wanted)),
      point: (photo, box) => this.#change(() => this.wish.point(photo, box)),
      choose: (name, wanted) => {
        this.wish.lookFor(name, wanted);
        this.#allow();
      },
    };
    this.found = people;
    this.chosen.hidden = !people.length;
    const tile = (person) => personTile(person, this.wish.looksFor(person.name), on);
    redraw(this.people, ...people.map(tile));
    // A tick that was clicked does not follow what is drawn anew.
    const ticks = this.people.querySelectorAll(".pick");
    people.forEach(({ name }, at) => (ticks[at].checked = this.wish.looksFor(name)));
    const names = [...people, ...this.learned.people].map(({ name }) => name);
    this.names.replaceChildren(...names.map((value) => make("option", { value })));
    this.groups.offer(names);
    if (!people.length && this.wish.known && this.note.hidden)
      this.#say(t("There are no photos of people in this folder."));
    if (mayBeSwapped(people) && this.note.hidden)
      this.#say(
        t(
          "Most of these photos cannot be used. Here belong a few sharp photos of each person; what is to be searched is chosen in the next step.",
        ),
      );
    this.#allow();
  }

  #allow() {
    const chosen = this.found.filter(({ name }) => this.wish.looksFor(name));
    const unknown = chosen.filter((person) => !isKnown(person)).map(({ name }) => name);
    const anybody = chosen.length > unknown.length || this.wish.learned.size > 0;
    this.wish.set("anybody", anybody);
    this.next.disabled = !anybody;
    const names = unknown.join(", ");
    const why = anybody
      ? t("Not looked for, because no face can be used: {names}", { names })
      : t("No face can be used of: {names}", { names });
    this.why.textContent = names && why;
  }

  // What is said of the other photos may be different then.
  async #change(change) {
    change();
    await this.look(this.wish.known);
  }

  async #forget(person) {
    await post("undrop", { person });
    await this.look(this.wish.known);
  }
}
