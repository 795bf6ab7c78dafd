// A question above the page, with the harmless answer ready for who presses Enter once more.

import { by, button, make } from "./elements.js";

// `more` is shown below the question. Answers are [text, callback]; `no`, the harmless one, is also given
// where the question is closed without any.
export function ask(question, more, [yes, doIt], [no, leaveIt]) {
  const place = by("ask");
  let answered = false;
  const answer = (what) => () => {
    answered = true;
    place.close();
    what();
  };
  const harmless = button(no, answer(leaveIt));
  place.onclose = () => answered || leaveIt();
  place.replaceChildren(
    make("h2", { id: "ask-title" }, question),
    more,
    make("div", { className: "row" }, button(yes, answer(doIt), { className: "main" }), harmless),
  );
  place.showModal();
  harmless.focus();
}
