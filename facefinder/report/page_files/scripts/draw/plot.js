// How far all faces are from a person, as a drawing with the limits in it.

import { n, t } from "../decide/language.js";
import { by, make } from "./elements.js";

// An element of a drawing, with its attributes and perhaps a text. The page has an empty drawing, which
// knows the name of its kind: no address stands in a page.
function draw(tag, attributes, ...inside) {
  const element = document.createElementNS(by("drawing").namespaceURI, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

export function plotOf({ name, plot, limits }) {
  const { width, height } = plot;
  const words = inWords(plot, limits);
  const drawing = draw(
    "svg",
    { viewBox: `0 -4 ${width} ${height + 34}`, role: "img", "aria-label": words },
    ...plot.bars.map(([x, y, w, h, kind]) =>
      draw("rect", { class: `bar-${kind}`, x, y, width: w, height: h }),
    ),
    ...limitOf(plot, plot.sure, t("sure ≤ {limit}", { limit: limits.sure }), "end"),
    ...limitOf(plot, plot.check, t("check ≤ {limit}", { limit: limits.check }), "start"),
  );
  return make(
    "figure",
    { className: "plot" },
    make("h3", {}, name),
    drawing,
    make("figcaption", {}, words),
  );
}

const inWords = ({ faces, near, perhaps }, { sure, check }) =>
  [
    n(
      "Distances of {n} face: {near} up to {sure}, {perhaps} more up to {check}.",
      "Distances of {n} faces: {near} up to {sure}, {perhaps} more up to {check}.",
      faces,
      { near, perhaps, sure, check },
    ),
    t(
      "Not all of them are sure, or worth a check: a face that is poor, in doubt beside its like, or also like somebody else counts for less, and of each photo one face at most.",
    ),
  ].join(" ");

const limitOf = ({ height }, x, words, anchor) => [
  draw("line", { class: "limit", x1: x, x2: x, y1: 0, y2: height }),
  draw("text", { x: anchor === "start" ? x + 6 : x, y: height + 23, "text-anchor": anchor }, words),
];
