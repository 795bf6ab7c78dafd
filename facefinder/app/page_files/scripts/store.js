// What the page knows: the program's state, asked again and again, and what waits to take effect.

import { peopleIn } from "../../../report/page_files/scripts/decide/album.js";
import { Found } from "./decide/found.js";
import { faceOf, get, inTurn, photoOf, post } from "./talk.js";

const BUSY_MS = 400;
const CALM_MS = 2000;
// Decisions in a request, which the program bounds.
const AT_ONCE = 100_000;
// Failures in a row after which the program is taken for gone.
const PATIENCE = 3;

export const isBusy = (phase) => ["preparing", "reading", "copying"].includes(phase);

export class Store {
  state = { phase: "none" };
  #found = new Found();
  peopleIn = new Map();
  #seen = -1;
  #waiting = new Map(); // by person: by face, what was said of it
  #sent = Promise.resolve(); // what is done takes effect in its order
  #expected = 0;
  #undone = 0; // how many actions there are when the last undo has taken effect
  #changed;
  #timer = 0;
  #resting = false;
  #failures = 0;
  #lost;

  // Addresses of pictures, which the program makes when they are asked for.
  pictures = {
    face: ({ face }) => faceOf(face),
    reference: ({ reference }) => faceOf(reference),
    used: ({ face }) => faceOf(face),
    large: ({ photo }) => photoOf(photo),
    thumb: () => "",
  };

  // `changed(news)` is called whenever something is new; `news.action`: an action took effect,
  // `news.fresh`: all that was found before is of another search; `news.saved`: faces became pictures;
  // `lost()` when the program does not answer any more.
  constructor(changed, lost) {
    this.#changed = changed;
    this.#lost = lost;
  }

  // Asks no more: the program has ended, or is about to.
  rest() {
    clearTimeout(this.#timer);
    this.#resting = true;
  }

  get people() {
    return this.#found.people;
  }

  get warnings() {
    return this.#found.warnings;
  }

  photoOf(match) {
    const photo = this.#found.photos[match.photo] ?? { name: "", path: "", date: "" };
    return match.name ? { ...photo, name: match.name } : photo;
  }

  ask = inTurn(() => this.#ask());

  async #ask() {
    clearTimeout(this.#timer);
    if (this.#resting) return;
    const seen = this.#seen;
    const state = await get(`state/${Math.max(0, seen)}`).catch(() => null);
    if (seen !== this.#seen) return; // all was forgotten meanwhile; who did so asks again
    this.#failures = state ? 0 : this.#failures + 1;
    if (state) this.#take(state);
    else if (this.#failures >= PATIENCE) this.#lost();
    if (this.#resting) return;
    this.#timer = setTimeout(() => this.ask(), this.#pause());
  }

  #take(state) {
    const before = this.state;
    this.state = state;
    const fresh = this.#seen >= 0 && Boolean(state.found?.whole); // another tab has searched
    if (fresh) {
      this.#waiting.clear();
      this.#expected = this.#undone = 0;
    }
    if (state.found) {
      this.#found.take(state.found);
      this.peopleIn = peopleIn(this.people);
      this.#seen = state.version;
    }
    if (state.phase === "none") this.forget();
    for (const [name, own] of this.#waiting) {
      for (const [face, { action }] of own) if (state.actions >= action) own.delete(face);
      if (!own.size) this.#waiting.delete(name);
    }
    const action = !fresh && state.actions > (before.actions ?? 0);
    const saved = state.savedFaces !== before.savedFaces;
    this.#changed({ found: Boolean(state.found), fresh, action, saved });
  }

  #pause() {
    const { phase, actions = 0 } = this.state;
    const owed = actions < this.#expected;
    const busy = this.#failures || owed || phase === "preparing" || phase === "reading";
    return busy ? BUSY_MS : CALM_MS;
  }

  // Before another search: nothing of the last one counts.
  forget() {
    this.#seen = -1;
    this.#waiting.clear();
    this.#expected = this.#undone = 0;
    this.#found = new Found();
    this.peopleIn = new Map();
  }

  // `decisions` are {person, face, yes}: one action, unless nobody could look through them anyway.
  async decide(decisions) {
    const parts = [];
    for (let start = 0; start < decisions.length; start += AT_ONCE) {
      parts.push(decisions.slice(start, start + AT_ONCE));
    }
    for (const part of parts) {
      const action = this.#next();
      for (const { person, face, yes } of part) {
        if (!this.#waiting.has(person)) this.#waiting.set(person, new Map());
        this.#waiting.get(person).set(face, { word: yes ? "yes" : "no", action });
      }
    }
    this.#changed({ found: true, action: false });
    await Promise.all(parts.map((part) => this.#send("decide", { decisions: part })));
    await this.ask();
  }

  // Whether there is something to take back; what waits to take effect will be.
  get canUndo() {
    return Boolean(this.state.canUndo) || this.#waiting.size > 0;
  }

  // Whether something is still to be taken back, so that nobody sees yet what comes.
  get isUndoing() {
    return (this.state.actions ?? 0) < this.#undone;
  }

  async undo() {
    this.#undone = this.#next();
    await this.#send("undo");
    await this.ask();
  }

  // Something else that takes effect in its order, such as a tick.
  async act(path, wish) {
    this.#next();
    await this.#send(path, wish);
    await this.ask();
  }

  #send(path, wish) {
    const refused = ({ message }) => {
      this.#waiting.clear(); // nothing of it will take effect
      this.#expected = this.#undone = 0;
      this.state = { ...this.state, last: { problem: message } };
      this.#changed({ found: true, action: true });
    };
    this.#sent = this.#sent.then(() => post(path, wish)).catch(refused);
    return this.#sent;
  }

  #next() {
    this.#expected = Math.max(this.#expected, this.state.actions ?? 0) + 1;
    return this.#expected;
  }

  // What was decided of a face that has not taken effect yet.
  wordOf({ name }) {
    const own = this.#waiting.get(name);
    return own ? (face) => own.get(face)?.word : () => undefined;
  }
}
