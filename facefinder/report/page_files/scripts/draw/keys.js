// Keys that are pressed anywhere on a page.

const CHOICES = "select, input[type=checkbox], input[type=radio]";

// Hears keys. A list or a tick that was chosen with a pointer gives them back to the page; who
// chooses with the keyboard stays there.
export function listen(pressed) {
  let byPointer = false;
  document.addEventListener("pointerdown", () => (byPointer = true), true);
  document.addEventListener("keydown", () => (byPointer = false), true);
  document.addEventListener("change", ({ target }) => {
    if (byPointer && target.matches(CHOICES)) target.blur();
  });
  document.addEventListener("keydown", (event) => {
    const { repeat, key, target } = event;
    // A key that is held would press the button that comes next in the same place.
    if (repeat && key === "Enter" && target.closest("button")) event.preventDefault();
    else pressed(event);
  });
}

// Whether a key is meant for the browser, for the field that it is typed in, or for a button.
export function isForOthers(event) {
  const { target } = event;
  if (!isPlain(event)) return true;
  if (target.closest("input, select, dialog[open]")) return true;
  return event.key === " " && Boolean(target.closest("button, summary, a"));
}

// Whether a key was pressed by itself, and once.
export const isPlain = ({ ctrlKey, metaKey, altKey, repeat }) =>
  !(ctrlKey || metaKey || altKey || repeat);

// The key as it is written on it, whether or not Shift was held.
export const keyOf = ({ key }) => (key.length === 1 ? key.toLowerCase() : key);
