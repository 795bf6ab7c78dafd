// Elements of the page. All text comes in as text, never as markup.

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

// A picture that is not broken when it cannot be had.
export const picture = (src, alt, properties = {}) =>
  make("img", {
    src,
    alt,
    decoding: "async",
    on: { error: (event) => event.target.classList.add("gone") },
    ...properties,
  });
