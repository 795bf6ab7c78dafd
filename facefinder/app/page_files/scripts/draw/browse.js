// The dialog in which a folder is chosen.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { kindBeside } from "../decide/places.js";
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
    this.asked = 0;
    this.list = make("ul", { className: "folders" });
    this.where = make("p", { className: "path" });
    this.note = make("p", { className: "faint", role: "status" });
    const use = () => {
      dialog.close();
      chosen(this.here);
    };
    this.use = button(t("Use this folder"), use, { className: "main" });
    const places = button(t("All places"), () => this.showPlaces());
    const cancel = button(t("Cancel"), () => dialog.close());
    dialog.replaceChildren(
      make("h2", { id: "browse-title" }, t("Choose a folder")),
      this.where,
      this.list,
      this.note,
      make("div", { className: "row" }, this.use, places, cancel),
    );
    dialog.showModal();
  }

  // What was clicked last is shown, and nothing can be used until it is: a slow drive takes its time.
  async #ask(question) {
    this.asked += 1;
    const { asked } = this;
    this.use.disabled = true;
    try {
      const answer = await question;
      return asked === this.asked ? answer : null;
    } catch (error) {
      if (asked !== this.asked) return null;
      this.use.disabled = this.here === null;
      this.note.textContent = error.message;
      return null;
    }
  }

  async showPlaces() {
    const places = await this.#ask(get("places"));
    if (!places) return;
    this.#show(null, t("All places"), "");
    const open = (place) => entry(place.name, kindBeside(place), () => this.showFolder(place.path));
    this.list.replaceChildren(...places.map(open));
    this.list.querySelector("button")?.focus();
  }

  async showFolder(path) {
    const folder = await this.#ask(post("folder", { path }));
    if (!folder) return;
    this.#show(folder.path, folder.path, noteOf(folder));
    const { parent } = folder;
    const above = parent ? t("Up") : t("All places");
    const up = () => (parent ? this.showFolder(parent) : this.showPlaces());
    this.list.replaceChildren(
      entry(`↑ ${above}`, "", up),
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

function noteOf({ photos, folders, more }) {
  const none = folders.length ? "" : t("No folders in it");
  const parts = [
    n("{n} photo directly in it", "{n} photos directly in it", photos),
    none,
    more ? t("There are more; type the path instead.") : "",
  ];
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
