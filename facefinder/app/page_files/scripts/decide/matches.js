// Which matches of a person are shown where, and in which order. Values in, values out.

// From which probability on a match is likely: as many faces like it are right as wrong.
const LIKELY = 0.5;

export const isWeak = ({ probability }) => probability !== null && probability < LIKELY;

// `person` as the program tells it; `waiting` says of a face what was decided that has not taken
// effect yet: "yes", "no", or undefined.
export function partsOf(person, waiting) {
  const open = person.matches.filter(({ face }) => waiting(face) !== "no");
  const isSure = (match) => match.sure || match.confirmed || waiting(match.face) === "yes";
  const sure = open.filter(isSure);
  const check = open.filter((match) => !isSure(match));
  return {
    sure,
    likely: check.filter((match) => !isWeak(match)),
    weak: check.filter(isWeak),
  };
}

// The matches by year, the latest first; [year, matches], "" for those without a date.
export function byYear(matches, dateOf) {
  const years = new Map();
  const sorted = [...matches].sort((one, other) => dateOf(other).localeCompare(dateOf(one)));
  for (const match of sorted) {
    const year = dateOf(match).slice(0, 4);
    if (!years.has(year)) years.set(year, []);
    years.get(year).push(match);
  }
  return [...years];
}

// The matches of one photo content, judged together, count once: of equal faces the first.
export function onlyOnce(matches) {
  const seen = new Set();
  return matches.filter(({ face }) => !seen.has(face) && seen.add(face));
}
