// Done: what lies where, and the ways on.

import { button, make } from "../../../../report/page_files/scripts/draw/elements.js";
import { partsOf } from "../../../../report/page_files/scripts/decide/cards.js";
import { say } from "../decide/say.js";
import { get, post } from "../talk.js";

export class Done {
  // `other` begins with somebody else, `close` ends the program.
  constructor(store, { other, close }) {
    this.store = store;
    this.other = other;
    this.close = close;
    this.traces = make("div", {});
  }

  show(main) {
    const { state, people } = this.store;
    const rows = people.map((person) => rowOf(person, this.store.wordOf(person)));
    const any = rows.some((row) => row.copied);
    const parts = [
      make("h2", {}, say("done.title")),
      make("ul", { className: "where-it-lies" }, ...rows.map(({ element }) => element)),
      make("p", {}, say(any ? "done.folder" : "done.nothing")),
      any ? make("p", { className: "path big" }, state.target) : null,
      make(
        "div",
        { className: "row" },
        any ? button(say("done.open"), () => post("open"), { className: "main" }) : null,
        button(say("done.other"), this.other),
        button(say("done.close"), this.close),
      ),
      any ? namesTick(state.named) : null,
      make(
        "details",
        { on: { toggle: (event) => event.target.open && this.#showTraces() } },
        make("summary", {}, say("done.traces")),
        make("p", {}, say("done.tracesHow")),
        this.traces,
      ),
    ];
    main.replaceChildren(...parts.filter(Boolean));
  }

  leave() {}

  async #showTraces() {
    const { files, others, results } = await get("traces");
    const stays = results.map((folder) => say("done.stays", { folder }));
    if (!files.length) {
      this.traces.replaceChildren(make("p", {}, say("done.tracesNone")));
      return;
    }
    const remove = async () => {
      try {
        await post("purge");
        this.traces.replaceChildren(make("p", { role: "status" }, say("done.deleted")));
      } catch (error) {
        this.traces.append(make("p", { role: "alert" }, error.message));
      }
    };
    this.traces.replaceChildren(
      make("ul", { className: "problems path" }, ...files.map((line) => make("li", {}, line))),
      ...[...stays, ...others].map((line) => make("p", { className: "faint path" }, line)),
      button(say("done.delete"), remove, { className: "danger" }),
    );
  }
}

function namesTick(checked) {
  const change = (event) => post("names", { on: event.target.checked }).catch(() => {});
  return make(
    "label",
    { className: "tick" },
    make("input", { type: "checkbox", id: "names", checked, on: { change } }),
    make(
      "span",
      {},
      make("b", {}, say("done.names")),
      make("span", { className: "faint" }, say("done.namesHow")),
    ),
  );
}

function rowOf(person, word) {
  const { sure, likely, weak } = partsOf(person, word);
  const left = likely.length + weak.length;
  const text = say("done.copied", { n: sure.length, name: person.name });
  const more = left ? ` · ${say("done.left", { n: left })}` : "";
  return { copied: sure.length > 0, element: make("li", {}, make("b", {}, text), more) };
}
