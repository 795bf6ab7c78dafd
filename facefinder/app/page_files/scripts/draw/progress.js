// How far the search is, above everything else while it runs.

import { by, button, make } from "../../../../report/page_files/scripts/draw/elements.js";
import { say, span } from "../decide/say.js";
import { isBusy } from "../store.js";
import { post } from "../talk.js";

export function showProgress(state) {
  const place = by("progress");
  const busy = isBusy(state.phase);
  const ended = state.phase === "failed" || state.stopped;
  place.hidden = !busy && !ended;
  if (place.hidden) return;
  const text = make("p", { className: "told" }, textOf(state));
  const again = button(say("run.again"), () => post("resume").catch(() => {}), { id: "again" });
  place.replaceChildren(
    ...(busy ? [barOf(state.progress), text, ...buttonsOf(state)] : [text, again]),
  );
  place.classList.toggle("wrong", state.phase === "failed");
}

function barOf({ total, known, done }) {
  const bar = make("progress", { aria: { label: say("run.preparing") } });
  if (total) {
    bar.max = total;
    bar.value = known + done;
  }
  return bar;
}

function textOf(state) {
  if (state.phase === "failed") return `${say("run.problem")}: ${state.problem}`;
  const { total, known, done, faces, toGo } = state.progress;
  if (state.stopped && state.phase === "ready") return say("run.stopped");
  if (total === null) return say("run.preparing");
  if (state.phase === "copying") return say("run.copying");
  const parts = [
    state.paused ? say("run.paused") : "",
    say("run.reading", { done: (known + done).toLocaleString(), total: total.toLocaleString() }),
    say("run.faces", { n: faces }),
    toGo === null || state.paused ? "" : say("run.toGo", { time: span(toGo) }),
  ];
  return parts.filter(Boolean).join(" · ");
}

function buttonsOf(state) {
  if (state.phase !== "reading") return [];
  const pause = () => post("pause", { on: !state.paused }).catch(() => {});
  return [
    button(say(state.paused ? "run.goOn" : "run.pause"), pause, { id: "pause" }),
    button(say("run.stop"), () => post("stop").catch(() => {}), { id: "stop" }),
  ];
}
