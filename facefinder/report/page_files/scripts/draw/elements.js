// Elements of the page. All text comes in as text, never as markup.

import { pathSteps } from "../decide/paths.js";

export const by = (id) => document.getElementById(id);

// An element with properties, and what is in it: elements, texts, or nothing.
export function make(tag, properties = {}, ...inside) {
  const { data = {}, aria = {}, on = {}, ...others } = properties;
  const element = Object.assign(document.createElement(tag), others);
  Object.assign(element.dataset, data);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  for (const [name, callback] of Object.entries(on)) element.addEventListener(name, callback);
  element.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
  return element;
}

export const button = (text, click, properties = {}) =>
  make("button", { type: "button", on: { click }, ...properties }, text);

// Makes what is in an element what it would be if it were drawn anew. Elements that are there already stay, for a
// button that is replaced between press and release takes no click, and loses the focus. They keep their
// listeners, too: what those depend on has to be told apart by `id` or `data-key`.
export function redraw(parent, ...inside) {
  const before = [...parent.childNodes];
  const now = [...make("div", {}, ...inside).childNodes];
  before.slice(now.length).forEach((node) => node.remove());
  now.forEach((node, at) => {
    const old = before[at];
    if (!old) parent.append(node);
    else if (old.isEqualNode(node)) return;
    else if (isSame(old, node)) become(old, node);
    else old.replaceWith(node);
  });
}

const isSame = (old, node) =>
  old instanceof Element &&
  ["tagName", "id", "src"].every((name) => old[name] === node[name]) &&
  old.dataset.key === node.dataset.key;

function become(old, node) {
  if (node.tagName === "IMG") return; // it may be known to be broken
  for (const { name } of [...old.attributes]) {
    const byReader = name === "open" && old.tagName === "DETAILS"; // stays as the reader has it
    const byScript = name === "style"; // and so does the shape of a picture that is there already
    if (!node.hasAttribute(name) && !byReader && !byScript) old.removeAttribute(name);
  }
  for (const { name, value } of node.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  redraw(old, ...node.childNodes);
}

// A picture that is not broken when it cannot be had.
export function picture(src, alt, properties = {}) {
  const image = make("img", { alt, decoding: "async", ...properties });
  image.addEventListener("error", () => image.classList.add("gone"));
  if (src) image.src = src;
  else image.classList.add("gone");
  return image;
}

// The options of a list, from pairs of value and text.
export function fill(list, choices) {
  list.replaceChildren(...choices.map(([value, text]) => make("option", { value }, text)));
}

// A path whose line may end behind each folder.
export const pathOf = (path) =>
  make("span", { className: "path" }, ...pathSteps(path).flatMap((step) => [step, make("wbr")]));

// A copy of the first element in a template.
export const copied = (id) => by(id).content.cloneNode(true).firstElementChild;
