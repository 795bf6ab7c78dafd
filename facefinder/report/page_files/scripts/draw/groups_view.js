// All groups of faces that nobody named, to give them names.

import { countPhotos } from "../decide/groups.js";
import { n, t } from "../decide/language.js";
import { button, by, copied, fill, picture } from "./elements.js";
import { chipsOf, giveName } from "./naming.js";
import { listenToName } from "./name_field.js";

const STRIP = 8; // faces of a group that its card shows: the most typical ones

export class GroupsView {
  size = 40;
  #groups;
  #review;

  // `groups` are the groups with what was decided, `review` is the page.
  constructor(groups, review) {
    this.#groups = groups;
    this.#review = review;
    by("filter-named").addEventListener("change", () => review.showAgain());
  }

  open() {
    return true;
  }

  items() {
    return this.#groups.shown(by("filter-named").value);
  }

  lists(items) {
    return [["everybody", items]];
  }

  card(group) {
    const element = copied("group-card");
    const link = element.querySelector("a");
    const title = this.#groups.titleOf(group);
    link.href = `#group-${this.#groups.numberOf(group)}`;
    link.textContent = `${title}: ${countPhotos(group.faces.length)}`;
    const faces = this.#groups.facesIn(group).slice(0, STRIP);
    // Decoration without words: the card says who it is.
    const images = faces.map(({ crop }) => picture(crop, "", { loading: "lazy" }));
    element.querySelector(".strip").replaceChildren(...images);
    const field = element.querySelector(".name");
    field.setAttribute("aria-label", t("Name of {title}", { title }));
    const give = (one, typed) => giveName(this.#groups, this.#review, one, typed);
    listenToName(field, this.#groups, () => group, give);
    const aside = button("", () => this.#setAside(group), { className: "aside" });
    element.querySelector(".judge").append(aside);
    return element;
  }

  mark(element, group) {
    const name = this.#groups.nameOf(group);
    const unwanted = this.#groups.isUnwanted(group);
    element.querySelector(".name").value = name;
    element.querySelector(".state").textContent = this.#groups.stateOf(group);
    element.querySelector(".chips").replaceChildren(...chipsOf(this.#groups, this.#review, group));
    element.querySelector(".aside").textContent = unwanted ? t("Interested") : t("Not interested");
    element.querySelector(".aside").hidden = name !== "";
    element.classList.toggle("is-yes", name !== "");
    element.classList.toggle("is-no", unwanted);
    const [title, photos] = [this.#groups.titleOf(group), countPhotos(group.faces.length)];
    const state = name || (unwanted ? t("not interested") : t("no name yet"));
    element.setAttribute("aria-label", [title, photos, state].join(", "));
  }

  keys(group) {
    return [this.#groups.keyOfName(group), this.#groups.keyOfUnwanted(group)];
  }

  progress() {
    return showNames(this.#groups);
  }

  nothing() {
    return this.#groups.all.length
      ? t("Nobody fits.")
      : t("Nobody unknown is in three photos or more.");
  }

  pressed(key, group, element) {
    if (!group) return false;
    if (key === "Enter") element.querySelector("a").click();
    if (key === "n") this.#setAside(group);
    return key === "n" ? "next" : key === "Enter";
  }

  #setAside(group) {
    const aside = !this.#groups.isUnwanted(group);
    const { changes, said } = this.#groups.setAside(group, aside);
    this.#review.decide(changes, said);
  }
}

// Offers all names in the fields for names; returns the progress of a view.
export function showNames(groups) {
  fill(
    by("names"),
    groups.names().map((name) => [name, name]),
  );
  const { countNamed, countWanted } = groups;
  const text = n("{n} has a name, of {all}", "{n} have a name, of {all}", countNamed, {
    all: countWanted,
  });
  return [countNamed, countWanted, text];
}
