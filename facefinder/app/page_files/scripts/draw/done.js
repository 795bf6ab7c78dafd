// Done: what lies where, and the ways on.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { button, make, redraw } from "../../../../report/page_files/scripts/draw/elements.js";
import { countToLookAt, partsOf } from "../../../../report/page_files/scripts/decide/cards.js";
import { copyButton } from "../../../../report/page_files/scripts/draw/photo.js";
import { isBusy } from "../store.js";
import { tick } from "./tick.js";
import { get, post } from "../talk.js";

export class Done {
  // `other` begins with somebody else, `forget` is called when the traces are gone, `close` ends the program.
  constructor(store, { other, forget, close }) {
    this.store = store;
    this.other = other;
    this.forget = forget;
    this.close = close;
    this.traces = make("div", {});
  }

  show(main) {
    this.title = make("h2", {}, t("What lies where"));
    this.lying = make("div", {});
    this.said = make("p", { className: "notice", role: "alert", hidden: true });
    this.names = namesTick(this.store);
    this.faces = facesTick(this.store);
    main.replaceChildren(
      this.title,
      this.lying,
      this.said,
      this.#ways(),
      this.names,
      this.faces,
      this.#remove(),
    );
    this.refresh();
  }

  leave() {}

  // What lies where, also while photos are still read and copied.
  refresh() {
    const { state, people } = this.store;
    const { copies = {} } = state;
    const rows = people.map((one) => rowOf(one, this.store.wordOf(one), copies[one.name] ?? 0));
    const together = Object.keys(copies).find((name) => people.every((one) => one.name !== name));
    const any = rows.some((row) => row.copied);
    const isThere = any || Boolean(state.earlier);
    this.open.hidden = !isThere;
    this.title.hidden = state.phase === "none"; // nothing was searched yet, or the traces are removed
    this.names.hidden = this.faces.hidden = !any;
    redraw(
      this.lying,
      make("ul", { className: "where-it-lies" }, ...rows.map(({ element }) => element)),
      together ? make("p", {}, togetherOf(copies[together])) : "",
      state.earlier ? make("p", {}, earlierInWords(state.earlier)) : "",
      state.savedFaces ? make("p", {}, facesInWords(state.savedFaces)) : "",
      make("p", {}, whatOf(state, isThere)),
      state.phase === "none" && state.again ? this.#back() : "",
      isThere
        ? make("p", { className: "path big" }, `${state.target} `, copyButton(state.target))
        : "",
      state.unsettled ? this.#unsettled(state) : "",
    );
  }

  // Somebody looked at people after the search.
  #back() {
    const link = make("a", { href: "#found", id: "back" }, t("Show again what was found"));
    return make("p", {}, link);
  }

  #unsettled({ unsettled }) {
    const again = () => this.#tell(post("copy"));
    return make(
      "div",
      { className: "notice", role: "alert" },
      make("p", {}, t("Not everything is in the folder: {problem}", { problem: unsettled })),
      button(t("Try again"), again, { id: "copy-again" }),
    );
  }

  #ways() {
    const open = () => this.#tell(post("open"));
    this.open = button(t("Open the folder"), open, { className: "main" });
    const other = button(t("Look for somebody else"), this.other, { id: "other" });
    return make(
      "div",
      { className: "row" },
      this.open,
      other,
      button(t("Close facefinder"), this.close),
    );
  }

  // Says why something could not be done.
  async #tell(done) {
    const problem = await done.then(
      () => "",
      ({ message }) => message,
    );
    this.said.textContent = problem;
    this.said.hidden = !problem;
    await this.store.ask();
  }

  #remove() {
    return make(
      "details",
      {
        open: this.store.state.phase === "none", // there is nothing else to do here
        on: { toggle: (event) => event.target.open && this.#showTraces() },
      },
      make("summary", {}, t("Remove all traces from this computer")),
      make(
        "p",
        {},
        t(
          "The program remembers what it read and what you decided, so that the next search is quick. This deletes it. Photos and copies stay.",
        ),
      ),
      this.traces,
    );
  }

  async #showTraces() {
    const { files, others, results } = await get("traces");
    const stays = [
      ...results.map((folder) => t("What was found stays in {folder}.", { folder })),
      ...(results.length
        ? [t("Decisions that a browser saved stay where it puts downloads.")]
        : []),
      ...others,
    ].map((line) => make("p", { className: "faint path" }, line));
    if (!files.length) {
      this.traces.replaceChildren(make("p", {}, t("Nothing is kept on this computer.")));
      return;
    }
    const remove = async ({ currentTarget: pressed }) => {
      pressed.disabled = true; // again it would be about what the next search keeps
      try {
        await post("purge");
        this.forget();
        await this.store.ask();
        this.refresh();
        this.said.hidden = true; // it is about a folder of before
        this.traces.replaceChildren(make("p", { role: "status" }, t("Deleted.")), ...stays);
      } catch (error) {
        pressed.disabled = false;
        this.traces.append(make("p", { role: "alert" }, error.message));
      }
    };
    this.traces.replaceChildren(
      make("ul", { className: "problems path" }, ...files.map((line) => make("li", {}, line))),
      ...stays,
      button(t("Delete these files"), remove, { className: "danger" }),
    );
  }
}

function whatOf({ phase }, any) {
  if (phase === "none") return ""; // the traces are removed: what was copied is not known any more
  if (isBusy(phase)) return t("What is sure is copied when all photos are read.");
  return any ? t("The copies are in") : t("Nothing was copied.");
}

const facesInWords = (count) =>
  n("{n} face is a picture of its own", "{n} faces are pictures of their own", count);

const earlierInWords = (count) =>
  n("and {n} copy of an earlier search", "and {n} copies of earlier searches", count);

const togetherOf = (count) =>
  n("{n} photo of all of them together", "{n} photos of all of them together", count);

// Something to be made beside the copies, which the program calls `deed`: what, and what that means.
const tickBeside = (store, deed, isOn, what, meaning) =>
  tick(
    deed,
    isOn,
    (on) => store.act(deed, { on }),
    make("b", {}, what),
    make("span", { className: "faint" }, meaning),
  );

const namesTick = (store) =>
  tickBeside(
    store,
    "names",
    store.state.named,
    t("Write the names into files beside the copies (XMP)"),
    t(
      "digiKam, Lightroom and others show them then. The copies stay as they are. Without the tick those files are removed.",
    ),
  );

const facesTick = (store) =>
  tickBeside(
    store,
    "faces",
    store.state.faces,
    t("Save each face as a picture, too"),
    t(
      "512 pixels wide, in the folder “faces” beside the copies. Without the tick they are removed.",
    ),
  );

function rowOf(person, word, copies) {
  const left = countToLookAt(partsOf(person, word));
  const text = n("{n} photo of {name}", "{n} photos of {name}", copies, { name: person.name });
  const more = left ? n("{n} still to look at", "{n} still to look at", left) : "";
  return {
    copied: copies > 0,
    element: make("li", {}, make("b", {}, text), more && ` · ${more}`),
  };
}
