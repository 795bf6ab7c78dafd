// The matches of people, and what was decided about each: "yes", "no", or nothing yet.

export const WORDS = { yes: "right", no: "wrong", "": "not judged yet" };

// `data` is what the report knows, `decided` what its reader decided.
export class Matches {
  #data;
  #decided;
  #peopleIn;

  constructor(data, decided) {
    this.#data = data;
    this.#decided = decided;
    this.#peopleIn = data.photos.map(() => []);
    data.people.forEach((person, number) => {
      for (const match of person.matches) this.#peopleIn[match.photo].push(number);
    });
  }

  photoOf(match) {
    return this.#data.photos[match.photo];
  }

  // Numbers of the people who were found in the same photo.
  peopleIn(match) {
    return this.#peopleIn[match.photo];
  }

  // By this name `decided` knows a match; a face may be a match of several people.
  nameOf(person, match) {
    return `${person.name}\n${match.face}`;
  }

  // "yes", "no", or "" for a match that nobody judged yet.
  wordFor(person, match) {
    return this.#decided.word(this.nameOf(person, match)) || "";
  }

  countJudged(person) {
    return person.matches.filter((match) => this.wordFor(person, match)).length;
  }

  // What the decisions file says, in the order of the page.
  decisions() {
    const entry = (person, match) => ({
      person: person.name,
      face: match.face,
      photo: this.photoOf(match).path,
      verdict: this.#decided.word(this.nameOf(person, match)),
    });
    const entries = this.#data.people.flatMap((person) =>
      person.matches.map((match) => entry(person, match)),
    );
    return { decisions: entries.filter(({ verdict }) => verdict), people: [] };
  }
}

// How a distance reads in words; `limits` are the distances up to which a match is sure, or a check.
export function likeness({ distance, confirmed }, limits) {
  if (confirmed) return "you said it is";
  if (distance <= 0.7 * limits.sure) return "very much alike";
  if (distance <= limits.sure) return "alike";
  return distance <= (limits.sure + limits.check) / 2 ? "somewhat alike" : "perhaps";
}

// How far the bar of likeness is filled, in percent; never so little that it is not seen.
export const likenessPercent = ({ distance }, limits) =>
  Math.max(4, 100 * (1 - distance / (1.4 * limits.check)));
