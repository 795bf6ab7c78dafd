// Groups of faces that nobody named: who they are, and which faces are somebody else.

import { Alike } from "./alike.js";
import { n, t } from "./language.js";
import { asRead, folded, tidied } from "./names.js";

export const countPhotos = (count) => n("{n} photo", "{n} photos", count);

// `data` is what the report knows, `decided` what its reader decided.
export class Groups {
  #data;
  #decided;
  #numbers;
  #known;
  #alike;

  constructor(data, decided) {
    this.#data = data;
    this.#decided = decided;
    this.#numbers = new Map(data.groups.map((group, number) => [group, number]));
    this.#alike = new Alike(data.alike, data.compared);
    this.#known = new Map(data.known.map((name) => [folded(name), name]));
  }

  get all() {
    return this.#data.groups;
  }

  photoOf(face) {
    return this.#data.photos[face.photo];
  }

  numberOf(group) {
    return this.#numbers.get(group);
  }

  titleOf(group) {
    return t("Person {i}", { i: this.numberOf(group) + 1 });
  }

  // By these names `decided` knows the name of a group, and that a face is not this person.
  keyOfName(group) {
    return `name\n${group.group}`;
  }

  keyOfFace(group, face) {
    return `not\n${group.group}\n${face.face}`;
  }

  nameOf(group) {
    return this.#decided.word(this.keyOfName(group)) || "";
  }

  isOut(group, face) {
    return this.#decided.has(this.keyOfFace(group, face));
  }

  facesIn(group) {
    return group.faces.filter((face) => !this.isOut(group, face));
  }

  facesOut(group) {
    return group.faces.filter((face) => this.isOut(group, face));
  }

  get countNamed() {
    return this.all.filter((group) => this.nameOf(group)).length;
  }

  // How many somebody wants to name.
  get countWanted() {
    return this.all.filter((group) => !this.isUnwanted(group)).length;
  }

  // Somebody whom the reader is not interested in; a name says more.
  isUnwanted(group) {
    return this.#decided.has(this.keyOfUnwanted(group)) && !this.nameOf(group);
  }

  keyOfUnwanted(group) {
    return `unwanted\n${group.group}`;
  }

  // What it changes that the reader is, or is not, interested in somebody.
  setAside(group, aside) {
    const title = this.titleOf(group);
    return {
      changes: [[this.keyOfUnwanted(group), aside ? "no" : undefined]],
      said: aside ? t("{title}: not interested", { title }) : t("{title} is back", { title }),
    };
  }

  // Those to show: "named", "open" (without a name), "unwanted", or "" for all but the last.
  shown(wanted) {
    const kindOf = (group) => {
      if (this.isUnwanted(group)) return "unwanted";
      return this.nameOf(group) ? "named" : "open";
    };
    return this.all.filter((group) =>
      wanted ? kindOf(group) === wanted : kindOf(group) !== "unwanted",
    );
  }

  // Groups that have this name in any spelling.
  namesakes(name) {
    if (!name) return [];
    return this.all.filter((group) => folded(this.nameOf(group)) === folded(name));
  }

  #mayBeOne(one, other) {
    return this.#alike.mayBeOne(this.numberOf(one), this.numberOf(other));
  }

  // What a typed name changes: {changes, said, unlike}, or undefined if nothing. A new spelling holds
  // for all groups of that name; but a person who is known already keeps theirs. `unlike` is another
  // group that has the name and does not look like this person.
  naming(group, typed) {
    const clean = tidied(typed);
    const name = this.#known.get(folded(clean)) || clean;
    const same = [...new Set([group, ...this.namesakes(name)])];
    const changed = same.filter((other) => this.nameOf(other) !== name);
    if (!changed.length) return undefined;
    return {
      changes: changed.map((other) => [this.keyOfName(other), name || undefined]),
      said: this.#saidOf(group, name),
      unlike: same.find((other) => other !== group && !this.#mayBeOne(group, other)),
    };
  }

  #saidOf(group, name) {
    const title = this.titleOf(group);
    return name ? t("{title} is {name}", { title, name }) : t("{title} has no name", { title });
  }

  // Likewise for a face that is left out, or taken in again.
  leavingOut(group, face, out) {
    if (this.isOut(group, face) === out) return undefined;
    const { name } = this.photoOf(face);
    return {
      changes: [[this.keyOfFace(group, face), out ? "no" : undefined]],
      said: out ? t("{name}: not this person", { name }) : t("{name}: this person", { name }),
    };
  }

  // What follows from the name and the faces left out, in words.
  stateOf(group) {
    const name = this.nameOf(group);
    const others = this.namesakes(name).filter((other) => other !== group);
    const titles = others.map((other) => this.titleOf(other)).join(", ");
    const out = this.facesOut(group).length;
    return [
      this.#known.has(folded(name)) &&
        t("known already: these faces are added to {name}", { name }),
      others.length && t("one person with {others}", { others: titles }),
      out && n("{n} face left out", "{n} faces left out", out),
    ]
      .filter(Boolean)
      .join("; ");
  }

  // All names that there are, sorted, each once: to choose from.
  names() {
    const given = this.all.map((group) => this.nameOf(group)).filter(Boolean);
    return asRead(new Set([...this.#data.known, ...given]));
  }

  // What the decisions file says. Faces that are somebody else are told, too, so that no search
  // takes them for this person.
  decisions() {
    const named = this.all.filter((group) => this.nameOf(group) && this.facesIn(group).length);
    const rejected = (group) =>
      this.facesOut(group).map((face) => ({
        person: this.nameOf(group),
        face: face.face,
        photo: this.photoOf(face).path,
        verdict: "no",
      }));
    const person = (group) => ({
      group: group.group,
      name: this.nameOf(group),
      faces: this.facesIn(group).map((face) => face.face),
    });
    return { decisions: named.flatMap(rejected), people: named.map(person) };
  }
}
