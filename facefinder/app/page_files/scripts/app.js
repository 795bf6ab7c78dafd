// The page from its beginning: which step is shown, keys, and the bar that says what happened.

import { Bar } from "./draw/bar.js";
import { Done } from "./draw/done.js";
import { endProgram } from "./draw/end.js";
import { isOpen, STEPS } from "./decide/steps.js";
import { by, make, redraw } from "../../../report/page_files/scripts/draw/elements.js";
import { People } from "./draw/people.js";
import { keepFocus } from "../../../report/page_files/scripts/draw/focus.js";
import {
  isForOthers,
  keyOf,
  listen,
  mayDecide,
} from "../../../report/page_files/scripts/draw/keys.js";
import { Person } from "../../../report/page_files/scripts/draw/person.js";
import { showProgress } from "./draw/progress.js";
import { Store } from "./store.js";
import { get, LOST, post } from "./talk.js";
import { fillLanguages } from "../../../report/page_files/scripts/draw/language.js";
import { speak, t } from "../../../report/page_files/scripts/decide/language.js";
import { Where } from "./draw/where.js";
import { Who } from "./draw/who.js";
import { Wish } from "./decide/wish.js";

const AFTER_THE_SEARCH = new Set(["found", "done"]);

class App {
  #held = []; // keys that are about what an undo brings back

  constructor() {
    this.kept = Promise.resolve(); // what is chosen arrives in the order in which it was
    this.store = new Store(
      (news) => this.#changed(news),
      () => this.ended || this.#gone(LOST()),
    );
    this.bar = new Bar(this.store, () => this.#undo());
  }

  async start() {
    this.wish = new Wish(await get("wish"), () => this.#chosen());
    await this.#speak();
    window.addEventListener("pagehide", () => post("left", {}, true).catch(() => {}));
    // What misses its place must not open in the page's stead.
    for (const name of ["dragover", "drop"]) {
      document.addEventListener(name, (event) => event.preventDefault());
    }
    by("close").addEventListener("click", () => this.#end());
    listen((event) => this.#pressed(event));
    keepFocus(by("main"));
    await this.store.ask();
    // Not before: as long as nothing is known of a search, no address of one would count.
    window.addEventListener("hashchange", () => this.#moved());
    if (this.store.state.phase !== "none" && !location.hash) location.hash = "found";
    else this.#route(false);
  }

  #chosen() {
    const wish = this.wish.toJSON();
    this.kept = this.kept.then(() => post("keep", wish)).catch(() => {});
    if (this.step) this.#drawSteps();
  }

  // Says everything in the language that the program speaks now.
  async #speak() {
    speak(await get("words"));
    const before = this.views ?? {};
    this.views = this.#makeViews();
    for (const [step, view] of Object.entries(before)) this.views[step].takeOver?.(view);
    by("skip").textContent = t("Skip to the content");
    by("private").textContent = t("On this computer only. No photo is changed.");
    by("close").textContent = t("Close facefinder");
    fillLanguages(by("language"), (code) => this.#changeLanguage(code));
  }

  async #changeLanguage(code) {
    await post("language", { code });
    await this.#speak();
    this.store.forget(); // what the program said in the other language
    await this.store.ask();
    this.#route(false);
    this.bar.sayAgain();
  }

  #makeViews() {
    const open = (number) => (location.hash = `person-${number}`);
    const end = { text: STEPS.done, go: () => (location.hash = "done") };
    return {
      who: new Who(this.wish, () => (location.hash = "where")),
      where: new Where(this.wish, () => this.#begun()),
      found: new People(this.store, open, end.go),
      person: new Person(this.store, { open, end }),
      done: new Done(this.store, {
        other: () => this.#other(),
        forget: () => this.wish.forget(),
        close: () => this.#end(),
      }),
    };
  }

  #moved() {
    const { phase, again } = this.store.state;
    if (phase === "none" && again && location.hash === "#found") this.#searchAgain();
    else this.#route(true);
  }

  // The step that the address names, or what can be shown in its stead; and the number of a person.
  #named() {
    const [name, number] = (location.hash.slice(1) || "who").split("-");
    const found = name === "found" || name === "person";
    if (!(name in this.views) || (found && this.store.state.phase === "none")) return ["who"];
    return name === "person" && !this.store.people[Number(number)] ? ["found"] : [name, number];
  }

  #route(moved) {
    const [step, number] = this.#named();
    if (number === undefined) history.replaceState(null, "", `#${step}`); // a link to it works again
    this.view?.leave();
    this.#held = [];
    showProgress(this.store.state, true);
    this.step = step;
    this.view = this.views[this.step];
    by("main").className = `view-${this.step}`;
    this.view.show(by("main"), step === "person" ? Number(number) : this.store.state.target);
    if (!AFTER_THE_SEARCH.has(this.#open)) this.bar.hide(); // it would lie on buttons
    this.#drawSteps();
    document.title = `${STEPS[this.#open]()} – facefinder`;
    if (moved) by("main").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  // Which of the steps the view belongs to.
  get #open() {
    return this.step === "person" ? "found" : this.step;
  }

  #drawSteps() {
    by("steps").setAttribute("aria-label", t("Steps"));
    redraw(
      by("steps"),
      make(
        "ol",
        {},
        ...Object.entries(STEPS).map(([step, word]) => {
          const link = isOpen(step, this.wish, this.store.state)
            ? make("a", { href: `#${step}` })
            : make("span", {});
          if (step === this.#open) link.setAttribute("aria-current", "step");
          link.append(word());
          return make("li", {}, link);
        }),
      ),
    );
  }

  // Brings what was found back, after people were looked at.
  async #searchAgain() {
    await post("resume").catch(() => {});
    await this.#asked();
    this.#route(false);
  }

  #begun() {
    this.#asked().then(() => (location.hash = "found"));
  }

  // Nothing counts that was known of the search before.
  #asked() {
    this.bar.hide();
    this.store.forget();
    return this.store.ask();
  }

  #changed({ found, fresh, action, saved }) {
    const { state } = this.store;
    showProgress(state);
    const phase = state.phase !== this.phase;
    this.phase = state.phase;
    if (phase && this.step) this.#phaseChanged(state);
    if ((found || phase || action || saved) && this.view?.refresh) this.view.refresh();
    this.bar.show({ fresh, action, phase });
    this.#pressHeld(fresh, action);
  }

  #phaseChanged({ phase }) {
    if (phase === "none") this.bar.hide(); // nothing is left to undo
    // Another tab looks for others now: nothing can be decided here any more.
    if (phase === "none" && this.#open === "found") this.#route(false);
    else this.#drawSteps();
  }

  #undo() {
    if (this.store.canUndo) this.store.undo().catch(() => {});
  }

  #pressed(event) {
    if (isForOthers(event)) return;
    const key = keyOf(event);
    const waits = this.store.isUndoing && mayDecide(key) && this.step === "person";
    if (waits) this.#hold(key);
    else if (!this.#means(key)) return;
    event.preventDefault();
  }

  // One answer to what an undo brings back; a further one would be about what nobody has seen yet.
  #hold(key) {
    const [last] = this.#held.slice(-1);
    if (key === "u" || !last || last === "u") this.#held.push(key);
  }

  // Does what a key means here, if anything.
  #means(key) {
    if (key !== "u" || !this.store.canUndo) return Boolean(this.view?.pressed?.(key));
    this.#undo();
    return true;
  }

  #pressHeld(fresh, action) {
    if (fresh) this.#held = [];
    if (!action) return; // what a key does changes the page, too
    while (this.#held.length && !this.store.isUndoing) this.#means(this.#held.shift());
  }

  #other() {
    const before = [...this.store.people, ...this.views.who.found];
    this.wish.lookForOthers(before.map(({ name }) => name));
    location.hash = "who";
  }

  #end() {
    return endProgram(this.store, (why) => this.#gone(why));
  }

  #gone(why) {
    this.ended = true;
    this.store.rest();
    by("progress").hidden = true;
    this.bar.hide();
    by("close").hidden = true;
    by("steps").replaceChildren();
    by("main").replaceChildren(make("p", { className: "notice", role: "alert" }, why));
    by("main").focus({ preventScroll: true });
  }
}

new App().start();
