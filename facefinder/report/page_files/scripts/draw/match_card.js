// A card for one match: the photo, the face that was found, and the reference most like it.

import { likeness, likenessPercent, WORDS } from "../decide/matches.js";
import { copied, describe } from "./elements.js";

// `limits` as in `likeness`; `judge` is called with "yes" or "no".
export function matchCard(match, photo, person, limits, judge) {
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
  find(".words").textContent = `${likeness(match, limits)} (distance ${match.distance})`;
  find(".meter span").style.width = `${likenessPercent(match, limits)}%`;
  describe(element, photo);
  for (const word of ["yes", "no"]) find(`.${word}`).addEventListener("click", () => judge(word));
  find(".yes").setAttribute("aria-label", `Right: ${photo.name} shows ${person.name}`);
  find(".no").setAttribute("aria-label", `Wrong: ${photo.name} does not show ${person.name}`);
  return element;
}

// Shows on the card what was decided: "yes", "no" or "".
export function markMatch(element, match, photo, limits, said) {
  for (const word of ["yes", "no"]) {
    element.classList.toggle(`is-${word}`, said === word);
    element.querySelector(`.${word}`).setAttribute("aria-pressed", String(said === word));
  }
  element.querySelector(".state").textContent = said && WORDS[said];
  const label = `${photo.name}, ${likeness(match, limits)}, ${WORDS[said]}`;
  element.setAttribute("aria-label", label);
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
