// One of the people who may be looked for: the faces that will be used, and what is wrong with others.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { button, make, picture } from "../../../../report/page_files/scripts/draw/elements.js";
import { photosOf } from "./photos_of.js";
import { faceOf } from "../talk.js";

// Whether there is a face to look for.
export const isKnown = ({ faces, learned }) => faces.length > 0 || learned > 0;

// `on.choose(name, wanted)` is called when the tick changes, `on.forget(name)` deletes the person's
// dropped photos; `on.use` and `on.point` as of `photosOf`.
export function personTile(person, wanted, on) {
  const { name, faces, dropped } = person;
  const first = faces[0];
  return make(
    "li",
    { className: isKnown(person) ? "person" : "person wrong", data: { key: name } },
    tickOf(name, wanted, on.choose),
    first
      ? picture(faceOf(first.face), "", { className: "round" })
      : make("span", { className: "round nobody" }, "?"),
    make("h3", {}, name),
    make("p", { className: "faint" }, countsOf(person).join(" · ")),
    make(
      "div",
      { className: "strip" },
      ...faces.slice(0, 6).map((face) =>
        picture(faceOf(face.face), t("Face used from {name}", face), {
          title: [face.name, face.problem].filter(Boolean).join(": "),
          className: face.problem ? "doubtful" : "",
        }),
      ),
    ),
    isKnown(person) ? null : nobody(),
    photosOf(person, on),
    dropped
      ? button(t("Remove these photos"), () => on.forget(name), { className: "small" })
      : null,
  );
}

const nobody = () =>
  make(
    "p",
    { className: "problem" },
    t(
      "No face here can be used. Add a sharp photo of the face from the front, or take the tick away.",
    ),
  );

function tickOf(name, checked, choose) {
  const change = (event) => choose(name, event.target.checked);
  const label = t("Look for {name}", { name });
  return make("input", {
    type: "checkbox",
    className: "pick",
    title: label,
    aria: { label },
    checked,
    on: { change },
  });
}

function countsOf({ photos, faces, learned, files = [] }) {
  const out = files.filter((file) => file.left_out).length;
  return [
    n("{n} photo, {m} used", "{n} photos, {m} used", photos + out, { m: faces.length }),
    out && n("{n} left out", "{n} left out", out),
    learned && n("{n} face named before", "{n} faces named before", learned),
  ].filter(Boolean);
}
