// The page of the people who were found.

import { Album } from "./decide/album.js";
import { Decided } from "./decide/decided.js";
import { letChooseLanguage } from "./draw/language.js";
import { PeoplePage } from "./draw/people_page.js";

const data = FACEFINDER;
letChooseLanguage(data.words);
const decided = new Decided(`facefinder-${data.report}`, () => localStorage);

new PeoplePage(data, new Album(data, decided)).start();
