// The faces that are taken as right, many in a row; one click or key says that one is wrong.

import {
  decisionsAbout,
  decisionsBack,
  decisionsForOther,
  KEYS_OF_OTHERS,
  namesBeside,
} from "../decide/album.js";
import { isConfirmed, underHeadings, versionsOf } from "../decide/cards.js";
import { Laid } from "../decide/laid.js";
import { day, n, t } from "../decide/language.js";
import { titleOf } from "../decide/paths.js";
import { button, fill, make, picture } from "./elements.js";
import { FilterBar } from "./filter_bar.js";
import { Grid } from "./grid.js";
import { Rejected } from "./rejected.js";
import { print, printWithBrowser } from "./sheet.js";
import { slides } from "./slides.js";

export class Sure {
  #album;
  #person;
  #cards = []; // in the order in which they are shown
  #head;
  #order;
  #laid = new Laid();

  // `view(card)` shows the whole photo.
  constructor(album, view) {
    this.#album = album;
    this.view = view;
    this.grid = new Grid((card) => this.#tileOf(card));
    this.filters = new FilterBar(album, () => this.draw(true));
    this.none = make("p", { className: "faint" });
    this.rejected = new Rejected(
      (card) => this.#tileOf(card),
      (card) => this.#takeBack(card),
    );
    this.element = make("section", { className: "sure" });
    printWithBrowser(() => this.#isSeen && this.#sheet);
  }

  // Shows the sure cards of a person, and those that the reader rejected; `fresh`: nothing was shown before.
  show(person, parts, fresh) {
    const other = this.#person?.name !== person.name;
    this.#person = person;
    this.parts = parts;
    if (other) {
      this.#laid.begin();
      this.#make();
    }
    this.filters.show(person, other);
    this.draw(other || fresh);
    this.rejected.show(person, parts.rejected);
  }

  // `fresh`: all is laid out anew; else what is shown stays where it is.
  draw(fresh = false) {
    const sure = this.parts.sure.filter((card) => this.filters.lets(card));
    const photoOf = (match) => this.#album.photoOf(match);
    const lay = (cards) => underHeadings(cards, this.#order.value, photoOf);
    const back = this.#laid.take(sure, lay, fresh);
    this.#cards = this.#laid.there.flatMap(([, cards]) => cards);
    this.#showFresh(this.#laid.waiting);
    this.#showHead();
    this.grid.show(this.#laid.sections, fresh);
    if (back) this.grid.goTo(back);
  }

  #showWaiting() {
    this.draw(true);
    this.grid.move(0);
  }

  #showFresh(count) {
    this.fresh.textContent = n("{n} new: show", "{n} new: show", count);
    this.fresh.hidden = !count;
    this.how.classList.toggle("covered", count > 0);
  }

  #showHead() {
    const { name } = this.#person;
    const count = this.#cards.length;
    this.title.textContent = n("{n} photo of {name}", "{n} photos of {name}", count, { name });
    const word = this.#album.wordOf(this.#person);
    const open = this.#cards.filter((card) => !isConfirmed(card, word)).length;
    this.all.textContent = n("{n} is right", "All {n} are right", count);
    this.all.hidden = !open;
    for (const part of [this.#head, this.how.parentNode, this.filters.element]) {
      part.hidden = !this.parts.sure.length;
    }
    this.none.hidden = count > 0;
    this.none.textContent = this.parts.sure.length ? t("No photo fits.") : t("Nothing is sure.");
  }

  #make() {
    const { name } = this.#person;
    this.title = make("h2", {});
    this.all = button("", () => this.#allRight(), { id: "all-right" });
    this.#order = this.#orders();
    this.#head = make(
      "div",
      { className: "row head" },
      this.title,
      make("label", {}, t("Order"), this.#order),
      button(t("Full screen"), () => this.#slides(), { id: "full-screen" }),
      button(t("Print"), () => this.#print(), { id: "print" }),
      this.all,
    );
    const how = t(
      "Click on a face that is not {name}; a right click or a long press shows the photo.",
      {
        name,
      },
    );
    this.grid.element.setAttribute("aria-label", how);
    this.how = make("p", { className: "faint how" }, how, ...this.#keysOfOthers());
    this.fresh = button("", () => this.#showWaiting(), { id: "fresh" });
    this.element.replaceChildren(
      this.#head,
      make("div", { className: "one-place" }, this.how, this.fresh),
      this.filters.element,
      this.none,
      this.grid.element,
      this.rejected.element,
    );
  }

  // Who it is instead, by a key; with nobody beside the person there is none.
  #keysOfOthers() {
    const others = namesBeside(this.#album.people, this.#person);
    return KEYS_OF_OTHERS.slice(0, others.length).flatMap((key, at) => [
      " ",
      make("kbd", {}, key),
      " ",
      t("It is {name}", { name: others[at] }),
    ]);
  }

  // The order is that of the person before, also after the page was loaded again.
  #orders() {
    const value = this.#order?.value ?? history.state?.order ?? "likeness";
    const keep = () => history.replaceState({ ...history.state, order: list.value }, "");
    const change = () => {
      keep();
      this.draw(true);
    };
    const list = make("select", { id: "order", on: { change } });
    fill(list, [
      ["likeness", t("most alike first")],
      ["date", t("by date")],
      ["folder", t("by folder")],
    ]);
    list.value = value;
    keep();
    return list;
  }

  #tileOf(card) {
    const photo = this.#album.photoOf(card.head);
    const { name } = this.#person;
    const versions = versionsOf(card, (match) => this.#album.photoOf(match));
    const parts = [name, titleOf(photo), photo.date && day(photo.date), versions];
    const label = parts.filter(Boolean).join(", ");
    const tile = make(
      "button",
      { type: "button", className: "face", title: label },
      picture(this.#album.pictures.face(card.head), label, { loading: "lazy" }),
      versions && make("span", { className: "many", aria: { hidden: "true" } }, card.all.length),
    );
    // The second click of a double click would hit what has moved up.
    tile.addEventListener("click", ({ detail }) => detail < 2 && this.#reject(tile.card));
    tile.addEventListener("contextmenu", (event) => {
      event.preventDefault(); // a long press on a phone
      this.view(tile.card);
    });
    return tile;
  }

  #reject(card) {
    if (!card.isGone) this.#decide([card], false);
  }

  #decide(cards, yes) {
    this.#laid.decide(cards);
    this.#album.decide(decisionsAbout(cards, this.#person, yes));
  }

  #other(card, name) {
    if (card.isGone) return;
    this.#laid.decide([card]);
    this.#album.decide(decisionsForOther(card, this.#person, name));
  }

  #takeBack(card) {
    this.#laid.decide([card]);
    this.#album.decide(decisionsBack(card, this.#person, this.#album));
  }

  #allRight() {
    const word = this.#album.wordOf(this.#person);
    this.#decide(
      this.#cards.filter((card) => !isConfirmed(card, word)),
      true,
    );
  }

  #slides() {
    const start = this.#cards.findIndex(({ key }) => key === this.grid.current?.key);
    slides(this.#cards, this.#album, Math.max(0, start));
  }

  #print() {
    print(...this.#sheet);
  }

  get #sheet() {
    return [this.#person, this.#laid.there, this.#album];
  }

  get #isSeen() {
    return this.element.isConnected && !this.element.closest("[hidden]");
  }

  pressed(key) {
    const card = this.grid.current;
    const other = namesBeside(this.#album.people, this.#person)[KEYS_OF_OTHERS.indexOf(key)];
    if (key === "f") this.#slides();
    else if (other && card) this.#other(card, other);
    else if (key === "n" && card) this.#reject(card);
    else if (key === "v" && card) this.view(card);
    else return false;
    return true;
  }
}
