"""What the page is told of a run, as plain values."""

from dataclasses import asdict
from typing import Any, Final

from facefinder.app.run import Run
from facefinder.app.watcher import Progress
from facefinder.errors import FacefinderError, PeopleError, UsageError
from facefinder.host.text import printable
from facefinder.language.retold import retold_on_page

MOST_UNREAD: Final = 500
"""Nobody reads more of them in a page."""


def state_of(run: Run, seen: int) -> dict[str, Any]:
    """Where a run is; with what is new of what was found to a page that knows that revision."""
    actions = run.actions  # before what they changed: what the page takes for done, it sees
    told, revision = run.found.since(seen) if run.found else (None, 0)
    state = {
        "phase": run.phase.value,
        "problem": retold_on_page(run.problem),
        "change": _to_change(run.fault),
        "stopped": run.stopped or run.cut_short,
        "paused": run.watcher.paused,
        "stopping": run.watcher.stopping,
        "progress": _progress(run.watcher.progress),
        "copied": run.watcher.files,
        "version": revision,
        "actions": actions,
        "last": asdict(run.last) | {"problem": retold_on_page(run.last.problem)},
        "canUndo": run.review is not None and run.review.can_undo,
        "named": run.review is not None and run.review.named,
        "faces": run.faces.wanted,
        "savedFaces": run.faces.saved,
        "copies": dict(run.review.copied) if run.review else {},
        "earlier": run.review.earlier if run.review else 0,
        "searched": run.searched,
        "videos": run.videos,
        "otherTimes": run.other_times,
        "unsettled": retold_on_page(run.unsettled),
        "unread": len(run.skipped),
        "lost": list(map(printable, run.lost)),
        "notes": list(map(retold_on_page, run.notes)),
    }
    return state if told is None else state | {"found": told}


def _to_change(fault: FacefinderError | None) -> str:
    """The step at which what cannot be searched was chosen; "" = to try again may help."""
    if isinstance(fault, PeopleError):
        return "who"
    return "where" if isinstance(fault, UsageError) else ""


def unread_of(run: Run) -> list[dict[str, str]]:
    """Files and folders that a run could not read, the first `MOST_UNREAD`, and why."""
    return [
        {"path": printable(str(one.photo)), "problem": retold_on_page(one.reason)}
        for one in run.skipped[:MOST_UNREAD]
    ]


def _progress(progress: Progress) -> dict[str, Any]:
    told = asdict(progress)
    return told | {"toGo": told.pop("to_go")}
