// The faces that a person is recognised by, and what is wrong with which photo.

import { n, t } from "../decide/language.js";
import { nameOf, titleOf } from "../decide/paths.js";
import { make, picture } from "./elements.js";
import { copyButton, whereIs } from "./photo.js";

export function referencesOf(person, pictures) {
  const { name, references, unused } = person;
  return make(
    "section",
    { className: "references" },
    make("p", { className: "faint" }, usedOf(person)),
    make("ul", { className: "used" }, ...references.map((one) => reference(one, name, pictures))),
    unused.length ? make("ul", { className: "problems" }, ...unused.map(unusedOne)) : null,
  );
}

const unusedOne = ({ path, problem }) =>
  make(
    "li",
    { title: path },
    `${whereIs({ name: nameOf(path), path })}: ${t(problem)}`,
    copyButton(path),
  );

function usedOf({ references, photos }) {
  const learned = references.filter((one) => one.learned).length;
  const used = references.length - learned;
  const first = n("{used} of {n} photo is used", "{used} of {n} photos are used", photos, { used });
  const more = n("and {n} face that you confirmed", "and {n} faces that you confirmed", learned);
  return learned ? [first, more].join(", ") : first;
}

const reference = (one, name, pictures) =>
  make(
    "li",
    {},
    picture(pictures.used(one), name, { loading: "lazy", title: one.path ?? titleOf(one) }),
    make("span", { className: "file" }, titleOf(one)),
    one.problem && make("span", { className: "problem" }, t(one.problem)),
    one.learned ? make("span", { className: "faint" }, t("You confirmed it.")) : null,
  );
