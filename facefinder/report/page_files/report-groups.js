"use strict";
// Groups of faces that nobody named, and the faces of each; see report.js for what a view is.

const STRIP = 8; // faces of a group that the list shows: the most typical ones
let group = 0;

// What was decided: the name of a group, and which faces are not this person.
const nameKey = (one) => `name\n${one.group}`;
const faceKey = (one, face) => `not\n${one.group}\n${face.face}`;
const nameOf = (one) => reader.decided[nameKey(one)] || "";
const isOut = (one, face) => faceKey(one, face) in reader.decided;
const outOf = (one) => one.faces.filter((face) => isOut(one, face)).length;
const numberOf = new Map(data.groups.map((one, number) => [one, number]));
const titleOf = (one) => `Person ${numberOf.get(one) + 1}`;
const photos = (count) => `${count} ${count === 1 ? "photo" : "photos"}`;

// Spellings that no reader tells apart, nor every disk: they are one name.
const folded = (name) => name.normalize("NFC").toLowerCase();
const known = new Map(data.known.map((name) => [folded(name), name]));
const namesakes = (name) => data.groups.filter((one) => name && folded(nameOf(one)) === folded(name));

// A new spelling holds for all groups with this name, but that of a known person stays.
function giveName(one, typed) {
  const clean = typed.replace(/\s+/g, " ").trim();
  const name = known.get(folded(clean)) || clean;
  const changed = [...new Set([one, ...namesakes(name)])].filter((other) => nameOf(other) !== name);
  if (!changed.length) return refresh();
  const said = name ? `${titleOf(one)} is ${name}` : `${titleOf(one)} has no name`;
  return decide(changed.map((other) => [nameKey(other), name || undefined]), said);
}

function stateOf(one) {
  const name = nameOf(one);
  const others = namesakes(name).filter((other) => other !== one);
  const out = outOf(one);
  return [
    known.has(folded(name)) && `known already: these faces are added to ${name}`,
    others.length && `one person with ${others.map(titleOf).join(", ").toLowerCase()}`,
    out && `${out} of ${one.faces.length} faces left out`,
  ].filter(Boolean).join("; ");
}

// A text field in which a name counts when it is left.
function listen(field, one) {
  field.addEventListener("change", () => giveName(one(), field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") field.value = nameOf(one());
    else if (event.key !== "Enter") return;
    const fields = [...document.querySelectorAll("section:not([hidden]) .name")];
    const next = fields[fields.indexOf(field) + 1];
    if (event.key === "Enter" && next) next.focus();
    else field.blur();
    event.preventDefault();
  });
}

function picture(face, alt) {
  const image = document.createElement("img");
  [image.width, image.height, image.loading, image.alt] = [160, 160, "lazy", alt];
  if (face.crop) image.src = face.crop;
  return image;
}

function groupCard(one) {
  const element = copied("group-card");
  const link = element.querySelector("a");
  link.href = `#group-${numberOf.get(one)}`;
  link.textContent = `${titleOf(one)}: ${photos(one.faces.length)}`;
  const faces = one.faces.filter((face) => !isOut(one, face)).slice(0, STRIP);
  element.querySelector(".strip").replaceChildren(...faces.map((face) => picture(face, "")));
  const field = element.querySelector(".name");
  field.setAttribute("aria-label", `Name of ${titleOf(one).toLowerCase()}`);
  listen(field, () => one);
  return element;
}

function markGroup(element, one) {
  const name = nameOf(one);
  element.querySelector(".name").value = name;
  element.querySelector(".state").textContent = stateOf(one);
  element.classList.toggle("is-yes", name !== "");
  element.setAttribute("aria-label", `${titleOf(one)}, ${photos(one.faces.length)}, ${name || "no name yet"}`);
}

function faceCard(face) {
  const element = copied("face-card");
  const photo = data.photos[face.photo];
  element.querySelector(".face").href = photo.href;
  const image = element.querySelector("img");
  image.alt = `${photo.name}; opens the original`;
  if (face.crop) image.src = face.crop;
  else image.replaceWith(Object.assign(document.createElement("span"), { className: "gone", textContent: "not readable now" }));
  describe(element, photo);
  const button = element.querySelector(".no");
  button.setAttribute("aria-label", `Not this person: ${photo.name}`);
  button.addEventListener("click", () => leaveOut(face, !isOut(data.groups[group], face)));
  return element;
}

function markFace(element, face) {
  const out = isOut(data.groups[group], face);
  element.classList.toggle("is-no", out);
  element.querySelector(".no").setAttribute("aria-pressed", String(out));
  const { name } = data.photos[face.photo];
  element.setAttribute("aria-label", `${name}, ${out ? "not this person" : "this person"}`);
}

function leaveOut(face, out) {
  const one = data.groups[group];
  if (isOut(one, face) === out) return;
  const { name } = data.photos[face.photo];
  decide([[faceKey(one, face), out ? "no" : undefined]], `${name}: ${out ? "not " : ""}this person`);
}

function showNames() {
  const names = new Set([...data.known, ...data.groups.map(nameOf).filter(Boolean)]);
  by("names").replaceChildren(...[...names].sort().map((name) => option(name, name)));
}

const progress = () => {
  showNames();
  return [data.groups.filter(nameOf).length, data.groups.length, "have a name"];
};

// Faces that are somebody else are told, too, so that no search takes them for this person.
function decisions() {
  const named = data.groups.filter((one) => nameOf(one) && outOf(one) < one.faces.length);
  return {
    decisions: named.flatMap((one) =>
      one.faces
        .filter((face) => isOut(one, face))
        .map((face) => ({
          person: nameOf(one),
          face: face.face,
          photo: data.photos[face.photo].path,
          verdict: "no",
        })),
    ),
    people: named.map((one) => ({
      group: one.group,
      name: nameOf(one),
      faces: one.faces.filter((face) => !isOut(one, face)).map((face) => face.face),
    })),
  };
}

const groupsView = {
  size: 40,
  open: () => true,
  items() {
    const wanted = by("filter-named").value;
    return data.groups.filter((one) => !wanted || (wanted === "named") === (nameOf(one) !== ""));
  },
  lists: (items) => [["everybody", items]],
  card: groupCard,
  mark: markGroup,
  keys: (one) => [nameKey(one)],
  progress,
  nothing: () => (data.groups.length ? "Nobody fits." : "Nobody unknown is in three photos or more."),
  pressed(key, one, element) {
    if (key === "Enter" && one) element.querySelector("a").click();
    return key === "Enter" && one;
  },
};

const groupView = {
  size: 120,
  inside: "groups",
  open(number) {
    if (!data.groups[number]) return false;
    group = number;
    for (const [id, other] of [["before", number - 1], ["after", number + 1]]) {
      by(id).hidden = !data.groups[other];
      by(id).href = `#group-${other}`;
    }
    return true;
  },
  items: () => data.groups[group].faces,
  lists: (faces) => [["faces", faces]],
  card: faceCard,
  mark: markFace,
  keys: (face) => [faceKey(data.groups[group], face)],
  progress() {
    const one = data.groups[group];
    by("group-title").textContent = `${nameOf(one) || titleOf(one)}: ${photos(one.faces.length)}`;
    by("group-state").textContent = stateOf(one);
    by("name").value = nameOf(one);
    return progress();
  },
  nothing: () => "",
  pressed(key, face, element) {
    if (key === "Escape") location.hash = "groups";
    if (face && (key === "n" || key === "y")) leaveOut(face, key === "n");
    if (face && key === "Enter") element.querySelector(".face").click();
    if (key === "n" || key === "y") return "next";
    return key === "Escape" || (key === "Enter" && face);
  },
};

by("filter-named").addEventListener("change", () => {
  shown.part = 0;
  show();
});
listen(by("name"), () => data.groups[group]);
start({ home: "groups", views: { groups: groupsView, group: groupView }, decisions });
