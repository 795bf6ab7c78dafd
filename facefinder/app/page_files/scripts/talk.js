// What the page asks the program. Addresses are relative: the page's own has the secret in it.

import { t } from "../../../report/page_files/scripts/decide/language.js";

export const LOST = () =>
  t("The program does not answer any more. Start it again; what was decided is kept.");

// What goes wrong is said in the page's words: a browser and HTTP have only their own.
async function ask(path, options) {
  const answer = await fetch(path, options).catch(() => {
    throw new Error(LOST());
  });
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(value.problem ?? refusal(answer.status));
  return value;
}

const refusal = (status) =>
  t("The program refused that (error {status}). Load this page again.", { status });

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

// Sends a question one at a time: whoever asks meanwhile shares the one that is sent next. So no older answer comes
// after a newer one, and none that is on its way is taken for what was asked for after something was done.
export function inTurn(question) {
  let current = Promise.resolve();
  let next;
  return () => {
    next ??= current
      .catch(() => {}) // told to who asked
      .then(() => {
        next = undefined;
        current = question();
        return current;
      });
    return next;
  };
}

export const faceOf = (name) => `face/${encodeURIComponent(name)}`;

export const photoOf = (number) => `photo/${number}`;
