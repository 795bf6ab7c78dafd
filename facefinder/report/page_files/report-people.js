"use strict";
// The matches of a person, to be judged one by one; see report.js for what a view is.

let person = 0;
const WORDS = { yes: "right", no: "wrong", "": "not judged yet" };
const key = (number, face) => `${data.people[number].name}\n${face}`;
const word = (match) => reader.decided[key(person, match.face)] || "";

// Who else is in the same photo.
const peopleIn = data.photos.map(() => []);
data.people.forEach((one, number) => {
  for (const match of one.matches) peopleIn[match.photo].push(number);
});

const FILTERS = ["people", "from", "to", "folder", "state"];
const filters = () => Object.fromEntries(FILTERS.map((name) => [name, by(`filter-${name}`).value]));

function fits(match, filter) {
  const photo = data.photos[match.photo];
  const others = peopleIn[match.photo];
  return (
    (filter.people === "" ||
      (filter.people === "together" && others.length > 1) ||
      (filter.people === "alone" && photo.faces === 1) ||
      (filter.people === "only" && photo.faces === others.length) ||
      others.includes(Number(filter.people))) &&
    (!filter.from || (photo.date && photo.date >= filter.from)) &&
    (!filter.to || (photo.date && photo.date <= filter.to)) &&
    (filter.folder === "" || photo.folder === filter.folder) &&
    (filter.state === "" || word(match) === (filter.state === "open" ? "" : filter.state))
  );
}

function fillFilters() {
  const others = data.people
    .map((other, number) => [String(number), `together with ${other.name}`])
    .filter(([number]) => Number(number) !== person);
  by("filter-people").replaceChildren(
    option("", "everybody"),
    ...(others.length ? [option("together", "several of these people together")] : []),
    option("only", "only these people, nobody else"),
    option("alone", "alone in the photo"),
    ...others.map(([value, text]) => option(value, text)),
  );
  const folders = new Set(data.people[person].matches.map((match) => data.photos[match.photo].folder));
  by("filter-folder").replaceChildren(
    option("", "all folders"),
    ...[...folders].sort().map((folder) => option(folder, folder)),
  );
  for (const name of ["from", "to", "state"]) by(`filter-${name}`).value = "";
}

function likeness(distance, match) {
  if (match.confirmed) return "you said it is";
  if (distance <= 0.7 * data.sure) return "very much alike";
  if (distance <= data.sure) return "alike";
  return distance <= (data.sure + data.check) / 2 ? "somewhat alike" : "perhaps";
}

function card(match) {
  const element = copied("card");
  const photo = data.photos[match.photo];
  const { name } = data.people[person];
  const find = (selector) => element.querySelector(selector);
  const link = find(".photo");
  link.href = photo.href;
  if (photo.thumb) {
    const image = find(".shot img");
    image.src = photo.thumb;
    [image.width, image.height] = photo.size;
    image.alt = `${photo.name}; opens the original`;
    const [x, y, w, h] = match.frame;
    Object.assign(find(".frame").style, { left: `${x}%`, top: `${y}%`, width: `${w}%`, height: `${h}%` });
  } else {
    find(".shot").remove();
    link.textContent = `${photo.name}: no picture, the photo cannot be read now`;
  }
  for (const [kind, file] of [["crop", match.crop], ["reference", match.reference]]) {
    const image = find(`img.${kind}`);
    if (file) image.src = file;
    image.alt = kind === "crop" ? "The face that was found" : `The most similar reference of ${name}`;
  }
  find(".words").textContent = `${likeness(match.distance, match)} (distance ${match.distance})`;
  find(".meter span").style.width = `${Math.max(4, 100 * (1 - match.distance / (1.4 * data.check)))}%`;
  describe(element, photo);
  find(".yes").addEventListener("click", () => judge([match], "yes"));
  find(".no").addEventListener("click", () => judge([match], "no"));
  find(".yes").setAttribute("aria-label", `Right: ${photo.name} shows ${name}`);
  find(".no").setAttribute("aria-label", `Wrong: ${photo.name} does not show ${name}`);
  return element;
}

function mark(element, match) {
  const said = word(match);
  for (const one of ["yes", "no"]) {
    element.classList.toggle(`is-${one}`, said === one);
    element.querySelector(`.${one}`).setAttribute("aria-pressed", String(said === one));
  }
  element.querySelector(".state").textContent = said && WORDS[said];
  const { name } = data.photos[match.photo];
  element.setAttribute("aria-label", `${name}, ${likeness(match.distance, match)}, ${WORDS[said]}`);
}

function judge(matches, said) {
  const what = matches.length === 1 ? data.photos[matches[0].photo].name : `${matches.length} photos`;
  decide(matches.map((match) => [key(person, match.face), said]), `${what}: ${WORDS[said]}`);
}

// In the order of the page.
function decisions() {
  const judged = data.people.flatMap((one, number) =>
    one.matches
      .map((match) => ({
        person: one.name,
        face: match.face,
        photo: data.photos[match.photo].path,
        verdict: reader.decided[key(number, match.face)],
      }))
      .filter((entry) => entry.verdict),
  );
  return { decisions: judged, people: [] };
}

const view = {
  size: 60,
  open(number) {
    if (!data.people[number]) return false;
    person = number;
    by("person-title").textContent = data.people[person].name;
    fillFilters();
    return true;
  },
  items() {
    const filter = filters();
    by("folder-right").disabled = filter.folder === "";
    return data.people[person].matches.filter((match) => fits(match, filter));
  },
  lists: (matches) => [
    ["sure", matches.filter((match) => match.sure)],
    ["check", matches.filter((match) => !match.sure)],
  ],
  card,
  mark,
  keys: (match) => [key(person, match.face)],
  progress() {
    const { matches } = data.people[person];
    return [matches.filter(word).length, matches.length, "judged"];
  },
  nothing: () => (data.people[person].matches.length ? "No photo fits." : "Not found in any photo."),
  pressed(pressedKey, match, element) {
    const said = { y: "yes", n: "no" }[pressedKey];
    if (said && match) judge([match], said);
    if (said) return "next";
    if (pressedKey === "Enter" && match) element.querySelector(".photo").click();
    return pressedKey === "Enter" && match;
  },
};

for (const name of FILTERS) {
  by(`filter-${name}`).addEventListener("change", () => {
    shown.part = 0;
    show();
  });
}
by("folder-right").addEventListener("click", () => judge(shown.items.filter((match) => !word(match)), "yes"));
start({ home: "overview", views: { person: view }, decisions });
