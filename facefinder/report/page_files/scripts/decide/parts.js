// Long lists are shown in parts: how many there are, what is on one, and which card comes next.

export const countParts = (items, size) => Math.max(1, Math.ceil(items.length / size));

export const itemsOfPart = (items, part, size) => items.slice(part * size, (part + 1) * size);

// Where an arrow key leads to.
//   step    1 = to the card after, -1 = to the card before
//   at      the card that has the focus, among those of this part; -1 = none has
//   count   cards of this part
//   part    number of this part; size = cards on a full part; total = cards on all parts
// Returns {part, card}, or undefined where there is no card to go to. Card -1 is the last of a part.
export function neighbour(step, { at, count, part, size, total }) {
  const card = at < 0 ? 0 : at + step;
  if (card >= 0 && card < count) return { part, card };
  const other = part + step;
  if (at < 0 || other < 0 || other * size >= total) return undefined;
  return { part: other, card: step > 0 ? 0 : -1 };
}
