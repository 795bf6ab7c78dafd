// "These two look unlike. Same person?", with a face of both.

import { t } from "../decide/language.js";
import { by, button, make, picture } from "./elements.js";

const FACE_PX = 180;

// `two` are {src, title}; `yes` or `no` is called with the answer, `no` also where none is given.
export function askIfSame(two, yes, no) {
  const place = by("ask");
  let answered = false;
  const answer = (what) => () => {
    answered = true;
    place.close();
    what();
  };
  const harmless = button(t("No, somebody else"), answer(no));
  place.onclose = () => answered || no();
  place.replaceChildren(
    make("h2", { id: "ask-title" }, t("These two look unlike. Same person?")),
    make("div", { className: "two" }, ...two.map(faceOf)),
    make(
      "div",
      { className: "row" },
      button(t("Yes, one person"), answer(yes), { className: "main" }),
      harmless,
    ),
  );
  place.showModal();
  harmless.focus(); // the answer that joins nobody, for who presses Enter once more
}

const faceOf = ({ src, title }) =>
  make(
    "figure",
    {},
    picture(src, title, { width: FACE_PX, height: FACE_PX }),
    make("figcaption", {}, title),
  );
