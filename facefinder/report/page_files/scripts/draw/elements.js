// Elements of the page. All text from files comes in as text, never as markup.

import { pathSteps } from "../decide/paths.js";

export const by = (id) => document.getElementById(id);

export function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

// The options of a list, from pairs of value and text.
export function fill(list, choices) {
  list.replaceChildren(...choices.map(([value, text]) => option(value, text)));
}

// A copy of the first element in a template.
export const copied = (id) => by(id).content.cloneNode(true).firstElementChild;

// Where a card's photo is, and when it was taken.
export function describe(element, photo) {
  const parts = pathSteps(photo.path).flatMap((step) => [step, document.createElement("wbr")]);
  element.querySelector(".path").replaceChildren(...parts);
  element.querySelector(".date").textContent = photo.date ? `taken ${photo.date}` : "";
}
