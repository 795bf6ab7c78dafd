// What a search for unknown people was like.

import { n, t } from "../decide/language.js";

// `details` are those of the report; `known` is null where nobody is.
export function figuresOf({ engine, searched, faces, leftOut, known }) {
  const figures = [
    n(
      "{n} different face was compared by {engine}",
      "{n} different faces were compared by {engine}",
      faces,
      { engine },
    ),
    t(searched),
    n("{n} more is too small or blurred", "{n} more are too small or blurred", leftOut),
  ];
  if (known !== null) {
    figures.push(n("{n} shows somebody who is known", "{n} show people who are known", known));
  }
  return `${figures.join("; ")}.`;
}
