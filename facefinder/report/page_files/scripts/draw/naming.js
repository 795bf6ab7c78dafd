// Names for groups: given, offered, and asked back where two groups hardly look like one person.

import { t } from "../decide/language.js";
import { by, button, make, picture } from "./elements.js";

// Names that a card offers; all others are offered while one types.
const CHIPS = 6;

// Gives a group the name that was typed; one that changes nothing is shown as it was.
export function giveName(groups, review, group, typed) {
  const naming = groups.naming(group, typed);
  if (!naming) {
    review.refresh();
    return;
  }
  const decide = () => review.decide(naming.changes, naming.said);
  if (naming.unlike) ask([group, naming.unlike], groups, decide, () => review.refresh());
  else decide();
}

// "Is it one person?", with the most typical faces of both.
function ask(two, groups, yes, no) {
  const place = by("ask");
  let answered = false;
  const answer = (what) => () => {
    answered = true;
    place.close();
    what();
  };
  place.onclose = () => answered || no();
  place.replaceChildren(
    make("h2", { id: "ask-title" }, t("These two look unlike. Same person?")),
    make("div", { className: "two" }, ...two.map((group) => faceOf(group, groups))),
    make(
      "div",
      { className: "row" },
      button(t("Yes, one person"), answer(yes), { className: "main" }),
      button(t("No, somebody else"), answer(no)),
    ),
  );
  place.showModal();
}

function faceOf(group, groups) {
  const [face] = groups.facesIn(group);
  const title = groups.titleOf(group);
  return make(
    "figure",
    {},
    picture(face?.crop, title, { width: 180, height: 180 }),
    make("figcaption", {}, title),
  );
}

// Names of people who are there already, each a button that gives it.
export function chipsOf(groups, review, group) {
  const mine = groups.nameOf(group);
  if (mine) return [];
  return groups
    .names()
    .slice(0, CHIPS)
    .map((name) => button(name, () => giveName(groups, review, group, name)));
}
