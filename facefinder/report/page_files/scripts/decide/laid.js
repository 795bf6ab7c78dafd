// Cards in the places where they were laid out, while others come and go: what comes waits, what goes leaves its
// place empty, so that nothing moves under the reader's hand. Only what the reader decides moves at once.

export class Laid {
  #sections = []; // [heading, cards, about], as they were laid out
  #decided = new Set(); // keys of cards that the reader decided on, the last one last
  #now = new Map(); // cards by key, as they are now

  // Nothing is laid out, nothing was decided: it is about somebody else.
  begin() {
    this.#sections = [];
    this.#decided.clear();
  }

  decide(cards) {
    for (const { key } of cards) {
      this.#decided.delete(key);
      this.#decided.add(key);
    }
  }

  // Takes the cards as they are now. `lay(cards)` makes sections of them; `fresh`: it is time to.
  // Returns the key of the card that the reader had decided away and brought back, if one came.
  take(cards, lay, fresh) {
    const before = this.#now;
    this.#now = new Map(cards.map((card) => [card.key, card]));
    this.#layOut(cards, lay, fresh);
    const isBack = (key) => this.#now.has(key) && !before.has(key);
    return fresh ? undefined : [...this.#decided].reverse().find(isBack);
  }

  #layOut(cards, lay, fresh) {
    if (fresh || !this.#keys.size || this.#isTakenIn(cards)) this.#sections = lay(cards);
  }

  get #keys() {
    return new Set(this.#sections.flatMap(([, cards]) => cards.map(({ key }) => key)));
  }

  // Whether the reader took something in that has no place yet.
  #isTakenIn(cards) {
    const keys = this.#keys;
    return cards.some(({ key }) => this.#decided.has(key) && !keys.has(key));
  }

  // What is shown; a card that went by itself is still there, and `isGone`.
  get sections() {
    return this.#with((card) => {
      const now = this.#now.get(card.key);
      return now ?? (this.#decided.has(card.key) ? undefined : { ...card, isGone: true });
    });
  }

  // The same without those that went.
  get there() {
    return this.#with(({ key }) => this.#now.get(key));
  }

  #with(one) {
    const sections = this.#sections.map(([heading, cards, about]) => [
      heading,
      cards.map(one).filter(Boolean),
      about,
    ]);
    return sections.filter(([, cards]) => cards.length);
  }

  // How many have come that have no place yet.
  get waiting() {
    const keys = this.#keys;
    return [...this.#now.keys()].filter((key) => !keys.has(key)).length;
  }
}
