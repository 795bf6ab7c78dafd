// Photos around faces: the surroundings of one, the whole photo, and where it lies.

import { day, t } from "../decide/language.js";
import { placeOf, titleOf } from "../decide/paths.js";
import { partAround } from "../decide/zoom.js";
import { by, button, make, pathOf, picture } from "./elements.js";
import { isPlain, keyOf } from "./keys.js";

const ANSWER = /^[yn1-9]$/;

// A photo with the frame around a face, where its place is known; around a small one only its surroundings, until the pointer is
// on it. Places are set by script: pages allow no inline style.
export function framed(match, photo, pictures, zoomed) {
  const part = zoomed ? partAround(match.frame) : { left: 0, top: 0, size: 100 };
  const image = picture(pictures.large(match), titleOf(photo));
  const scene = make("div", { className: "scene" }, image, match.frame && frameOf(match));
  const shot = make("div", { className: "shot" }, scene);
  for (const [name, value] of Object.entries(placesOf(part))) scene.style.setProperty(name, value);
  const shape = () => shot.style.setProperty("--ratio", image.naturalWidth / image.naturalHeight);
  image.addEventListener("load", shape);
  image.addEventListener("error", () => useThumb(image, pictures.thumb(match)), { once: true });
  return shot;
}

function frameOf(match) {
  const frame = make("span", { className: "frame" });
  ["left", "top", "width", "height"].forEach((side, number) => {
    frame.style.setProperty(side, `${match.frame[number]}%`);
  });
  return frame;
}

const placesOf = ({ left, top, size }) => ({
  "--zoom": String(100 / size),
  "--left": `${(-100 * left) / size}%`,
  "--top": `${(-100 * top) / size}%`,
});

// Where the photo itself cannot be had, such as from a stick that is elsewhere.
function useThumb(image, thumb) {
  if (!thumb) return;
  image.classList.remove("gone");
  image.src = thumb;
}

// The name of a photo, its folder and its day.
export const whereIs = (photo) =>
  [titleOf(photo), placeOf(photo), photo.date && day(photo.date)].filter(Boolean).join(" · ");

// The same, with the whole path as a tooltip, and to be copied.
export function captionOf(photo) {
  return make(
    "figcaption",
    { title: photo.path },
    make("span", {}, whereIs(photo)),
    notedIn(photo),
    copyButton(photo.path),
  );
}

// Whom somebody named in a photo in Google Photos: of all of it, not of a face.
function notedIn({ noted }) {
  if (!noted) return "";
  return make(
    "span",
    { className: "noted" },
    t("Named in Google Photos: {names}", { names: noted.join(", ") }),
  );
}

export function copyButton(path) {
  const copy = async (event) => {
    const { target } = event;
    target.textContent = (await toClipboard(path)) ? t("Copied") : path;
  };
  return button(t("Copy path"), copy, { className: "link", title: path });
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not allowed: the path is shown, to be marked and copied by hand
  }
}

// Shows a whole photo above the page; `more` are further elements below it.
export function view(match, photo, pictures, ...more) {
  const viewer = by("viewer");
  viewer.setAttribute("aria-label", titleOf(photo));
  viewer.replaceChildren(
    framed(match, photo, pictures, false),
    captionOf(photo),
    ...more,
    make("p", {}, pathOf(photo.path)),
    button(t("Close"), () => viewer.close(), { className: "main", autofocus: true }),
  );
  viewer.onkeydown = closeByKey;
  if (!viewer.open) viewer.showModal();
}

// Shows the photo of a card above the page; of several files with one picture each can be looked at.
export function viewCard({ all }, album) {
  const show = (match) => {
    const list = all.length > 1 ? [filesOf(all, match, album, show)] : [];
    view(match, album.photoOf(match), album.pictures, ...list);
  };
  show(all[0]);
}

function filesOf(all, shown, album, show) {
  const file = (match) => {
    const photo = album.photoOf(match);
    const look = () => {
      show(match);
      by("viewer").querySelector("[aria-current]").focus();
    };
    const current = match === shown ? { current: "true" } : {};
    return make(
      "li",
      {},
      button(whereIs(photo), look, { className: "link", title: photo.path, aria: current }),
    );
  };
  return make("ul", { className: "files" }, ...all.map(file));
}

// The key that opened it closes it; one that says who it is does so for the page below, which hears it next.
function closeByKey(event) {
  const key = keyOf(event);
  if (!isPlain(event) || (key !== "v" && !ANSWER.test(key))) return;
  event.currentTarget.close();
  if (key === "v") event.stopPropagation();
}
