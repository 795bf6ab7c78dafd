// A contact sheet: all faces of a person that are shown, with their days and files, for paper.

import { day } from "../decide/language.js";
import { titleOf } from "../decide/paths.js";
import { by, make, picture } from "./elements.js";

// More would be a book, and take the browser minutes.
const MOST = 2000;

// `sections` are [heading, cards], as they are shown.
export const print = async (person, sections, album) => {
  lay(person, sections, album);
  await Promise.all(
    [...by("sheet").querySelectorAll("img")].map((image) => image.decode().catch(() => {})),
  );
  window.print();
  by("sheet").replaceChildren();
};

// The browser's own command prints the same. It waits for no picture; those that were shown are there. `shown()` is
// what to print, as for `print`, or nothing.
export function printWithBrowser(shown) {
  let isOurs = false;
  window.addEventListener("beforeprint", () => {
    const args = !by("sheet").firstChild && shown();
    isOurs = Boolean(args);
    if (args) lay(...args);
  });
  window.addEventListener("afterprint", () => isOurs && by("sheet").replaceChildren());
}

function lay(person, sections, album) {
  by("sheet").replaceChildren(make("h2", {}, person.name), ...sectionsOf(sections, album));
}

function sectionsOf(sections, album) {
  let left = MOST;
  return sections.flatMap(([heading, cards]) => {
    const some = cards.slice(0, left);
    left -= some.length;
    const list = make("div", { className: "sheet" }, ...some.map((card) => entryOf(card, album)));
    return heading && some.length ? [make("h3", {}, heading), list] : [list];
  });
}

function entryOf(card, album) {
  const photo = album.photoOf(card.head);
  return make(
    "figure",
    {},
    picture(album.pictures.face(card.head), "", { decoding: "sync", loading: "eager" }),
    make(
      "figcaption",
      {},
      photo.date && make("b", {}, day(photo.date)),
      make("span", {}, titleOf(photo)),
    ),
  );
}
