// The photos of a person one after the other, on the whole screen.

import { day, t } from "../decide/language.js";
import { placeOf, titleOf } from "../decide/paths.js";
import { by, button, make, picture } from "./elements.js";
import { isPlain, isPress, keyOf } from "./keys.js";

export function slides(cards, album, start) {
  if (!cards.length) return;
  const place = by("slides");
  const slide = make("div", { className: "slide" });
  const words = make("p", { role: "status" });
  let at = start;
  const move = (step) => {
    at = (at + step + cards.length) % cards.length;
    slide.replaceChildren(imageOf(cards[at], album));
    words.textContent = `${wordsOf(cards[at], album)} · ${at + 1} / ${cards.length}`;
  };
  move(0);
  place.setAttribute("aria-label", t("Full screen"));
  place.replaceChildren(
    slide,
    controls(words, move, () => place.close()),
  );
  place.onkeydown = (event) => {
    if (isPlain(event) && keyOf(event) === "f") {
      event.stopPropagation(); // or it would open again
      place.close();
      return;
    }
    const step = { ArrowRight: 1, " ": 1, ArrowLeft: -1 }[event.key];
    if (!step || isPress(event)) return;
    event.preventDefault();
    move(step);
  };
  place.onclose = () => document.fullscreenElement && document.exitFullscreen();
  place.showModal();
  place.requestFullscreen?.().catch(() => {}); // a dialog over the page will do
}

// They stay while photos come and go, and so does the focus that one of them has.
const controls = (words, move, close) =>
  make(
    "div",
    { className: "row" },
    button("←", () => move(-1), { aria: { label: t("Before") } }),
    words,
    button("→", () => move(1), { autofocus: true, aria: { label: t("Next") } }),
    button(t("Close"), close),
  );

function imageOf({ head }, album) {
  const thumb = album.pictures.thumb(head);
  const image = picture(album.pictures.large(head), titleOf(album.photoOf(head)));
  image.addEventListener("error", () => thumb && (image.src = thumb), { once: true });
  return image;
}

function wordsOf({ head }, album) {
  const photo = album.photoOf(head);
  return [photo.date && day(photo.date), placeOf(photo)].filter(Boolean).join(" · ");
}
