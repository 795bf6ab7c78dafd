// The reference photos of a person, one by one, those that need a look first: what is wrong with each, whether it is used,
// and which face counts.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { button, make, picture } from "../../../../report/page_files/scripts/draw/elements.js";
import { faceOf } from "../talk.js";

const MOST_FACES = 12;

// By photo, its place when it was shown first: no row moves under the hand that mends it.
const before = new Map();

// Photos that are not used come first, then those that are with a problem, then the others.
function rankOf(photo, used, problem) {
  if (!before.has(photo)) before.set(photo, problem ? Number(used) : 2);
  return before.get(photo);
}

// `on.use(photo, wanted)` lets a photo be used or not, `on.point(photo, box)` lets one of its faces count.
export function photosOf(person, on) {
  const { faces, unused, files = [] } = person;
  const used = new Map(faces.map((face) => [face.photo, face]));
  const problems = new Map([...faces, ...unused].map(({ path, problem }) => [path, problem]));
  const bad = [...problems.values()].filter(Boolean).length;
  const paths = new Set(files.map(({ path }) => path));
  const unread = unused.filter(({ path }) => !paths.has(path));
  if (!files.length && !unread.length) return null;
  const rank = ({ photo, path }) => rankOf(photo, used.has(photo), problems.get(path));
  const ranked = [...files].sort((a, b) => rank(a) - rank(b));
  const row = (file) => rowOf(file, used.get(file.photo), problems.get(file.path), on);
  const title = bad ? n("{n} photo needs a look", "{n} photos need a look", bad) : toDo(files);
  return make(
    "details",
    { className: "photos" },
    make("summary", {}, title),
    make(
      "ul",
      {},
      ...unread.map(({ name, problem }) =>
        make("li", { className: "photo" }, make("b", {}, name), problemOf(problem)),
      ),
      ...ranked.map(row),
    ),
  );
}

const problemOf = (problem) => make("span", { className: "problem" }, problem);

// What can be done with these photos; a face is chosen where there are several.
const toDo = (files) =>
  files.some(({ faces }) => faces.length > 1)
    ? t("Leave photos out, or choose a face")
    : t("Leave photos out");

function rowOf({ photo, name, place, left_out: out, faces }, used, problem, on) {
  const [text, wanted] = out ? [t("Use it again"), true] : [t("Leave out"), false];
  const label = `${text}: ${name}`;
  const change = () => on.use(photo, wanted);
  const faceOrChoice = (one) =>
    faces.length > 1
      ? faceButton(one, photo, used, out, on)
      : picture(faceOf(one.face), "", { className: "alone" });
  return make(
    "li",
    { className: out ? "photo out" : "photo", data: { key: photo } },
    make("b", {}, [name, place].filter(Boolean).join(", ")),
    out ? make("span", { className: "faint" }, t("left out")) : null,
    problem && !out ? problemOf(problem) : null,
    make(
      "span",
      { className: "row" },
      ...faces.slice(0, MOST_FACES).map((one) => faceOrChoice(one)),
      button(text, change, {
        className: "small",
        aria: { label },
        data: { key: `${photo} ${wanted}` },
      }),
      !used && !out && faces.length === 1 && faces[0].usable
        ? insist(faces[0], photo, name, on)
        : null,
    ),
  );
}

// The only face in a photo that is not used is used all the same.
function insist({ box }, photo, name, on) {
  const text = t("Use it all the same");
  return button(text, () => on.point(photo, box), {
    className: "small insist",
    aria: { label: `${text}: ${name}` },
    data: { key: `${photo} insist` },
  });
}

// Which of several faces counts is chosen with a click; of one alone there is nothing to choose.
function faceButton({ face, box }, photo, used, out, on) {
  const counts = !out && used?.face === face;
  return make(
    "button",
    {
      type: "button",
      className: "plain choose",
      aria: { label: t("This face counts"), pressed: String(counts) },
      title: t("This face counts"),
      data: { key: face },
      on: { click: () => on.point(photo, box) },
    },
    picture(faceOf(face), ""),
  );
}
