// The dialog in which a folder is chosen.

import { say } from "../decide/say.js";
import { get, post } from "../talk.js";
import { by, button, make } from "../../../../report/page_files/scripts/draw/elements.js";

// Lets the user choose a folder; `chosen` is called with its path. `start`: where to begin; null = at
// the places of this computer.
export function browse(start, chosen) {
  const dialog = new FolderDialog(by("browse"), chosen);
  return start ? dialog.showFolder(start) : dialog.showPlaces();
}

class FolderDialog {
  constructor(dialog, chosen) {
    this.dialog = dialog;
    this.here = null;
    this.list = make("ul", { className: "folders" });
    this.where = make("p", { className: "path" });
    this.note = make("p", { className: "faint", role: "status" });
    const use = () => {
      dialog.close();
      chosen(this.here);
    };
    this.use = button(say("use"), use, { className: "main" });
    const places = button(say("browse.places"), () => this.showPlaces());
    const cancel = button(say("cancel"), () => dialog.close());
    dialog.replaceChildren(
      make("h2", { id: "browse-title" }, say("browse.title")),
      this.where,
      this.list,
      this.note,
      make("div", { className: "row" }, this.use, places, cancel),
    );
    dialog.showModal();
  }

  async showPlaces() {
    const places = await get("places");
    this.#show(null, say("browse.places"), "");
    const open = (place) => entry(place.name, kindOf(place), () => this.showFolder(place.path));
    this.list.replaceChildren(...places.map(open));
  }

  async showFolder(path) {
    let folder;
    try {
      folder = await post("folder", { path });
    } catch (error) {
      this.note.textContent = error.message;
      return;
    }
    this.#show(folder.path, folder.path, noteOf(folder));
    const { parent } = folder;
    const up = () => (parent ? this.showFolder(parent) : this.showPlaces());
    this.list.replaceChildren(
      entry(`↑ ${say(parent ? "browse.up" : "browse.places")}`, "", up),
      ...folder.folders.map(([name, inside]) => entry(name, "", () => this.showFolder(inside))),
    );
    this.list.querySelector("button").focus();
  }

  #show(here, where, note) {
    this.here = here;
    this.use.disabled = here === null;
    this.where.textContent = where;
    this.note.textContent = note;
  }
}

const kindOf = (place) => say(`kind.${place.kind}`);

function noteOf({ photos, folders, more }) {
  const none = folders.length ? "" : say("browse.none");
  const parts = [say("browse.photos", { n: photos }), none, more ? say("browse.more") : ""];
  return parts.filter(Boolean).join(" · ");
}

const entry = (name, detail, click) =>
  make(
    "li",
    {},
    make(
      "button",
      { type: "button", className: "folder", on: { click } },
      make("span", {}, name),
      make("span", { className: "faint" }, detail),
    ),
  );
