// The page of the people whom nobody named.

import { Decided } from "./decide/decided.js";
import { Groups } from "./decide/groups.js";
import { GroupView } from "./draw/group_view.js";
import { GroupsView } from "./draw/groups_view.js";
import { by } from "./draw/elements.js";
import { figuresOf } from "./draw/figures.js";
import { letChooseLanguage } from "./draw/language.js";
import { Review } from "./draw/review.js";

const data = FACEFINDER;
letChooseLanguage(data.words);
by("figures").textContent = figuresOf(data.details);
const decided = new Decided(`facefinder-${data.report}`, () => localStorage);
const groups = new Groups(data, decided);
const review = new Review(data.report, decided);

review.start({
  home: "groups",
  views: { groups: new GroupsView(groups, review), group: new GroupView(groups, review) },
  decisions: () => groups.decisions(),
});
