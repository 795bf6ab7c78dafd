// The matches of a person, to be judged one by one.

import { choicesOfFolders, choicesOfPeople, fits } from "../decide/filters.js";
import { WORDS } from "../decide/matches.js";
import { by, fill } from "./elements.js";
import { markMatch, matchCard } from "./match_card.js";

const FILTERS = ["people", "from", "to", "folder", "state"];
const filterField = (name) => by(`filter-${name}`);

export class PersonView {
  size = 60;
  #data;
  #matches;
  #review;
  #person;

  // `data` is what the report knows, which also has the limits of likeness; `matches` are its
  // matches with what was decided, `review` is the page.
  constructor(data, matches, review) {
    this.#data = data;
    this.#matches = matches;
    this.#review = review;
    for (const name of FILTERS) {
      filterField(name).addEventListener("change", () => review.showAgain());
    }
    by("folder-right").addEventListener("click", () => {
      this.#judge(
        review.items.filter((match) => !this.#word(match)),
        "yes",
      );
    });
  }

  open(number) {
    const { people } = this.#data;
    if (!people[number]) return false;
    this.#person = people[number];
    by("person-title").textContent = this.#person.name;
    fill(filterField("people"), choicesOfPeople(people, this.#person));
    const photos = this.#person.matches.map((match) => this.#matches.photoOf(match));
    fill(filterField("folder"), choicesOfFolders(photos));
    for (const name of ["from", "to", "state"]) filterField(name).value = "";
    return true;
  }

  items() {
    const filter = Object.fromEntries(FILTERS.map((name) => [name, filterField(name).value]));
    by("folder-right").disabled = filter.folder === "";
    const known = (match) => ({
      photo: this.#matches.photoOf(match),
      people: this.#matches.peopleIn(match),
      word: this.#word(match),
    });
    return this.#person.matches.filter((match) => fits(known(match), filter));
  }

  lists(matches) {
    return [
      ["sure", matches.filter((match) => match.sure)],
      ["check", matches.filter((match) => !match.sure)],
    ];
  }

  card(match) {
    return matchCard(this.#about(match), (said) => this.#judge([match], said));
  }

  mark(element, match) {
    markMatch(element, this.#about(match), this.#word(match));
  }

  keys(match) {
    return [this.#matches.nameOf(this.#person, match)];
  }

  progress() {
    const judged = this.#matches.countJudged(this.#person);
    return [judged, this.#person.matches.length, "judged"];
  }

  nothing() {
    return this.#person.matches.length ? "No photo fits." : "Not found in any photo.";
  }

  pressed(key, match, element) {
    const said = { y: "yes", n: "no" }[key];
    if (said && match) this.#judge([match], said);
    if (said) return "next";
    if (key === "Enter" && match) element.querySelector(".photo").click();
    return key === "Enter" && match;
  }

  // What a card has to know.
  #about(match) {
    const photo = this.#matches.photoOf(match);
    return { match, photo, person: this.#person, limits: this.#data };
  }

  #word(match) {
    return this.#matches.wordFor(this.#person, match);
  }

  #judge(matches, said) {
    const one = matches.length === 1;
    const what = one ? this.#matches.photoOf(matches[0]).name : `${matches.length} photos`;
    const changes = matches.map((match) => [this.#matches.nameOf(this.#person, match), said]);
    this.#review.decide(changes, `${what}: ${WORDS[said]}`);
  }
}
