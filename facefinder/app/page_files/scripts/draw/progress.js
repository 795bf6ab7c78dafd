// How far the search is, above everything else while it runs.

import { number, t } from "../../../../report/page_files/scripts/decide/language.js";
import { by, button, make, redraw } from "../../../../report/page_files/scripts/draw/elements.js";
import { readInWords, searchedInWords } from "../decide/progress.js";
import { span } from "../decide/units.js";
import { isBusy } from "../store.js";
import { post } from "../talk.js";

// `anew`: another step is shown. Until then the line stays when a search has ended: what is below it must not move
// up under the user's hand.
export function showProgress(state, anew = false) {
  const place = by("progress");
  const busy = isBusy(state.phase);
  const ended = state.phase === "failed" || state.stopped || isIncomplete(state);
  const stays = !anew && !place.hidden && state.phase === "ready";
  place.hidden = !busy && !ended && !stays;
  if (place.hidden) {
    place.replaceChildren(); // or it would be in the language that was spoken then
    return;
  }
  const text = make("p", { className: "told", id: "told" }, textOf(state));
  if (busy) redraw(place, barOf(state), text, ...buttonsOf(state));
  else redraw(place, text, ended ? onOf(state) : "");
  place.classList.toggle("wrong", state.phase === "failed" || isIncomplete(state));
}

const CHANGES = { who: () => t("Choose other people"), where: () => t("Choose other places") };

// How to go on after a search that ended early: what was chosen is to be changed, or tried again.
function onOf({ phase, change }) {
  const wording = phase === "failed" && CHANGES[change];
  const go = () => (location.hash = change);
  if (wording) return button(wording(), go, { id: "change", data: { key: change } });
  const again = () => post("resume").catch(() => {});
  return button(phase === "failed" ? t("Try again") : t("Go on searching"), again, { id: "again" });
}

/** Whether a drive has gone before all on it was read. */
function isIncomplete(state) {
  return state.phase === "ready" && state.lost?.length > 0;
}

function barOf({ phase, progress, copied }) {
  const bar = make("progress", { aria: { labelledby: "told" } });
  // Reading goes by the time it takes: a video is more of it than a photo.
  const [done, total] = phase === "copying" ? copied : [progress.share, progress.total && 1];
  if (total) {
    bar.max = total;
    bar.value = done;
  }
  return bar;
}

function textOf(state) {
  if (state.phase === "failed") return [t("The search ended"), state.problem].join(": ");
  if (isIncomplete(state)) return textOfLost(state.lost);
  if (state.stopped && state.phase === "ready")
    return t("Stopped early. What was read is remembered; the next search goes on there.");
  if (state.phase === "ready") return searchedInWords(state);
  if (state.phase === "copying") return textOfCopies(state.copied);
  return state.stopping ? t("Stopping …") : textOfReading(state);
}

function textOfReading(state) {
  if (state.progress.total === null) return t("Getting ready …");
  const { toGo } = state.progress;
  const parts = [
    state.paused ? t("Paused") : "",
    ...readInWords(state.progress),
    toGo === null || state.paused ? "" : t("about {time} to go", { time: span(toGo) }),
  ];
  return parts.filter(Boolean).join(" · ");
}

function textOfLost(places) {
  return t(
    "{places} is gone, and not all in it was searched. Connect it again, and go on searching.",
    {
      places: places.join(", "),
    },
  );
}

function textOfCopies([done, total]) {
  if (!total) return t("Copying what was found …");
  return t("Copied: {done} of {total}", {
    done: number(done),
    total: number(total),
  });
}

function buttonsOf(state) {
  if (state.phase !== "reading" || state.stopping) return [];
  const pause = ({ currentTarget }) =>
    post("pause", { on: currentTarget.dataset.means === "pause" }).catch(() => {});
  const [text, means] = state.paused ? [t("Go on"), "go on"] : [t("Pause"), "pause"];
  return [
    button(text, pause, { id: "pause", data: { means } }),
    button(t("Stop"), () => post("stop").catch(() => {}), { id: "stop" }),
  ];
}
