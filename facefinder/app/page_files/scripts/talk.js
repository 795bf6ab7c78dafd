// What the page asks the program. Addresses are relative: the page's own has the secret in it.

async function ask(path, options) {
  const answer = await fetch(path, options);
  const value = await answer.json().catch(() => ({ problem: answer.statusText }));
  if (!answer.ok) throw new Error(value.problem ?? answer.statusText);
  return value;
}

export const get = (path) => ask(path, { headers: { Accept: "application/json" } });

// `keepalive`: it arrives although the page is being closed.
export const post = (path, wish = {}, keepalive = false) =>
  ask(path, {
    method: "POST",
    keepalive,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wish),
  });

// The content of a file, with words about it in the address.
export const send = (path, words, content) =>
  ask(`${path}?${new URLSearchParams(words)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: content,
  });

export const faceOf = (name) => `face/${encodeURIComponent(name)}`;

export const photoOf = (number) => `photo/${number}`;
