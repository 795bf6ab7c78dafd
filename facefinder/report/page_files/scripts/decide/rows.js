// The rows of a long grid: which of thousands are to be drawn, and where each lies.

// `sections` are [heading, cards, more about the heading]. Returns {rows, height}: each row {top, height, heading} or {top, height,
// cards, first}, `first` being the number of its first card among all.
export function rowsOf(sections, { columns, tile, gap, title }) {
  const rows = [];
  let [top, first] = [0, 0];
  const add = (row) => {
    rows.push({ top, ...row });
    top += row.height;
  };
  for (const [heading, cards, about] of sections) {
    if (heading) add({ height: title, heading, about, count: cards.length });
    for (let start = 0; start < cards.length; start += columns) {
      add({ height: tile + gap, cards: cards.slice(start, start + columns), first });
      first += Math.min(columns, cards.length - start);
    }
  }
  return { rows, height: top };
}

// The rows that lie, at least in part, between two heights.
export function rowsBetween(rows, from, to) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].top + rows[middle].height <= from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < rows.length && rows[end].top < to) end += 1;
  return rows.slice(low, end);
}

// The number of the card that lies so many rows of cards below another one, or above it: in the same column, or the last
// one of a row that is shorter; of the first or last row it stays in that.
export function cardBelow(rows, number, down) {
  const some = rows.filter(({ cards }) => cards);
  const at = some.findLastIndex(({ first }) => first <= number);
  const { first, cards } = some[Math.min(Math.max(at + down, 0), some.length - 1)];
  return first + Math.min(number - some[at].first, cards.length - 1);
}
