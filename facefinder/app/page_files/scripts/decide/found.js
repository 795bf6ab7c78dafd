// What was found, kept up to date by what the program tells: only what changed, once it was told all.

const keyOf = (face, photo) => `${face} ${photo}`;

// As the program orders them: what is sure, then the likeliest, then the nearest, then the original before its copies.
const order = (photos) => (one, other) =>
  Number(other.sure) - Number(one.sure) ||
  (other.probability ?? 0) - (one.probability ?? 0) ||
  one.distance - other.distance ||
  photos[one.photo].unlikeliness - photos[other.photo].unlikeliness ||
  (photos[one.photo].path < photos[other.photo].path ? -1 : 1);

export class Found {
  people = [];
  photos = {};
  warnings = [];
  #matches = new Map(); // by person: matches by face and photo

  take({ whole, people, photos, warnings }) {
    if (whole) {
      this.people = people.map((person) => ({ ...person, matches: [] }));
      this.photos = {};
      this.warnings = warnings;
      this.#matches = new Map(people.map(({ name }) => [name, new Map()]));
    }
    Object.assign(this.photos, photos);
    for (const told of people) if (told.matches.length || told.gone.length) this.#change(told);
  }

  #change({ name, matches, gone }) {
    const known = this.#matches.get(name);
    for (const [face, photo] of gone) known.delete(keyOf(face, photo));
    for (const match of matches) known.set(keyOf(match.face, match.photo), match);
    const person = this.people.find((one) => one.name === name);
    person.matches = [...known.values()].sort(order(this.photos));
  }
}
