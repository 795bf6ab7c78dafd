// Names for groups: given, offered, and asked back where two groups hardly look like one person.

import { button } from "./elements.js";
import { askIfSame } from "./same.js";

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
  const two = [group, naming.unlike];
  if (naming.unlike) askIfSame(two.map(shown(groups)), decide, () => review.refresh());
  else decide();
}

const shown = (groups) => (group) => ({
  src: groups.facesIn(group)[0]?.crop,
  title: groups.titleOf(group),
});

// Names of people who are there already, each a button that gives it.
export function chipsOf(groups, review, group) {
  const mine = groups.nameOf(group);
  if (mine) return [];
  return groups
    .names()
    .slice(0, CHIPS)
    .map((name) => button(name, () => giveName(groups, review, group, name)));
}
