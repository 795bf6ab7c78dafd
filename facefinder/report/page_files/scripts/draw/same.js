// "These two look unlike. Same person?", with a face of both.

import { t } from "../decide/language.js";
import { ask } from "./ask.js";
import { make, picture } from "./elements.js";

const FACE_PX = 180;

// `two` are {src, title}; `yes` or `no` is called with the answer, `no` also where none is given.
export function askIfSame(two, yes, no) {
  const question = t("These two look unlike. Same person?");
  const faces = make("div", { className: "two" }, ...two.map(faceOf));
  ask(question, faces, [t("Yes, one person"), yes], [t("No, somebody else"), no]);
}

const faceOf = ({ src, title }) =>
  make(
    "figure",
    {},
    picture(src, title, { width: FACE_PX, height: FACE_PX }),
    make("figcaption", {}, title),
  );
