// Sentences, by their names in the catalogue that the program sends.

let words = {};

export function learnWords(catalogue) {
  words = catalogue;
}

// The sentence of a name; `values` take the places of the names in braces. Of a pair the first is
// for one, the second for any other number `n`.
export function say(name, values = {}) {
  const entry = words[name] ?? name;
  const text = Array.isArray(entry) ? entry[values.n === 1 ? 0 : 1] : entry;
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

// A span of seconds as people say it.
export function span(seconds) {
  if (seconds < 90) return say("time.seconds", { n: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return say("time.minutes", { n: minutes });
  return say("time.hours", { n: Math.round(minutes / 60) });
}

// Bytes as people say them.
export function size(bytes) {
  const gigabytes = bytes / 1e9;
  return `${gigabytes < 10 ? gigabytes.toFixed(1) : Math.round(gigabytes)} GB`;
}
