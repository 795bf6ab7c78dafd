"""What the page is told of a run, as plain values."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from facefinder.app.register import Register
from facefinder.app.review import Review
from facefinder.app.run import Run
from facefinder.app.watcher import Progress
from facefinder.host.text import printable
from facefinder.records.people import Gallery, Match, Reference, ReferencesOf
from facefinder.records.photos import PhotoFacts
from facefinder.report.data import match_data, reference_face
from facefinder.search.engine import ChosenEngine
from facefinder.search.gallery import People

SKIPPED_SHOWN = 500
"""Photos that could not be read, on the page."""


def state_of(run: Run, seen: int) -> dict[str, Any]:
    """Where a run is; with what was found, unless the page has seen that version already."""
    version = run.version  # asked first: what is told may be newer, and is then told again
    review, people, engine = run.review, run.people, run.engine
    state = {
        "phase": run.phase.value,
        "problem": run.problem,
        "stopped": run.stopped,
        "paused": run.watcher.paused,
        "progress": _progress(run.watcher.progress),
        "version": version,
        "actions": run.actions,
        "last": asdict(run.last),
        "canUndo": review is not None and review.can_undo,
        "unread": len(run.skipped),
    }
    if review is None or people is None or engine is None or seen == version:
        return state
    return state | {
        "found": found(review, people, engine, run.register),
        "skipped": [
            {"path": printable(str(one.photo)), "reason": one.reason}
            for one in run.skipped[:SKIPPED_SHOWN]
        ],
    }


def _progress(progress: Progress) -> dict[str, Any]:
    return asdict(progress) | {"toGo": progress.to_go}


def found(
    review: Review, people: People, engine: ChosenEngine, register: Register
) -> dict[str, Any]:
    """The people, and the photos in which they are."""
    matched, own = review.matched, people.gallery.by_person()
    of_person: dict[str, list[Match]] = {name: [] for name in people.gallery.people}
    for match in matched.matches:
        of_person[match.person].append(match)
    with_others = Counter(match.photo for match in matched.matches)
    counts = {of.name: of for of in people.references}
    return {
        "people": [
            {
                "name": name,
                "references": [_reference(one, counts.get(name)) for one in own[name]],
                "limits": {
                    "sure": engine.judge.limits(len(own[name])).sure,
                    "check": engine.judge.limits(len(own[name])).check,
                },
                "matches": [
                    _match(match, matched.facts[match.photo], people.gallery, register)
                    | {"people": with_others[match.photo]}
                    for match in matches
                    if register.face(match.face_id) is not None
                ],
            }
            for name, matches in of_person.items()
        ],
        "photos": _photos(review, register),
        "warnings": list(people.warnings),
    }


def references_of(people: People) -> list[dict[str, Any]]:
    """Each person's references: the faces that are used, and what is wrong with which photo."""
    own = people.gallery.by_person()
    told = []
    for of in people.references:
        faces = [_reference(one, of) for one in own.get(of.name, [])]
        used = {str(one.photo) for one in own.get(of.name, [])}
        unused = [
            {"name": printable(os.path.basename(one.path)), "problem": one.problem}  # noqa: PTH119 - a text
            for one in of.problems
            if one.path not in used
        ]
        told.append(
            {"name": printable(of.name), "photos": of.references, "faces": faces, "unused": unused}
        )
    return told


def _reference(reference: Reference, of: ReferencesOf | None) -> dict[str, Any]:
    path = str(reference.photo)
    problems = {one.path: one.problem for one in of.problems} if of else {}
    return {
        "face": reference_face(reference),
        "name": printable(os.path.basename(path)),  # noqa: PTH119 - a text
        "problem": problems.get(path, ""),
        "learned": reference.learned,
    }


def _match(match: Match, facts: PhotoFacts, gallery: Gallery, register: Register) -> dict[str, Any]:
    return match_data(match, facts) | {
        "photo": register.number(match.photo),
        "reference": reference_face(gallery.references[match.nearest]),
    }


def _photos(review: Review, register: Register) -> Mapping[int, dict[str, str]]:
    told = {}
    for photo in review.matched.facts:
        number = register.number(photo)
        shown = register.photo(number)
        path = str(photo)
        folder, name = os.path.split(path)
        told[number] = {
            "name": printable(f"{name}, {photo.inside}" if photo.inside else name),
            "folder": printable(os.path.basename(folder) or folder),  # noqa: PTH119 - a text
            "path": printable(path),
            "date": shown.date if shown else "",
        }
    return told
