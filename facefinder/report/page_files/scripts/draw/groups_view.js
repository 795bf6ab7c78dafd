// All groups of faces that nobody named, to give them names.

import { countPhotos } from "../decide/groups.js";
import { by, copied, fill } from "./elements.js";
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
    element.querySelector(".strip").replaceChildren(...faces.map(faceImage));
    const field = element.querySelector(".name");
    field.setAttribute("aria-label", `Name of ${title.toLowerCase()}`);
    const give = (one, typed) => giveName(this.#groups, this.#review, one, typed);
    listenToName(field, this.#groups, () => group, give);
    return element;
  }

  mark(element, group) {
    const name = this.#groups.nameOf(group);
    element.querySelector(".name").value = name;
    element.querySelector(".state").textContent = this.#groups.stateOf(group);
    element.classList.toggle("is-yes", name !== "");
    const [title, photos] = [this.#groups.titleOf(group), countPhotos(group.faces.length)];
    element.setAttribute("aria-label", `${title}, ${photos}, ${name || "no name yet"}`);
  }

  keys(group) {
    return [this.#groups.keyOfName(group)];
  }

  progress() {
    return showNames(this.#groups);
  }

  nothing() {
    return this.#groups.all.length ? "Nobody fits." : "Nobody unknown is in three photos or more.";
  }

  pressed(key, group, element) {
    if (key === "Enter" && group) element.querySelector("a").click();
    return key === "Enter" && group;
  }
}

// Gives a group the name that was typed; one that changes nothing is shown as it was.
export function giveName(groups, review, group, typed) {
  const naming = groups.naming(group, typed);
  if (naming) review.decide(naming.changes, naming.said);
  else review.refresh();
}

// Offers all names in the fields for names; returns the progress of a view.
export function showNames(groups) {
  fill(
    by("names"),
    groups.names().map((name) => [name, name]),
  );
  return [groups.countNamed, groups.all.length, "have a name"];
}

function faceImage(face) {
  const image = document.createElement("img");
  // Decoration without words: the card says who it is.
  [image.width, image.height, image.loading, image.alt] = [160, 160, "lazy", ""];
  if (face.crop) image.src = face.crop;
  return image;
}
