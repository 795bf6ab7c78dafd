// A card for one match: the photo, the face that was found, and the reference most like it.

import { likeness, likenessPercent, outOfTen, WORDS } from "../decide/matches.js";
import { copied, describe } from "./elements.js";

// `about` is {match, photo, person, limits}, `limits` as in `likeness`; `judge` is called with "yes" or
// "no".
export function matchCard(about, judge) {
  const { match, photo, person } = about;
  const element = copied("card");
  const find = (selector) => element.querySelector(selector);
  find(".photo").href = photo.href;
  if (photo.thumb) showPhoto(element, photo, match.frame);
  else {
    find(".shot").remove();
    find(".photo").textContent = `${photo.name}: no picture, the photo cannot be read now`;
  }
  showFace(find("img.crop"), match.crop, "The face that was found");
  showFace(find("img.reference"), match.reference, `The most similar reference of ${person.name}`);
  showLikeness(element, about);
  describe(element, photo);
  for (const word of ["yes", "no"]) find(`.${word}`).addEventListener("click", () => judge(word));
  find(".yes").setAttribute("aria-label", `Right: ${photo.name} shows ${person.name}`);
  find(".no").setAttribute("aria-label", `Wrong: ${photo.name} does not show ${person.name}`);
  return element;
}

// Shows on the card what was decided: "yes", "no" or "".
export function markMatch(element, { match, photo, person, limits }, said) {
  for (const word of ["yes", "no"]) {
    element.classList.toggle(`is-${word}`, said === word);
    element.querySelector(`.${word}`).setAttribute("aria-pressed", String(said === word));
  }
  element.querySelector(".state").textContent = said && WORDS[said];
  const words = likeness(match, limits);
  const known = words && outOfTen(match, person.name);
  const label = [photo.name, words, known, WORDS[said]].filter(Boolean).join(", ");
  element.setAttribute("aria-label", label);
}

// How certain the match is: a word and a bar, unless it is sure; more in a tooltip and in details.
function showLikeness(element, { match, person, limits }) {
  const find = (selector) => element.querySelector(selector);
  const known = outOfTen(match, person.name);
  const words = likeness(match, limits);
  find(".words").textContent = words;
  find(".words").title = known;
  find(".words").hidden = !words;
  find(".meter").hidden = !words || match.confirmed;
  find(".meter span").style.width = `${likenessPercent(match, limits)}%`;
  const details = [known, `distance ${match.distance}`].filter(Boolean).join("; ");
  find("details p").textContent = details[0].toUpperCase() + details.slice(1);
}

// `frame` is where the face is, in percent of the picture: left, top, width, height.
function showPhoto(element, photo, frame) {
  const image = element.querySelector(".shot img");
  image.src = photo.thumb;
  [image.width, image.height] = photo.size;
  image.alt = `${photo.name}; opens the original`;
  const [left, top, width, height] = frame.map((percent) => `${percent}%`);
  Object.assign(element.querySelector(".frame").style, { left, top, width, height });
}

function showFace(image, file, alt) {
  if (file) image.src = file;
  image.alt = alt;
}
