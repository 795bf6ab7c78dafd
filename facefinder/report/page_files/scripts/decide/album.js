// A saved report: its people and photos, and what its reader decided, kept by the browser.

import { facesOf, isRight } from "./cards.js";

// What the pages that decide have to know; the app has the same of its own (store.js there).
export class Album {
  #data;
  #decided;
  #byFace;
  #own;

  // Called when something was decided, or taken back.
  changed = () => {};

  // `data` is what the report knows, `decided` what its reader decided.
  constructor(data, decided) {
    this.#data = data;
    this.#decided = decided;
    this.peopleIn = peopleIn(data.people);
    const matches = data.people.flatMap((one) => one.matches.map((match) => [one.name, match]));
    this.#byFace = new Map(matches.map(([, match]) => [match.face, match]));
    this.#own = new Set(matches.map(([name, { face }]) => nameOf(name, face)));
  }

  get people() {
    return this.#data.people;
  }

  // Two people may be in one video at different times, which stand in its name.
  photoOf(match) {
    const photo = this.#data.photos[match.photo];
    return match.name ? { ...photo, name: match.name } : photo;
  }

  // Addresses of pictures; "" where there is none.
  pictures = {
    face: (match) => match.crop,
    reference: (match) => match.reference,
    used: (reference) => reference.crop,
    large: (match) => this.photoOf(match).large ?? "",
    thumb: (match) => this.photoOf(match).thumb ?? "",
  };

  // What was decided of a face: "yes", "no" or undefined.
  wordOf(person) {
    return (face) => this.#decided.word(nameOf(person.name, face));
  }

  // `decisions` are {person, face, yes}; one undo takes all back.
  decide(decisions) {
    this.#decided.change(
      decisions.map(({ person, face, yes }) => [nameOf(person, face), yes ? "yes" : "no"]),
    );
    this.changed();
  }

  get canUndo() {
    return this.#decided.canUndo;
  }

  undo() {
    this.#decided.undo();
    this.changed();
  }

  // How many matches are said to be right, and how many to be wrong.
  counts() {
    const counts = { yes: 0, no: 0 };
    for (const person of this.people) {
      const word = this.wordOf(person);
      for (const { face } of person.matches) if (word(face)) counts[word(face)] += 1;
    }
    counts.yes += this.#moved().length;
    return counts;
  }

  // What was said of faces that nobody saw as this person before: "It is Ben".
  #moved() {
    return this.#decided.names.flatMap((name) => {
      const match = this.#byFace.get(faceIn(name));
      if (!match || this.#own.has(name) || this.#decided.word(name) !== "yes") return [];
      const photo = this.photoOf(match).path;
      return [{ person: personIn(name), face: match.face, photo, verdict: "yes" }];
    });
  }

  // What the decisions file says, in the order of the page. `stays`: the file shows the person on
  // another of its pages, or elsewhere, so that its copy is right whatever this face is.
  decisions() {
    const entries = this.people.flatMap((person) => {
      const word = this.wordOf(person);
      const pathOf = (match) => this.photoOf(match).path;
      const right = person.matches.filter((match) => isRight(match, word));
      const staying = new Set(right.map(pathOf));
      return person.matches.map((match) => {
        const verdict = word(match.face);
        const told = { person: person.name, face: match.face, photo: pathOf(match), verdict };
        return verdict === "no" && staying.has(told.photo) ? { ...told, stays: true } : told;
      });
    });
    const said = entries.filter(({ verdict }) => verdict);
    return { decisions: [...said, ...this.#moved()], people: [] };
  }
}

// The same decision about all faces of some cards.
export const decisionsAbout = (cards, person, yes) =>
  cards.flatMap((card) => facesOf(card).map((face) => ({ person: person.name, face, yes })));

// Who else a face of a person may be; the first nine have a number as their key.
export const namesBeside = (people, { name }) =>
  people.filter((one) => one.name !== name && one.references.length).map((one) => one.name);

export const KEYS_OF_OTHERS = [..."123456789"];

// That a card shows somebody else, in one go.
export const decisionsForOther = (card, person, name) => [
  ...decisionsAbout([card], person, false),
  ...decisionsAbout([card], { name }, true),
];

// That a card shows the person after all, and nobody of whom that was said instead.
export function decisionsBack(card, person, album) {
  const others = album.people.filter(({ name }) => name !== person.name);
  const instead = others.flatMap((other) => {
    const word = album.wordOf(other);
    const own = new Map(other.matches.map((match) => [match.face, match]));
    const isSaid = (face) => (word(face) ?? (own.get(face)?.confirmed && "yes")) === "yes";
    return facesOf(card)
      .filter(isSaid)
      .map((face) => ({ person: other.name, face, yes: false }));
  });
  return [...instead, ...decisionsAbout([card], person, true)];
}

// By the number of a photo, the numbers of the people who were found in it.
export function peopleIn(people) {
  const found = new Map();
  people.forEach((person, number) => {
    for (const { photo, rejected } of person.matches) {
      if (rejected) continue;
      if (!found.has(photo)) found.set(photo, []);
      if (!found.get(photo).includes(number)) found.get(photo).push(number);
    }
  });
  return found;
}

// By this name `decided` knows a face of a person; a face may be a match of several people.
const nameOf = (person, face) => `${person}\n${face}`;
const faceIn = (name) => name.slice(name.lastIndexOf("\n") + 1);
const personIn = (name) => name.slice(0, name.lastIndexOf("\n"));
