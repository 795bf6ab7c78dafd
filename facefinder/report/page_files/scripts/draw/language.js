// What of a page is written in its HTML, in the language that its reader chose; and the choice.
//   <button data-t>Undo</button>                      the element's text is a sentence
//   <nav data-t-label="Parts of this page">           so is the label for screen readers
//   <span data-n="12345"></span>                      a number

import { choices, number, speak, spoken, t } from "../decide/language.js";
import { by } from "./elements.js";

// Speaks the language that a report's address asks for, or this computer's, and lets its reader choose
// another one. Nothing is kept in the browser: the address has it, and the page is drawn again.
export function letChooseLanguage(words) {
  const address = new URLSearchParams(location.search);
  speak(words, address.get("language"));
  translate(document);
  fillLanguages(by("language"), (code) => {
    address.set("language", code);
    location.search = address.toString();
  });
}

// Puts all that is below an element, templates too, into the language that is spoken now.
export function translate(root) {
  for (const element of root.querySelectorAll("[data-t]")) {
    element.dataset.t ||= element.textContent.trim();
    element.textContent = t(element.dataset.t);
  }
  for (const element of root.querySelectorAll("[data-n]")) {
    element.textContent = number(Number(element.dataset.n));
  }
  for (const element of root.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.getAttribute("data-t-label")));
  }
  for (const template of root.querySelectorAll("template")) translate(template.content);
}

// Fills a <select> with the languages; `chosen` is called with the code of the one that is chosen.
export function fillLanguages(select, chosen) {
  const options = choices().map(({ code, name }) => {
    const selected = code === spoken();
    return Object.assign(document.createElement("option"), {
      value: code,
      textContent: name,
      lang: code,
      selected,
    });
  });
  select.setAttribute("aria-label", t("Language"));
  select.replaceChildren(...options);
  select.onchange = () => chosen(select.value);
  document.documentElement.lang = spoken();
}
