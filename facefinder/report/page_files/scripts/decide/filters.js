// Which cards of a person are shown, and what there is to choose from.

import { t } from "./language.js";
import { asRead } from "./names.js";
import { folderOf, shortly } from "./paths.js";

export const ALL = { people: "", from: "", to: "", folder: "" };

// Whether a match is shown. An empty filter lets everything through.
//   photo    of the match: its date, its path, how many faces it has
//   people   numbers of the people who were found in it
//   filter   what was chosen: {people, from, to, folder}, all of them text, and how many people
//            there are: {everybody}
export function fits({ photo, people }, filter) {
  return (
    fitsPeople(photo, people, filter) &&
    (!filter.from || Boolean(photo.date && photo.date >= filter.from)) &&
    (!filter.to || Boolean(photo.date && photo.date <= filter.to)) &&
    (!filter.folder || folderOf(photo.path) === filter.folder)
  );
}

function fitsPeople(photo, people, { people: wanted, everybody }) {
  if (wanted === "") return true;
  if (wanted === "together") return people.length > 1;
  if (wanted === "all") return people.length === everybody;
  if (wanted === "alone") return photo.faces === 1;
  if (wanted === "only") return photo.faces === people.length;
  return people.includes(Number(wanted));
}

// Pairs of value and text: with whom a person may be in a photo.
export function choicesOfPeople(people, person) {
  const others = people
    .map((other, number) => [String(number), t("together with {name}", { name: other.name })])
    .filter((_, number) => people[number] !== person);
  const several = others.length ? [["together", t("several of these people together")]] : [];
  const all = others.length > 1 ? [["all", t("all of these people together")]] : [];
  return [
    ["", t("everybody")],
    ...several,
    ...all,
    ["only", t("only these people, nobody else")],
    ["alone", t("alone in the photo")],
    ...others,
  ];
}

// Likewise: the folders of these photos, sorted, each once.
export function choicesOfFolders(photos) {
  const folders = asRead(new Set(photos.map((photo) => folderOf(photo.path))));
  const texts = shortly(folders);
  return [["", t("all folders")], ...folders.map((folder, number) => [folder, texts[number]])];
}
