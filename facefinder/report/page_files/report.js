"use strict";
// What the pages of all reports share: cards in parts, what the reader decides, and its download.
// All text from files comes in as text, never as markup.
//
// A report gives `start` its views, by the id of the section that each fills:
//   open(number)     says whether there is such a page, and prepares it
//   size             cards on one part
//   items()          what is shown, on all parts
//   lists(items)     [[id of a list, its items], ...]
//   card(item)       an element for it; mark(element, item) shows what was decided
//   keys(item)       the names of the decisions that the card shows
//   progress()       [done, of how many, word]
//   nothing()        what to say when there is no item
//   pressed(key, item, element)   whether that key means something; "next" = and go on

const data = FACEFINDER;
const by = (id) => document.getElementById(id);
const shown = { view: null, part: 0, items: [], cards: new Map() };
const reader = { decided: {}, history: [] };
let report = null;

// What was decided, by names that the report makes. Kept by the browser, where it can keep it.
const STORE = `facefinder-${data.report}`;

function load() {
  try {
    reader.decided = JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    reader.decided = {};
  }
}

function save() {
  try {
    localStorage.setItem(STORE, JSON.stringify(reader.decided));
  } catch {
    // No room, or not allowed: the decisions live as long as the page is open.
  }
}

function assign([name, word]) {
  if (word === undefined) delete reader.decided[name];
  else reader.decided[name] = word;
}

// `changes` are [name, word] each; undefined = not decided. One undo takes all of them back.
function decide(changes, said) {
  const before = [];
  for (const change of changes) {
    before.unshift([change[0], reader.decided[change[0]]]); // undone backwards: names may repeat
    assign(change);
  }
  reader.history.push(before);
  refresh();
  announce(said);
}

function undo() {
  const before = reader.history.pop() || [];
  before.forEach(assign);
  refresh();
  const names = new Set(before.map(([name]) => name));
  const found = [...shown.cards].find(([, item]) => shown.view.keys(item).some((key) => names.has(key)));
  if (found) focusOn(found[0]);
  announce("Undone");
}

function refresh() {
  save();
  for (const [element, item] of shown.cards) shown.view.mark(element, item);
  showProgress();
}

// For those who do not see the card change.
function announce(text) {
  by("said").textContent = `${text}; ${by("progress").textContent}`;
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

// A copy of the first element in a template.
const copied = (id) => by(id).content.cloneNode(true).firstElementChild;

function describe(element, photo) {
  const steps = photo.path.match(/[^/\\]*[/\\]|[^/\\]+$/g) || []; // a line may end behind a folder
  const parts = steps.flatMap((step) => [step, document.createElement("wbr")]);
  element.querySelector(".path").replaceChildren(...parts);
  element.querySelector(".date").textContent = photo.date ? `taken ${photo.date}` : "";
}

function show() {
  const { view } = shown;
  shown.items = view.items();
  const parts = Math.max(1, Math.ceil(shown.items.length / view.size));
  shown.part = Math.min(shown.part, parts - 1);
  const here = shown.items.slice(shown.part * view.size, (shown.part + 1) * view.size);
  shown.cards.clear();
  for (const [id, items] of view.lists(here)) {
    by(id).replaceChildren(...items.map(laid));
    by(id).hidden = items.length === 0;
    const title = by(`${id}-title`);
    if (title) title.hidden = items.length === 0;
  }
  by("nothing").hidden = here.length > 0;
  by("nothing").textContent = view.nothing();
  showParts(parts);
  showProgress();
  const first = document.querySelector("section:not([hidden]) .card");
  if (first) first.tabIndex = 0;
}

function laid(item) {
  const element = shown.view.card(item);
  shown.cards.set(element, item);
  shown.view.mark(element, item);
  return element;
}

function showParts(parts) {
  const numbers = Array.from({ length: parts }, (_, part) => option(part, `${part + 1} of ${parts}`));
  by("part").replaceChildren(...numbers);
  by("part").value = shown.part;
  by("earlier").disabled = shown.part === 0;
  by("later").disabled = shown.part === parts - 1;
  by("parts").hidden = parts < 2;
}

function turnTo(part) {
  shown.part = part;
  show();
  const title = document.querySelector("section.page:not([hidden]) h2");
  title.focus();
  title.scrollIntoView();
}

function showProgress() {
  const [done, total, word] = shown.view.progress();
  by("progress").textContent = `${done} of ${total} ${word}`;
  by("progress-bar").max = Math.max(1, total);
  by("progress-bar").value = done;
  const { decisions, people } = report.decisions();
  const count = decisions.length + people.length;
  by("download").textContent = `Download decisions (${count})`;
  by("download").disabled = count === 0;
  by("undo").disabled = reader.history.length === 0;
}

// CRC-32 of the UTF-8 text of all that was decided, as `facefinder apply` computes it.
function checksum(id, decisions, people) {
  const lines = [
    id,
    ...decisions.map((one) => `${one.person}\t${one.face}\t${one.verdict}`),
    ...people.map((one) => [one.group, one.name, ...one.faces].join("\t")),
  ];
  let crc = ~0;
  for (const byte of new TextEncoder().encode(lines.join("\n"))) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function download() {
  const { decisions, people } = report.decisions();
  const content = {
    schema: 1,
    program: "facefinder",
    report: data.report,
    decisions,
    people,
    crc32: checksum(data.report, decisions, people),
  };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: "application/json" }));
  link.download = "decisions.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const cards = () => [...shown.cards.keys()];

function focusCard(step) {
  const items = cards();
  const at = items.indexOf(document.activeElement.closest(".card"));
  const next = items[at < 0 ? 0 : at + step];
  const part = shown.part + step;
  if (next) focusOn(next);
  else if (at >= 0 && part >= 0 && part * shown.view.size < shown.items.length) {
    turnTo(part);
    focusOn(cards().at(step > 0 ? 0 : -1));
  }
}

function focusOn(element) {
  for (const other of cards()) other.tabIndex = -1;
  element.tabIndex = 0;
  element.focus();
}

function pressed(event) {
  if (!shown.view || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select")) return;
  const element = document.activeElement.closest(".card");
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const onCard = key !== "Enter" || event.target === element; // a button's own Enter stays
  const meant = onCard && shown.view.pressed(key, shown.cards.get(element), element);
  if (meant === "next" || key === "ArrowRight") focusCard(1);
  else if (key === "ArrowLeft") focusCard(-1);
  else if (key === "u" && reader.history.length) undo();
  else if (!meant) return;
  event.preventDefault();
}

function route() {
  const name = location.hash.slice(1) || report.home;
  const [, id, number] = /^([a-z]+)(?:-(\d+))?$/.exec(name) || [];
  if (id === "main") return;
  const view = report.views[id];
  const there = document.querySelector(`section.page[id="${id}"]`);
  if (!there || (view && !view.open(number === undefined ? -1 : Number(number)))) {
    location.hash = report.home;
    return;
  }
  for (const section of document.querySelectorAll("section.page")) section.hidden = section !== there;
  for (const link of document.querySelectorAll("#pages a")) {
    if (link.hash === `#${name}` || link.hash === `#${view?.inside}`) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else link.removeAttribute("aria-current");
  }
  shown.view = view || null;
  shown.part = 0;
  shown.cards.clear();
  for (const part of ["review", "nothing", "parts"]) by(part).hidden = !view;
  if (view) show();
  document.title = `${by(`${id}-title`).textContent} – facefinder`;
}

// `home` is the page to begin with; `decisions` gives {decisions, people} of the download.
function start(given) {
  report = given;
  by("command").textContent = `facefinder apply "${document.body.dataset.folder}/decisions.json"`;
  by("earlier").addEventListener("click", () => turnTo(shown.part - 1));
  by("later").addEventListener("click", () => turnTo(shown.part + 1));
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
}
