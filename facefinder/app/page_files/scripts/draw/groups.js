// "Show me who is in there": people who are in several photos, to be named by whoever knows them.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { Alike } from "../../../../report/page_files/scripts/decide/alike.js";
import { folded } from "../../../../report/page_files/scripts/decide/names.js";
import { countsInWords } from "../decide/progress.js";
import { faceOf, get, post } from "../talk.js";
import { browse } from "./browse.js";
import { askIfSame } from "../../../../report/page_files/scripts/draw/same.js";
import { button, make, picture } from "../../../../report/page_files/scripts/draw/elements.js";

const AGAIN_MS = 700;
const CHIPS = 6; // names that a tile offers; all others are offered while one types

export class Groups {
  // `looked(path)` is called when a folder is looked into, `named(name, before)` when somebody got a
  // name, which is another one than `before`.
  constructor(looked, named) {
    this.looked = looked;
    this.named = named;
    this.timer = 0;
    this.shown = "";
    this.groups = [];
    this.fields = new Map(); // for names, by group
    this.typed = new Map(); // what is not saved yet, by group
    this.offers = new Map(); // how names are offered, by group
    this.names = []; // of people who are there already
    this.note = make("p", { className: "faint", role: "status" });
    const text = t("No photo at hand? Show me who is in a folder …");
    this.begin = button(text, () => browse(null, (path) => this.#look(path)), { id: "who-groups" });
    this.stop = button(t("Stop"), () => this.#stop(), { hidden: true });
    this.list = make("ul", { className: "people groups" });
    this.said = [];
    this.element = make(
      "section",
      {},
      make("div", { className: "row" }, this.begin, this.stop, this.note),
      this.list,
    );
  }

  leave() {
    clearTimeout(this.timer);
    for (const said of this.said) said.textContent = ""; // who is looked for is ticked above
  }

  takeOver({ fields }) {
    for (const [id, { value }] of fields) this.typed.set(id, value);
  }

  async #look(path) {
    try {
      await post("group", { inputs: [path] });
    } catch (error) {
      this.note.textContent = error.message;
      return;
    }
    this.looked(path);
    await this.ask();
  }

  async #stop() {
    await post("ungroup");
    await this.ask();
  }

  async ask() {
    clearTimeout(this.timer);
    const state = await get("groups");
    this.note.textContent = state.problem || noteOf(state);
    this.stop.hidden = !state.busy;
    this.#show(state);
    if (state.busy) this.timer = setTimeout(() => this.ask().catch(() => {}), AGAIN_MS);
  }

  // What is drawn already stays: somebody may be typing there.
  #show({ groups, alike }) {
    const shown = (groups ?? []).map(({ id }) => id).join();
    if (shown === this.shown) return;
    this.shown = shown;
    this.groups = groups ?? [];
    this.fields.clear();
    this.offers.clear();
    this.said = [];
    this.alike = new Alike(alike, groups?.length);
    this.list.replaceChildren(...this.groups.map((group) => this.#tile(group)));
    this.offer(this.names);
  }

  // Another group that has the name and does not look like this one.
  #unlike(group, name) {
    const number = this.groups.indexOf(group);
    return this.groups.find(
      (other, its) =>
        other !== group && folded(other.name) === folded(name) && !this.alike.mayBeOne(number, its),
    );
  }

  #field(group) {
    const value = this.typed.get(group.id) ?? group.name;
    const input = make("input", { value, required: true, autocomplete: "off" });
    this.fields.set(group.id, input);
    this.typed.delete(group.id);
    input.setAttribute("list", "who-names");
    input.setAttribute(
      "aria-label",
      t("Name of person {i}", { i: this.groups.indexOf(group) + 1 }),
    );
    input.placeholder = t("Name");
    return input;
  }

  #tile(group) {
    const input = this.#field(group);
    const said = make("p", { className: "faint", role: "status" });
    this.said.push(said);
    const leave = () => (input.value = group.name);
    const save = async (sure) => {
      try {
        const wish = { group: group.id, person: input.value, sure };
        const { name, unlike } = await post("name", wish);
        if (unlike) {
          const known = { src: faceOf(unlike), title: input.value };
          askIfSame([shown(group), known], () => save(true), leave);
          return;
        }
        this.named(name, group.name);
        group.name = input.value = name;
        this.offer(this.names);
        said.textContent = t("{name} will be looked for.", { name });
      } catch (error) {
        said.textContent = error.message;
      }
    };
    const submit = (event) => {
      event.preventDefault();
      const unlike = this.#unlike(group, input.value);
      if (unlike) askIfSame([group, unlike].map(shown), () => save(true), leave);
      else save(false);
    };
    const form = make(
      "form",
      { className: "row", on: { submit } },
      input,
      make("button", {}, t("Save")),
    );
    const chips = make("div", { className: "chips" });
    this.offers.set(group, (names) =>
      chips.replaceChildren(...names.map((name) => chip(name, input, form))),
    );
    return tileOf(group, input, form, chips, said);
  }

  // Offers the names of people who are there already, each a button that gives it.
  offer(names) {
    this.names = names.slice(0, CHIPS);
    for (const [group, offer] of this.offers) offer(group.name ? [] : this.names);
  }
}

function chip(name, input, form) {
  const give = () => {
    input.value = name;
    form.requestSubmit();
  };
  return button(name, give, { className: "chip" });
}

function tileOf(group, input, ...below) {
  const name = () => input.focus();
  const tile = make(
    "li",
    { className: "person" },
    faceButton(group.faces[0], "round", name),
    make("p", { className: "faint" }, inPhotos(group)),
    make("div", { className: "strip" }, ...group.faces.map((id) => faceButton(id, "", name))),
    ...below,
  );
  const aside = button(t("Not interested"), () => setAside(tile, aside), { className: "small" });
  tile.append(aside);
  return tile;
}

// Makes room for the others, or takes that back.
function setAside(tile, aside) {
  const isAside = tile.classList.toggle("aside");
  aside.textContent = isAside ? t("Interested") : t("Not interested");
}

const inPhotos = ({ photos }) => n("in {n} photo", "in {n} photos", photos);

const shown = (group) => ({ src: faceOf(group.faces[0]), title: group.name || inPhotos(group) });

const faceButton = (id, className, click) =>
  make(
    "button",
    {
      type: "button",
      className: "plain",
      aria: { label: t("Name this person") },
      on: { click },
    },
    picture(faceOf(id), "", { className }),
  );

function noteOf({ busy, total, videos, done, groups }) {
  if (busy && total) return countsInWords(done, total, videos);
  if (busy) return t("Getting ready …");
  if (groups && !groups.length) return t("Nobody is in several of these photos.");
  return groups ? t("Click on a face and give it a name. Others need none.") : "";
}
