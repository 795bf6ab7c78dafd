// One face in doubt, beside the reference that it resembles most: is it this person?

import { likeness, outOfTen } from "../../../../report/page_files/scripts/decide/matches.js";
import { make, picture } from "./elements.js";
import { say } from "../decide/say.js";
import { faceOf, photoOf } from "../talk.js";

const FACE_PX = 180;

// `about` is {match, person, photo, others, place}: `others` the other people's names, `place` the
// words for "4 of 12". `on` has yes, no, later, and other(name).
export function pairOf({ match, person, photo, others, place }, on) {
  const { name } = person;
  const words = likeness(match, person.limits);
  return make(
    "section",
    { className: "pair", aria: { label: say("pair.question", { name }) } },
    make(
      "div",
      { className: "question" },
      make("h2", { id: "question" }, say("pair.question", { name })),
      make("p", { className: "faint" }, place),
    ),
    make(
      "div",
      { className: "two" },
      face(match.face, say("pair.found")),
      face(match.reference, name),
    ),
    make(
      "div",
      { className: "row answers" },
      answer(say("pair.yes", { name }), "Y", on.yes, "yes"),
      answer(say("pair.no", { name }), "N", on.no, "no"),
      answer(say("pair.skip"), "␣", on.later, ""),
      others.length ? otherOf(others, on.other) : null,
    ),
    make("p", { className: "faint", title: outOfTen(match, name) }, words),
    context(match, photo),
  );
}

const face = (name, caption) =>
  make(
    "figure",
    {},
    picture(faceOf(name), "", { width: FACE_PX, height: FACE_PX }),
    make("figcaption", {}, caption),
  );

const answer = (text, key, click, kind) =>
  make("button", { type: "button", className: kind, on: { click } }, text, make("kbd", {}, key));

// Who it is instead; chosen in one go, and the face moves there.
function otherOf(others, chosen) {
  const change = (event) => event.target.value && chosen(event.target.value);
  return make(
    "select",
    { aria: { label: say("pair.else") }, on: { change } },
    make("option", { value: "" }, say("pair.else")),
    ...others.map((name) => make("option", { value: name }, say("pair.other", { name }))),
  );
}

// The whole photo, with the face framed, and where it lies.
function context(match, photo) {
  return make(
    "figure",
    { className: "context" },
    framed(match, photo),
    make("figcaption", { title: photo.path }, captionOf(photo)),
  );
}

export const captionOf = (photo) =>
  [photo.name, photo.folder, photo.date].filter(Boolean).join(" · ");

// A photo with the frame around a face. Sizes are set by script: the page allows no inline style.
export function framed(match, photo) {
  const frame = make("span", { className: "frame" });
  const [left, top, width, height] = match.frame;
  for (const [side, share] of Object.entries({ left, top, width, height })) {
    frame.style.setProperty(side, `${share}%`);
  }
  return make(
    "div",
    { className: "shot" },
    picture(photoOf(match.photo), `${say("pair.photo")}: ${photo.name}`),
    frame,
  );
}
