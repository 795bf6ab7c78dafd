// The matches of a person as cards: faces of one picture are one card, whatever files they are in.

import { n, t } from "./language.js";
import { isWeak } from "./likeness.js";
import { asRead } from "./names.js";
import { folderOf, placeOf } from "./paths.js";

// Cards by the list of matches that they were made of, which is asked for with each decision.
const made = new WeakMap();

// A card is {key, head, all}: all matches of one picture, the likeliest first.
export function cardsOf(matches) {
  if (!made.has(matches)) made.set(matches, newCards(matches));
  return made.get(matches);
}

function newCards(matches) {
  const cards = new Map();
  for (const match of matches) {
    const card = cards.get(match.version);
    if (card) card.all.push(match);
    else cards.set(match.version, { key: match.version, head: match, all: [match] });
  }
  return [...cards.values()];
}

// The faces of a card, each once: what is decided of one is decided of all.
export const facesOf = (card) => [...new Set(card.all.map(({ face }) => face))];

// The cards of a person by what is to be done with them. `word(face)` is what the reader said of a
// face: "yes", "no", or undefined.
//   sure      taken as right, or said to be
//   likely    to look at
//   weak      likewise, but hardly worth it
//   rejected  said to be somebody else, now or in an earlier search
export function partsOf(person, word) {
  const parts = { sure: [], likely: [], weak: [], rejected: [] };
  for (const card of cardsOf(person.matches)) parts[partOf(card, word)].push(card);
  return parts;
}

function partOf(card, word) {
  const open = card.all.filter((match) => !isRejected(match, word));
  if (!open.length) return "rejected";
  if (open.some((match) => isRight(match, word))) return "sure";
  return open.every(isWeak) ? "weak" : "likely";
}

// How many cards of some parts there are to look at: everywhere the same, weak ones with the others.
export const countToLookAt = ({ likely, weak }) => likely.length + weak.length;

// Of each person, in their order.
const countsLeft = (album) =>
  album.people.map((person) => countToLookAt(partsOf(person, album.wordOf(person))));

// Who comes after person `number`, in turn, of those who have something left: {number, name, left};
// undefined if nobody has.
export function nextToLookAt(album, number) {
  const all = countsLeft(album).map((left, at) => ({ number: at, ...album.people[at], left }));
  return [...all.slice(number + 1), ...all.slice(0, number)].find(({ left }) => left);
}

// The same in words.
export function leftInWords(album) {
  const left = countsLeft(album).reduce((sum, one) => sum + one, 0);
  return left
    ? n("{n} left to look at", "{n} left to look at", left)
    : t("nothing left to look at");
}

// What the program was told of a match counts until its reader says something else.
function isRejected({ face, rejected }, word) {
  const said = word(face);
  return said ? said === "no" : Boolean(rejected);
}

// Whether a match is taken as right, or said to be.
export function isRight(match, word) {
  const said = word(match.face);
  return !isRejected(match, word) && (match.sure || match.confirmed || said === "yes");
}

// Whether the reader said that a card is right.
export const isConfirmed = (card, word) =>
  card.all.every((match) => match.confirmed || word(match.face) === "yes");

// The cards under headings, [heading, cards, more about it]: by "date" the years, the latest first, then
// what has no date; by "folder" the folders; by likeness all under none.
export function underHeadings(cards, order, photoOf) {
  if (order === "date") return byYear(cards, (card) => photoOf(card.head).date ?? "");
  if (order === "folder") return byFolder(cards, (card) => photoOf(card.head));
  return cards.length ? [["", cards]] : [];
}

function byYear(cards, dateOf) {
  const sorted = [...cards].sort((one, other) => compared(dateOf(other), dateOf(one)));
  return grouped(sorted, (card) => dateOf(card).slice(0, 4) || t("No date"));
}

function byFolder(cards, photoOf) {
  const folders = grouped(cards, (card) => folderOf(photoOf(card).path));
  const inOrder = asRead(folders, ([path]) => path);
  return inOrder.map(([path, some]) => [placeOf(photoOf(some[0])), some, path]);
}

// Not by a language's rules, which take ten times as long for thousands of dates.
function compared(one, other) {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function grouped(cards, headingOf) {
  const groups = new Map();
  for (const card of cards) {
    const heading = headingOf(card);
    if (!groups.has(heading)) groups.set(heading, []);
    groups.get(heading).push(card);
  }
  return [...groups];
}

// What a card says of its files: "3 versions, 2 places"; "" for one file.
export function versionsOf(card, photoOf) {
  if (card.all.length < 2) return "";
  const versions = facesOf(card).length;
  const files =
    versions > 1
      ? n("{n} version", "{n} versions", versions)
      : n("{n} copy", "{n} copies", card.all.length);
  const places = new Set(card.all.map((match) => folderOf(photoOf(match).path))).size;
  const parts = [files, places > 1 && n("{n} place", "{n} places", places)];
  return parts.filter(Boolean).join(", ");
}
