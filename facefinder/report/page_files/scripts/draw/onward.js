// Where to go on when there is nothing left to look at of a person.

import { nextToLookAt } from "../decide/cards.js";
import { n } from "../decide/language.js";
import { button } from "./elements.js";

// `ways` are open(number), which shows another person, and end, the page after the last one: {text(), go}.
export function onwardOf(album, number, { open, end }) {
  const next = nextToLookAt(album, number);
  const go = next ? () => open(next.number) : end.go;
  const text = next
    ? n("Next: {name}, {n} to look at", "Next: {name}, {n} to look at", next.left, next)
    : end.text();
  return button(text, go, { id: "onward", className: "main", data: { key: next?.name ?? "" } });
}
