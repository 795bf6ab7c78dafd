// What the reader decided about each name, and the way back. A name stands for one thing that can
// be decided, such as "this face is Anna"; each report makes its own names.

export class Decided {
  #key;
  #storage;
  #words;
  #history; // of each change what stood there before: pairs of name and word, null = nothing

  // `storage` returns the browser's localStorage. It is a function, because a browser that keeps
  // nothing may throw as soon as it is asked for it. Then decisions live as long as the page.
  constructor(key, storage) {
    this.#key = key;
    this.#storage = storage;
    ({ words: this.#words, history: this.#history } = this.#kept());
  }

  // The word that was decided; undefined if nothing was.
  word(name) {
    return this.#words[name];
  }

  has(name) {
    return name in this.#words;
  }

  // All names that something was decided about.
  get names() {
    return Object.keys(this.#words);
  }

  get canUndo() {
    return this.#history.length > 0;
  }

  // `changes` are pairs of name and word; undefined = not decided. One undo takes all back.
  change(changes) {
    const before = [];
    for (const [name, word] of changes) {
      before.unshift([name, this.#words[name] ?? null]); // undone backwards: a name may come twice
      this.#set(name, word);
    }
    this.#history.push(before);
    this.#keep();
  }

  // Takes the last change back; returns the names that it was about.
  undo() {
    const before = this.#history.pop() ?? [];
    for (const [name, word] of before) this.#set(name, word);
    this.#keep();
    return new Set(before.map(([name]) => name));
  }

  #set(name, word) {
    if (word === undefined || word === null) delete this.#words[name];
    else this.#words[name] = word;
  }

  #kept() {
    try {
      const { words = {}, history = [] } = JSON.parse(this.#storage().getItem(this.#key)) ?? {};
      return { words, history };
    } catch {
      return { words: {}, history: [] };
    }
  }

  #keep() {
    try {
      this.#storage().setItem(
        this.#key,
        JSON.stringify({ words: this.#words, history: this.#history }),
      );
    } catch {
      // No room, or not allowed.
    }
  }
}
