// Keeps the keyboard where it was: when what has the focus goes (a button whose work is done, a dialog), the focus
// goes to what is nearest to its place, and not to the beginning of the page.

// What may be pressed without harm, and what takes the focus itself. No field: keys would be typed there.
const PRESSED = "a[href], button:enabled, summary, input[type=checkbox]:enabled";
const TAKES = `${PRESSED}, input:enabled, select:enabled, [tabindex]`;
const CHANGES = ["hidden", "disabled", "open", "class"];

const isSeen = (element) => element.isConnected && element.checkVisibility();
const isThere = (element) => isSeen(element) && element.matches(TAKES);

// `rest` takes the focus where there is nothing near.
export function keepFocus(rest) {
  let last;
  let places = [];
  const isLost = () => {
    const { activeElement } = document;
    return last && !isThere(last) && (activeElement === document.body || activeElement === last);
  };
  document.addEventListener("focusin", ({ target }) => {
    last = target;
    places = placesOf(target);
  });
  // Whoever clicks beside it wants it so.
  document.addEventListener("focusout", ({ target }) =>
    queueMicrotask(() => {
      if (document.activeElement === document.body && isThere(target)) last = undefined;
    }),
  );
  const find = () => isLost() && (nearest(places) ?? rest).focus({ preventScroll: true });
  // At once, before the next key comes; only a dialog that closes gives the focus back by itself, a moment later.
  const watched = new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.matches("dialog"))) setTimeout(find);
    else find();
  });
  const all = { childList: true, subtree: true, attributeFilter: CHANGES };
  watched.observe(document.body, all);
}

// Where an element is: [what it is in, as which child], from the inside out.
function placesOf(element) {
  const places = [];
  for (let one = element; one.parentElement && one !== document.body; one = one.parentElement) {
    places.push([one.parentElement, [...one.parentElement.children].indexOf(one)]);
  }
  return places;
}

function nearest(places) {
  for (const [parent, place] of places) {
    if (parent === document.body || !isSeen(parent)) continue;
    const there = parent.children[Math.min(place, parent.children.length - 1)];
    const inside = there ? [there, ...there.querySelectorAll(PRESSED)] : [];
    const found = inside.find((one) => one.matches(PRESSED) && isThere(one) && one.tabIndex >= 0);
    if (found) return found;
    if (parent.matches("[tabindex]")) return parent;
  }
  return undefined;
}
