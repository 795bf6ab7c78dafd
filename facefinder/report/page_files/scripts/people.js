// The page of the people who were found.

import { Decided } from "./decide/decided.js";
import { Matches } from "./decide/matches.js";
import { letChooseLanguage } from "./draw/language.js";
import { PersonView } from "./draw/person_view.js";
import { Review } from "./draw/review.js";

const data = FACEFINDER;
letChooseLanguage(data.words);
const decided = new Decided(`facefinder-${data.report}`, () => localStorage);
const matches = new Matches(data, decided);
const review = new Review(data.report, decided);

review.start({
  home: "overview",
  views: { person: new PersonView(data, matches, review) },
  decisions: () => matches.decisions(),
});
