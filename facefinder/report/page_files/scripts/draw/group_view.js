// All faces of one group, to leave out those who are somebody else.

import { countPhotos } from "../decide/groups.js";
import { t } from "../decide/language.js";
import { titleOf } from "../decide/paths.js";
import { by, copied, picture } from "./elements.js";
import { showNames } from "./groups_view.js";
import { giveName } from "./naming.js";
import { view, whereIs } from "./photo.js";
import { listenToName } from "./name_field.js";

export class GroupView {
  size = 120;
  inside = "groups";
  #groups;
  #review;
  #group;

  // `groups` are the groups with what was decided, `review` is the page.
  constructor(groups, review) {
    this.#groups = groups;
    this.#review = review;
    const give = (group, typed) => giveName(groups, review, group, typed);
    listenToName(by("name"), groups, () => this.#group, give);
  }

  open(number) {
    const { all } = this.#groups;
    if (!all[number]) return false;
    this.#group = all[number];
    showLink("before", number - 1, all);
    showLink("after", number + 1, all);
    return true;
  }

  items() {
    return this.#group.faces;
  }

  lists(faces) {
    return [["faces", faces]];
  }

  card(face) {
    const element = copied("face-card");
    const photo = this.#groups.photoOf(face);
    const open = element.querySelector(".open-photo");
    open.addEventListener("click", () => this.#view(face));
    open.title = t("The whole photo");
    open.append(picture(face.crop, titleOf(photo), { className: "crop", loading: "lazy" }));
    const where = element.querySelector(".where");
    where.textContent = whereIs(photo);
    where.title = photo.path;
    const button = element.querySelector(".no");
    button.setAttribute("aria-label", t("Not this person: {name}", photo));
    button.addEventListener("click", () => {
      this.#leaveOut(face, !this.#groups.isOut(this.#group, face));
    });
    return element;
  }

  mark(element, face) {
    const out = this.#groups.isOut(this.#group, face);
    element.classList.toggle("is-no", out);
    element.querySelector(".no").setAttribute("aria-pressed", String(out));
    const { name } = this.#groups.photoOf(face);
    const state = out ? t("not this person") : t("this person");
    element.setAttribute("aria-label", `${name}, ${state}`);
  }

  keys(face) {
    return [this.#groups.keyOfFace(this.#group, face)];
  }

  progress() {
    const name = this.#groups.nameOf(this.#group);
    const title = name || this.#groups.titleOf(this.#group);
    by("group-title").textContent = `${title}: ${countPhotos(this.#group.faces.length)}`;
    by("group-state").textContent = this.#groups.stateOf(this.#group);
    by("name").value = name;
    return showNames(this.#groups);
  }

  nothing() {
    return "";
  }

  pressed(key, face) {
    if (key === "Escape") location.hash = "groups";
    else if (!face) return key === "n" || key === "y" ? "next" : false;
    else if (key === "n" || key === "y") this.#leaveOut(face, key === "n");
    else if (key === "Enter" || key === "v") this.#view(face);
    else return false;
    return key === "n" || key === "y" ? "next" : true;
  }

  #view(face) {
    const photo = this.#groups.photoOf(face);
    view(face, photo, { large: () => photo.large, thumb: () => "" });
  }

  #leaveOut(face, out) {
    const change = this.#groups.leavingOut(this.#group, face, out);
    if (change) this.#review.decide(change.changes, change.said);
  }
}

// A link to the group before or after, hidden where there is none.
function showLink(id, number, groups) {
  by(id).hidden = !groups[number];
  by(id).href = `#group-${number}`;
}
