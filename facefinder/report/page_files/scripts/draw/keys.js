// Keys that are pressed anywhere on a page.

const CHOICES = "select, input[type=checkbox], input[type=radio]";

// Whether the focus is where a pointer brought it. It stays so while scripts pass it on, such as to the same button of
// the next pair, until the keyboard moves it.
let cameByPointer = false;

function followFocus() {
  let arrow = false;
  const on = (name, callback) => document.addEventListener(name, callback, true);
  on("pointerdown", () => (cameByPointer = true));
  on("keydown", ({ key }) => {
    arrow = key.startsWith("Arrow");
    if (key === "Tab") cameByPointer = false;
  });
  on("keyup", ({ key }) => {
    arrow = false;
    if (key === "Tab") cameByPointer = false; // it was pressed where the browser's own fields are
  });
  on("focusin", () => arrow && (cameByPointer = false));
  // What a screen reader presses.
  on("click", ({ isTrusted, detail }) => isTrusted && !detail && (cameByPointer = false));
}

// Hears keys. A list or a tick that was chosen with a pointer gives them back to the page; who
// chooses with the keyboard stays there.
export function listen(pressed) {
  let byPointer = false;
  let meant = false; // whether the page took the key that is down
  followFocus();
  document.addEventListener("pointerdown", () => (byPointer = true), true);
  document.addEventListener("keydown", () => (byPointer = false), true);
  document.addEventListener("change", ({ target }) => {
    if (byPointer && target.matches(CHOICES)) target.blur();
  });
  document.addEventListener("keydown", (event) => {
    const { repeat, key, target } = event;
    // A key that is held would press the button that comes next in the same place.
    const wouldPress = key === " " ? meant : key === "Enter" && target.closest("button");
    if (repeat && wouldPress) event.preventDefault();
    else pressed(event);
    if (isPointedAt(event)) event.preventDefault();
    if (!repeat) meant = event.defaultPrevented;
  });
  // Some browsers press a button when the key goes up, whatever became of its way down.
  document.addEventListener("keyup", (event) => {
    if (event.key === " " && meant) event.preventDefault();
  });
}

// Whether a key is meant for the browser, for the field that it is typed in, or for a button.
export function isForOthers(event) {
  const { target } = event;
  if (!isPlain(event)) return true;
  if (target.closest("input, select, dialog[open]")) return true;
  return isPress(event);
}

// What a key presses that nobody may have meant: Enter would answer for the next face, as the focus goes on to the
// same button of its pair.
const PRESSED = { " ": "button", Enter: ".pair button" };

// Whether a key would press a button that only a pointer came to, outside of dialogs.
const isPointedAt = (event) =>
  isPlain(event) &&
  event.key in PRESSED &&
  cameByPointer &&
  Boolean(event.target.closest(PRESSED[event.key])) &&
  !event.target.closest("dialog[open]");

// Whether a key presses what has the focus. Whoever pointed at a button did not choose it for the next key.
export const isPress = ({ key, target }) =>
  key === " " && !cameByPointer && Boolean(target.closest("button, summary, a"));

// Whether a key was pressed by itself, and once.
export const isPlain = ({ ctrlKey, metaKey, altKey, repeat }) =>
  !(ctrlKey || metaKey || altKey || repeat);

// Whether a key may have been meant to decide about a face. Those that move the focus, or leave, are not.
export const mayDecide = (key) => /^[a-z1-9 ]$/.test(key);

// The key as it is written on it, whether or not Shift was held.
export const keyOf = ({ key }) => (key.length === 1 ? key.toLowerCase() : key);
