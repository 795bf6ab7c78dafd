// Faces first: a tile for each person, what was found, and what there is to look at.

import { countToLookAt, partsOf } from "../decide/cards.js";
import { n, t } from "../decide/language.js";
import { make, picture } from "./elements.js";

const FACES = 6;

// `nothing` is said of somebody who was not found; `open(number)` shows a person.
export const tilesOf = (album, nothing, open) =>
  album.people.map((person, number) => tileOf(person, album, nothing, () => open(number)));

function tileOf(person, album, nothing, click) {
  const parts = partsOf(person, album.wordOf(person));
  const { sure, likely } = parts;
  const check = countToLookAt(parts);
  const faces = [...sure, ...likely].slice(0, FACES);
  const counts = [
    sure.length ? n("{n} found", "{n} found", sure.length) : "",
    check ? n("{n} to look at", "{n} to look at", check) : "",
  ].filter(Boolean);
  return make(
    "li",
    { className: "person" },
    make(
      "button",
      { type: "button", className: "tile", on: { click } },
      portrait(person, album.pictures),
      make("h3", {}, person.name),
      make("p", {}, counts.join(", ") || nothing(person)),
      make(
        "span",
        { className: "strip" },
        ...faces.map(({ head }) => picture(album.pictures.face(head), "", { loading: "lazy" })),
      ),
      make("span", { className: "go" }, goOn(sure.length, check)),
    ),
  );
}

function goOn(sure, check) {
  if (check) return n("Look at {n}", "Look at {n}", check);
  return sure ? t("Show them") : t("Show reference photos");
}

export const portrait = ({ references }, pictures) =>
  references.length
    ? picture(pictures.used(references[0]), "", { className: "round" })
    : make("span", { className: "round nobody" }, "?");
