"use strict";
// Shows the matches of a person, keeps what the reader decides, and offers that as a download.
// All text from files comes in as text, never as markup.

const CARDS = 60; // on one part of a page
const data = FACEFINDER;
const by = (id) => document.getElementById(id);
const state = { person: 0, part: 0, shown: [], cards: new Map(), decided: {}, history: [] };

// What was decided, by person and face. Kept by the browser, where it can keep something.
const STORE = `facefinder-${data.report}`;
const key = (person, face) => `${data.people[person].name}\n${face}`;

function load() {
  try {
    state.decided = JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    state.decided = {};
  }
}

function save() {
  try {
    localStorage.setItem(STORE, JSON.stringify(state.decided));
  } catch {
    // No room, or not allowed: the decisions live as long as the page is open.
  }
}

// Where the match is: who else is in the same photo.
const peopleIn = data.photos.map(() => []);
data.people.forEach((person, number) => {
  for (const match of person.matches) peopleIn[match.photo].push(number);
});

function fits(match, filter) {
  const photo = data.photos[match.photo];
  const others = peopleIn[match.photo];
  const word = state.decided[key(state.person, match.face)] || "";
  return (
    (filter.people === "" ||
      (filter.people === "together" && others.length > 1) ||
      (filter.people === "alone" && photo.faces === 1) ||
      (filter.people === "only" && photo.faces === others.length) ||
      others.includes(Number(filter.people))) &&
    (!filter.from || (photo.date && photo.date >= filter.from)) &&
    (!filter.to || (photo.date && photo.date <= filter.to)) &&
    (filter.folder === "" || photo.folder === filter.folder) &&
    (filter.state === "" || (filter.state === "open" ? word === "" : word === filter.state))
  );
}

function filters() {
  return {
    people: by("filter-people").value,
    from: by("filter-from").value,
    to: by("filter-to").value,
    folder: by("filter-folder").value,
    state: by("filter-state").value,
  };
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

function fillFilters() {
  const person = data.people[state.person];
  const others = data.people
    .map((other, number) => [String(number), `together with ${other.name}`])
    .filter(([number]) => Number(number) !== state.person);
  by("filter-people").replaceChildren(
    option("", "everybody"),
    ...(others.length ? [option("together", "several of these people together")] : []),
    option("only", "only these people, nobody else"),
    option("alone", "alone in the photo"),
    ...others.map(([value, text]) => option(value, text)),
  );
  const folders = [...new Set(person.matches.map((match) => data.photos[match.photo].folder))];
  folders.sort();
  by("filter-folder").replaceChildren(
    option("", "all folders"),
    ...folders.map((folder) => option(folder, folder)),
  );
  for (const id of ["filter-from", "filter-to"]) by(id).value = "";
  by("filter-state").value = "";
}

const WORDS = { yes: "right", no: "wrong", "": "not judged yet" };

function likeness(distance, match) {
  if (match.confirmed) return "you said it is";
  if (distance <= 0.7 * data.sure) return "very much alike";
  if (distance <= data.sure) return "alike";
  return distance <= (data.sure + data.check) / 2 ? "somewhat alike" : "perhaps";
}

function card(match) {
  const item = by("card").content.cloneNode(true).firstElementChild;
  const photo = data.photos[match.photo];
  const person = data.people[state.person].name;
  const find = (selector) => item.querySelector(selector);
  state.cards.set(item, match);
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
  for (const [name, file] of [["crop", match.crop], ["reference", match.reference]]) {
    const image = find(`img.${name}`);
    if (file) image.src = file;
    image.alt = name === "crop" ? `The face that was found` : `The most similar reference of ${person}`;
  }
  find(".words").textContent = `${likeness(match.distance, match)} (distance ${match.distance})`;
  find(".meter span").style.width = `${Math.max(4, 100 * (1 - match.distance / (1.4 * data.check)))}%`;
  find(".path").textContent = photo.path;
  find(".date").textContent = photo.date ? `taken ${photo.date}` : "";
  find(".yes").addEventListener("click", () => judge([match], "yes"));
  find(".no").addEventListener("click", () => judge([match], "no"));
  find(".yes").setAttribute("aria-label", `Right: ${photo.name} shows ${person}`);
  find(".no").setAttribute("aria-label", `Wrong: ${photo.name} does not show ${person}`);
  mark(item, match);
  return item;
}

function mark(item, match) {
  const word = state.decided[key(state.person, match.face)] || "";
  item.classList.toggle("is-yes", word === "yes");
  item.classList.toggle("is-no", word === "no");
  item.querySelector(".yes").setAttribute("aria-pressed", String(word === "yes"));
  item.querySelector(".no").setAttribute("aria-pressed", String(word === "no"));
  item.querySelector(".state").textContent = { yes: "right", no: "wrong" }[word] || "";
  const { name } = data.photos[match.photo];
  item.setAttribute("aria-label", `${name}, ${likeness(match.distance, match)}, ${WORDS[word]}`);
}

function show() {
  const person = data.people[state.person];
  const filter = filters();
  state.shown = person.matches.filter((match) => fits(match, filter));
  const parts = Math.max(1, Math.ceil(state.shown.length / CARDS));
  state.part = Math.min(state.part, parts - 1);
  const here = state.shown.slice(state.part * CARDS, (state.part + 1) * CARDS);
  const sure = here.filter((match) => match.sure);
  const check = here.filter((match) => !match.sure);
  state.cards.clear();
  by("sure").replaceChildren(...sure.map(card));
  by("check").replaceChildren(...check.map(card));
  by("check").classList.add("check");
  for (const [id, list] of [["sure", sure], ["check", check]]) {
    by(id).hidden = by(`${id}-title`).hidden = list.length === 0;
  }
  by("nothing").hidden = here.length > 0;
  by("nothing").textContent = person.matches.length ? "No photo fits." : "Not found in any photo.";
  by("folder-right").disabled = filter.folder === "";
  showParts(parts);
  showProgress();
  const first = document.querySelector(".card");
  if (first) first.tabIndex = 0;
}

function showParts(parts) {
  const numbers = Array.from({ length: parts }, (_, part) => option(part, `${part + 1} of ${parts}`));
  by("part").replaceChildren(...numbers);
  by("part").value = state.part;
  by("earlier").disabled = state.part === 0;
  by("later").disabled = state.part === parts - 1;
  by("parts").hidden = parts < 2;
}

function turnTo(part) {
  state.part = part;
  show();
  by("person-title").focus();
  by("person-title").scrollIntoView();
}

function showProgress() {
  const matches = data.people[state.person].matches;
  const judged = matches.filter((match) => state.decided[key(state.person, match.face)]).length;
  by("progress").textContent = `${judged} of ${matches.length} judged`;
  by("progress-bar").max = Math.max(1, matches.length);
  by("progress-bar").value = judged;
  const total = entries().length;
  by("download").textContent = `Download decisions (${total})`;
  by("download").disabled = total === 0;
  by("undo").disabled = state.history.length === 0;
}

function judge(matches, word) {
  const before = [];
  for (const match of matches) {
    const name = key(state.person, match.face);
    before.unshift([name, state.decided[name]]); // undone backwards: copies share a face
    state.decided[name] = word;
  }
  state.history.push(before);
  refresh();
  const what = matches.length === 1 ? data.photos[matches[0].photo].name : `${matches.length} photos`;
  announce(`${what}: ${WORDS[word]}`);
}

// For those who do not see the card change.
function announce(text) {
  by("said").textContent = `${text}; ${by("progress").textContent}`;
}

function undo() {
  const before = state.history.pop() || [];
  for (const [name, word] of before) {
    if (word === undefined) delete state.decided[name];
    else state.decided[name] = word;
  }
  refresh();
  const names = before.map(([name]) => name);
  const [item] = [...state.cards].find(([, one]) => names.includes(key(state.person, one.face))) || [];
  if (item) focusOn(item);
  announce("Undone");
}

function refresh() {
  save();
  for (const [item, match] of state.cards) mark(item, match);
  showProgress();
}

// The decisions, in the order of the page, as `facefinder apply` reads them.
function entries() {
  return data.people.flatMap((person, number) =>
    person.matches
      .map((match) => ({
        person: person.name,
        face: match.face,
        photo: data.photos[match.photo].path,
        verdict: state.decided[key(number, match.face)],
      }))
      .filter((entry) => entry.verdict),
  );
}

function crc32(text) {
  let crc = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function download() {
  const decisions = entries();
  const lines = decisions.map((one) => `${one.person}\t${one.face}\t${one.verdict}`);
  const content = {
    schema: 1,
    program: "facefinder",
    report: data.report,
    decisions,
    people: [],
    crc32: crc32([data.report, ...lines].join("\n")),
  };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: "application/json" }));
  link.download = "decisions.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function focusCard(step) {
  const items = [...document.querySelectorAll(".card")];
  const at = items.indexOf(document.activeElement.closest(".card"));
  const next = items[at < 0 ? 0 : at + step];
  const part = state.part + step;
  if (next) focusOn(next);
  else if (at >= 0 && part >= 0 && part * CARDS < state.shown.length) {
    turnTo(part);
    focusOn([...document.querySelectorAll(".card")].at(step > 0 ? 0 : -1));
  }
}

function focusOn(item) {
  for (const other of document.querySelectorAll(".card")) other.tabIndex = -1;
  item.tabIndex = 0;
  item.focus();
}

function pressed(event) {
  if (by("person").hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select")) return;
  const item = document.activeElement.closest(".card");
  const match = state.cards.get(item);
  const word = { y: "yes", n: "no" }[event.key.toLowerCase()];
  if (word && match) {
    judge([match], word);
    focusCard(1);
  } else if (event.key === "ArrowRight" || word) focusCard(1);
  else if (event.key === "ArrowLeft") focusCard(-1);
  else if (event.key.toLowerCase() === "u" && state.history.length) undo();
  else if (event.key === "Enter" && event.target === item) item.querySelector(".photo").click();
  else return;
  event.preventDefault();
}

function route() {
  const name = location.hash.slice(1) || "overview";
  const person = /^person-(\d+)$/.exec(name);
  const page = person && data.people[Number(person[1])] ? "person" : name;
  if (page === "main" || !document.querySelector(`section.page[id="${CSS.escape(page)}"]`)) {
    if (page !== "main") location.hash = "overview";
    return;
  }
  for (const section of document.querySelectorAll("section.page")) section.hidden = section.id !== page;
  for (const link of document.querySelectorAll("#pages a")) {
    if (link.hash === `#${name}`) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else link.removeAttribute("aria-current");
  }
  if (page === "person") {
    state.person = Number(person[1]);
    state.part = 0;
    by("person-title").textContent = data.people[state.person].name;
    fillFilters();
    show();
  }
  document.title = `${by(`${page}-title`).textContent} – facefinder`;
}

by("command").textContent = `facefinder apply "${document.body.dataset.folder}/decisions.json"`;
for (const id of ["filter-people", "filter-from", "filter-to", "filter-folder", "filter-state"]) {
  by(id).addEventListener("change", () => {
    state.part = 0;
    show();
  });
}
by("folder-right").addEventListener("click", () => {
  const open = state.shown.filter((match) => !state.decided[key(state.person, match.face)]);
  judge(open, "yes");
});
by("earlier").addEventListener("click", () => turnTo(state.part - 1));
by("later").addEventListener("click", () => turnTo(state.part + 1));
by("part").addEventListener("change", () => turnTo(Number(by("part").value)));
by("undo").addEventListener("click", undo);
by("download").addEventListener("click", download);
by("help").addEventListener("click", () => {
  by("help-text").hidden = !by("help-text").hidden;
  by("help").setAttribute("aria-expanded", String(!by("help-text").hidden));
});
document.addEventListener("keydown", pressed);
window.addEventListener("hashchange", () => {
  route();
  by("main").focus({ preventScroll: true });
  window.scrollTo(0, 0);
});
by("stale").hidden = data.report === document.body.dataset.report;
load();
route();
