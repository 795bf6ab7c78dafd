// Stand-ins for what a browser gives the page.

// Keeps texts as a browser's localStorage does; `kept` are those of an earlier visit.
export class Storage {
  constructor(kept = {}) {
    this.kept = kept;
  }

  getItem(key) {
    return this.kept[key] ?? null;
  }

  setItem(key, text) {
    this.kept[key] = text;
  }
}
