// What was decided in a saved report, the way back, and the way into the folder.

import { leftInWords } from "../decide/cards.js";
import { n, t } from "../decide/language.js";
import { APPLY, download } from "./bar.js";
import { button, by, make } from "./elements.js";

export class SavedBar {
  // `report` is the report's id, `album` what its reader decided.
  constructor(report, album) {
    this.album = album;
    this.said = make("p", { id: "progress", role: "status" });
    this.undo = button(t("Undo"), () => album.undo(), { id: "undo" });
    this.save = button("", () => this.#download(report), { id: "download" });
    this.how = make("p", { id: "how", className: "faint", hidden: true });
    by("bar").replaceChildren(this.said, this.undo, this.save, this.how);
  }

  show() {
    const { yes, no } = this.album.counts();
    const parts = [
      yes && n("{n} confirmed", "{n} confirmed", yes),
      no && n("{n} rejected", "{n} rejected", no),
      leftInWords(this.album),
    ];
    this.said.textContent = parts.filter(Boolean).join(" · ");
    this.undo.disabled = !this.album.canUndo;
    this.save.textContent = n("Save {n} decision", "Save {n} decisions", yes + no);
    by("bar").hidden = !(yes + no) && !this.album.canUndo;
    this.save.disabled = !(yes + no);
  }

  #download(report) {
    download(report, this.album.decisions());
    this.how.hidden = false;
    this.how.replaceChildren(
      t(
        "A saved page cannot change the folder. Drag decisions.json from Downloads onto the program, or run in Downloads:",
      ),
      " ",
      make("code", {}, APPLY),
    );
  }
}
