// The photos of a person one after the other, on the whole screen.

import { day, t } from "../decide/language.js";
import { folderName } from "../decide/paths.js";
import { by, button, make, picture } from "./elements.js";

export function slides(cards, album, start) {
  if (!cards.length) return;
  const place = by("slides");
  let at = start;
  const move = (step) => {
    at = (at + step + cards.length) % cards.length;
    draw();
  };
  const close = () => place.close();
  const draw = () =>
    place.replaceChildren(...slideOf(cards[at], album, { at, cards, move, close }));
  place.setAttribute("aria-label", t("Full screen"));
  place.onkeydown = (event) => {
    const step = { ArrowRight: 1, " ": 1, ArrowLeft: -1 }[event.key];
    if (!step || (event.key === " " && event.target.closest("button"))) return; // that is a click
    event.preventDefault();
    move(step);
  };
  place.onclose = () => document.fullscreenElement && document.exitFullscreen();
  draw();
  place.showModal();
  place.requestFullscreen?.().catch(() => {}); // a dialog over the page will do
}

function slideOf(card, album, { at, cards, move, close }) {
  const photo = album.photoOf(card.head);
  const [large, thumb] = [album.pictures.large(card.head), album.pictures.thumb(card.head)];
  const image = picture(large, photo.name, { className: "slide" });
  image.addEventListener("error", () => thumb && (image.src = thumb), { once: true });
  const words = [
    photo.date && day(photo.date),
    folderName(photo.path),
    `${at + 1} / ${cards.length}`,
  ];
  return [
    image,
    make(
      "div",
      { className: "row" },
      button("←", () => move(-1), { aria: { label: t("Before") } }),
      make("p", { role: "status" }, words.filter(Boolean).join(" · ")),
      button("→", () => move(1), { aria: { label: t("Next") } }),
      button(t("Close"), close),
    ),
  ];
}
