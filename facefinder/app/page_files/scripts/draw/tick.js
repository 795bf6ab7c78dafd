// A box to tick, with what it does beside it.

import { make } from "../../../../report/page_files/scripts/draw/elements.js";

// `changed(on)` is called when it was ticked, or no longer is.
export function tick(id, checked, changed, ...told) {
  const change = (event) => changed(event.target.checked);
  return make(
    "label",
    { className: "tick" },
    make("input", { type: "checkbox", id, checked, on: { change } }),
    make("span", {}, ...told),
  );
}
