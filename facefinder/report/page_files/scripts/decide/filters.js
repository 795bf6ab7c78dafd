// Which matches of a person are shown, and what there is to choose from.

// Whether a match is shown. An empty filter lets everything through.
//   photo    of the match: its date, its folder, how many faces it has
//   people   numbers of the people who were found in it
//   word     what was decided about it: "yes", "no" or ""
//   filter   what was chosen: {people, from, to, folder, state}, all of them text
export function fits({ photo, people, word }, filter) {
  return (
    fitsPeople(photo, people, filter.people) &&
    (!filter.from || Boolean(photo.date && photo.date >= filter.from)) &&
    (!filter.to || Boolean(photo.date && photo.date <= filter.to)) &&
    (filter.folder === "" || photo.folder === filter.folder) &&
    (filter.state === "" || word === (filter.state === "open" ? "" : filter.state))
  );
}

function fitsPeople(photo, people, wanted) {
  if (wanted === "") return true;
  if (wanted === "together") return people.length > 1;
  if (wanted === "alone") return photo.faces === 1;
  if (wanted === "only") return photo.faces === people.length;
  return people.includes(Number(wanted));
}

// Pairs of value and text: with whom a person may be in a photo.
export function choicesOfPeople(people, person) {
  const others = people
    .map((other, number) => [String(number), `together with ${other.name}`])
    .filter((_, number) => people[number] !== person);
  const several = others.length ? [["together", "several of these people together"]] : [];
  return [
    ["", "everybody"],
    ...several,
    ["only", "only these people, nobody else"],
    ["alone", "alone in the photo"],
    ...others,
  ];
}

// Likewise: the folders of these photos, sorted, each once.
export function choicesOfFolders(photos) {
  const folders = new Set(photos.map((photo) => photo.folder));
  return [["", "all folders"], ...[...folders].sort().map((folder) => [folder, folder])];
}
