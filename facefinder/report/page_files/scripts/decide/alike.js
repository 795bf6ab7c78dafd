// Which groups of faces may be one person by what they look like.

export class Alike {
  #pairs;
  #compared;

  // `pairs` are the numbers of those that may; from number `compared` on nobody compared them.
  constructor(pairs, compared) {
    this.#pairs = new Set(pairs.map(([one, other]) => `${one} ${other}`));
    this.#compared = compared;
  }

  // Those that nobody compared may.
  mayBeOne(one, other) {
    const [low, high] = [one, other].sort((a, b) => a - b);
    return high >= this.#compared || this.#pairs.has(`${low} ${high}`);
  }
}
