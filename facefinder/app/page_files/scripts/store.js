// What the page knows: the program's state, asked again and again, and what waits to take effect.

import { peopleIn } from "../../../report/page_files/scripts/decide/album.js";
import { Found } from "./decide/found.js";
import { faceOf, get, photoOf, post } from "./talk.js";

const BUSY_MS = 400;
const CALM_MS = 2000;
// Decisions in a request, which the program bounds.
const AT_ONCE = 1000;
// Failures in a row after which the program is taken for gone.
const PATIENCE = 3;

export const isBusy = (phase) => ["preparing", "reading", "copying"].includes(phase);

export class Store {
  state = { phase: "none" };
  #found = new Found();
  peopleIn = new Map();
  #seen = -1;
  #waiting = new Map();
  #expected = 0;
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

  // `changed(news)` is called whenever something is new; `news.action`: an action took effect;
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

  photoOf({ photo }) {
    return this.#found.photos[photo] ?? { name: "", path: "", date: "" };
  }

  async ask() {
    clearTimeout(this.#timer);
    if (this.#resting) return;
    const state = await get(`state/${Math.max(0, this.#seen)}`).catch(() => null);
    this.#failures = state ? 0 : this.#failures + 1;
    if (state) this.#take(state);
    else if (this.#failures >= PATIENCE) this.#lost();
    if (this.#resting) return;
    this.#timer = setTimeout(() => this.ask(), this.#pause());
  }

  #take(state) {
    const before = this.state;
    this.state = state;
    if (state.found) {
      this.#found.take(state.found);
      this.peopleIn = peopleIn(this.people);
      this.#seen = state.version;
    }
    if (state.phase === "none") this.forget();
    for (const [key, { action }] of this.#waiting) {
      if (state.actions >= action) this.#waiting.delete(key);
    }
    this.#changed({ found: Boolean(state.found), action: state.actions > (before.actions ?? 0) });
  }

  #pause() {
    const { phase } = this.state;
    const busy =
      this.#failures || this.#waiting.size || phase === "preparing" || phase === "reading";
    return busy ? BUSY_MS : CALM_MS;
  }

  // Before another search: nothing of the last one counts.
  forget() {
    this.#seen = -1;
    this.#waiting.clear();
    this.#expected = 0;
    this.#found = new Found();
    this.peopleIn = new Map();
  }

  // `decisions` are {person, face, yes}: one action, in as many requests as it needs.
  async decide(decisions) {
    const parts = [];
    for (let start = 0; start < decisions.length; start += AT_ONCE) {
      parts.push(decisions.slice(start, start + AT_ONCE));
    }
    for (const part of parts) {
      const action = this.#next();
      for (const { person, face, yes } of part) {
        this.#waiting.set(`${person}\n${face}`, { word: yes ? "yes" : "no", action });
      }
    }
    this.#changed({ found: true, action: false });
    try {
      for (const part of parts) {
        await post("decide", { decisions: part, joined: part !== parts[0] });
      }
    } catch {
      this.#waiting.clear(); // nothing of it will take effect
    }
    await this.ask();
  }

  // Whether there is something to take back; what waits to take effect will be.
  get canUndo() {
    return Boolean(this.state.canUndo) || this.#waiting.size > 0;
  }

  async undo() {
    this.#next();
    await post("undo");
    await this.ask();
  }

  #next() {
    this.#expected = Math.max(this.#expected, this.state.actions ?? 0) + 1;
    return this.#expected;
  }

  // What was decided of a face that has not taken effect yet.
  wordOf({ name }) {
    return (face) => this.#waiting.get(`${name}\n${face}`)?.word;
  }
}
