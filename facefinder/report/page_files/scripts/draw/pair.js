// One face in doubt, beside the reference that it resembles most: is it this person?

import { KEYS_OF_OTHERS } from "../decide/album.js";
import { versionsOf } from "../decide/cards.js";
import { t } from "../decide/language.js";
import { likeness, outOfTen } from "../decide/likeness.js";
import { make, picture } from "./elements.js";
import { captionOf, framed } from "./photo.js";

const FACE_PX = 180;
const MOST_BUTTONS = 3;

// `about` is {card, person, others, place, album}: `others` the other people's names, `place` the text
// "4 of 12". `on` has yes, no, later, view, and other(name).
export function pairOf({ card, person, others, place, album }, on) {
  const { name } = person;
  const { head } = card;
  const photo = album.photoOf(head);
  const question = t("Is this {name}?", { name });
  const versions = versionsOf(card, (match) => album.photoOf(match));
  return make(
    "section",
    { className: "pair", tabIndex: -1, aria: { label: question }, data: { key: card.key } },
    make(
      "div",
      { className: "question" },
      make("h2", { id: "question" }, question),
      make("p", { className: "faint" }, place),
    ),
    make(
      "div",
      { className: "two" },
      face(album.pictures.face(head), t("Found")),
      face(album.pictures.reference(head), name),
    ),
    answersOf(name, others, on),
    make("p", { className: "words", title: outOfTen(head, name) }, likeness(head, person.limits)),
    versions && make("p", { className: "faint" }, versions),
    contextOf(head, photo, album.pictures, on.view),
  );
}

const face = (src, caption) =>
  make(
    "figure",
    {},
    picture(src, caption, { width: FACE_PX, height: FACE_PX }),
    make("figcaption", {}, caption),
  );

function answersOf(name, others, on) {
  return make(
    "div",
    { className: "row answers" },
    answer(t("Yes, {name}", { name }), "Y", on.yes, "yes"),
    answer(t("Not {name}", { name }), "N", on.no, "no"),
    answer(t("Later"), "␣", on.later, "later"),
    ...othersOf(others, on.other),
  );
}

// The second click of a double click would be about the next pair.
const answer = (text, key, answered, kind) =>
  make(
    "button",
    {
      type: "button",
      className: kind,
      on: { click: ({ detail }) => detail < 2 && answered() },
    },
    text,
    key && make("kbd", {}, key),
  );

// Who it is instead; chosen in one go, and the face moves there. A few people have a button each, those of many are
// folded away: in a list the arrow keys would choose whoever they come by. The first nine have a number as their key.
function othersOf(others, chosen) {
  const buttons = others.map((name, at) =>
    answer(t("It is {name}", { name }), KEYS_OF_OTHERS[at], () => chosen(name), "other"),
  );
  if (others.length <= MOST_BUTTONS) return buttons;
  return [
    make(
      "details",
      { className: "others" },
      make("summary", {}, t("It is somebody else …")),
      make("div", { className: "row" }, ...buttons),
    ),
  ];
}

// The photo around the face, and where it lies.
function contextOf(match, photo, pictures, show) {
  const shot = framed(match, photo, pictures, true);
  const open = make(
    "button",
    {
      type: "button",
      className: "open-photo",
      title: t("The whole photo (V)"),
      on: { click: show },
    },
    shot,
  );
  return make("figure", { className: "context" }, open, captionOf(photo));
}
