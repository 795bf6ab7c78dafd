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

// From which probability on a match is called likely: as many faces like it are right as wrong.
const LIKELY = 0.5;

// What a card says about a match; "" where nothing has to be said: it is sure. `probability` is null
// for engines whose errors nobody measured: then the distance is put into words, by `limits`, the
// distances up to which a match is sure, or a check. `floor` is what keeps the face from being sure, if
// that is what does, as the end of a sentence.
export function likeness(match, limits) {
  if (match.confirmed) return "you said it is";
  const words = howLikely(match, limits);
  return match.floor ? `${words}, but ${match.floor}` : words;
}

function howLikely({ probability, distance, sure }, limits) {
  if (probability !== null) {
    if (sure) return "";
    return probability >= LIKELY ? "likely" : "doubtful";
  }
  if (distance <= 0.7 * limits.sure) return "very much alike";
  if (distance <= limits.sure) return "alike";
  return distance <= (limits.sure + limits.check) / 2 ? "somewhat alike" : "perhaps";
}

// How many of the faces that look like this are the person's, in words; "" where nobody knows, or the
// reader knows better.
export function outOfTen({ probability, confirmed }, name) {
  if (probability === null || confirmed) return "";
  const ten = Math.round(10 * probability);
  if (ten >= 10) return `nearly all faces like this are ${name}`;
  if (ten < 1) return `hardly any face like this is ${name}`;
  return `about ${ten} in 10 faces like this are ${name}`;
}

// How far the bar of likeness is filled, in percent; never so little that it is not seen.
export const likenessPercent = ({ probability, distance }, limits) =>
  Math.max(4, 100 * (probability ?? 1 - distance / (1.4 * limits.check)));
