"""Reference photos -> gallery: which face of each photo counts, and what is wrong with the rest.

One bad reference spoils a person (a stranger's face matches strangers), so every photo is judged
against the person's other photos before the long run starts, and nothing is dropped silently.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from facefinder.match.candidates import (
    Candidate,
    YearOf,
    choose_faces,
    leave_out_doubles,
    leave_out_strangers,
    whose,
)
from facefinder.match.judge import Judge
from facefinder.records.boxes import Box, best_at
from facefinder.records.faces import Face
from facefinder.records.people import Gallery, Problem, Reference, ReferencesOf
from facefinder.records.photos import Failed, Outcome, Photo, Scanned
from facefinder.records.videos import NAMED_PHOTO, no_reference

UNUSABLE_PX = 16
"""A face narrower than this says nothing about who it is."""
SMALL_PX = 40
"""Below this width a reference is used, but named: matches will be less certain."""
PAIRS = 4_000_000
"""References that are compared with each other at a time: 32 MB for a matrix of their distances."""
BLURRED = 12.0
"""Variance of the Laplacian of the crop below which a face is called blurred."""


def build_gallery(
    people: Mapping[str, Sequence[Outcome]],
    judge: Judge,
    boxes: Mapping[str, Mapping[Photo, Box]] | None = None,
    year_of: YearOf = lambda _: None,
    insisted: Collection[Photo] = (),
) -> tuple[Gallery, tuple[ReferencesOf, ...]]:
    """Choose one face of every reference photo and say what is wrong with the others.

    Args:
        people: Name -> what was read from that person's reference photos.
        judge: Tells how near two faces are, and up to where they may be one person's.
        boxes: For each person, where in some of the photos the face is.
        year_of: Asked only where a photo does not look like the others.
        insisted: Photos whose faces the user chose; they are used whomever they look like.

    Returns:
        The gallery (people without a usable face have no row in it) and a report for each person.
    """
    chosen: dict[str, list[Candidate]] = {}
    reports: list[ReferencesOf] = []
    year_of = cache(year_of)
    for name, outcomes in people.items():
        problems = _unreadable(outcomes)
        pointed_at = _at_boxes(outcomes, (boxes or {}).get(name, {}), problems)
        candidates = _candidates(pointed_at, problems)
        for candidate in candidates:
            candidate.insisted = candidate.photo in insisted
        choose_faces(candidates, judge, year_of)
        leave_out_doubles(candidates, judge)
        leave_out_strangers(candidates, judge, year_of)
        _name_doubtful(candidates)
        chosen[name] = candidates
        problems += [Problem(c.path, c.problem) for c in candidates if c.problem]
        used = sum(c.chosen is not None for c in candidates)
        doubt = whose(name, candidates)
        reports.append(ReferencesOf(name, len(outcomes), used, tuple(problems), doubt))
    return _gallery(chosen), tuple(reports)


def look_alikes(gallery: Gallery, judge: Judge) -> list[tuple[str, str]]:
    """Pairs of people whose references are as close as those of one person."""
    pairs: set[tuple[int, int]] = set()
    step = max(1, PAIRS // max(1, len(gallery.owner)))
    for start in range(0, len(gallery.owner), step):
        rows = slice(start, start + step)
        apart = judge.apart(gallery.vectors[rows], gallery.vectors)
        one, other = np.nonzero(apart <= judge.alike)
        owners = np.stack([gallery.owner[rows][one], gallery.owner[other]], axis=1)
        pairs.update((int(a), int(b)) for a, b in np.unique(owners, axis=0) if a < b)
    return [(gallery.people[a], gallery.people[b]) for a, b in sorted(pairs)]


def _unreadable(outcomes: Sequence[Outcome]) -> list[Problem]:
    failed = [one for one in outcomes if isinstance(one, Failed)]
    reasons = [no_reference(1) if one.reason == NAMED_PHOTO else one.reason for one in failed]
    return [Problem(str(one.photo), why) for one, why in zip(failed, reasons, strict=True)]


def _at_boxes(
    outcomes: Sequence[Outcome], boxes: Mapping[Photo, Box], problems: list[Problem]
) -> list[Outcome]:
    """Leave, in the photos where the place of the face is known, only the face at that place."""
    pointed_at: list[Outcome] = []
    for outcome in outcomes:
        box = boxes.get(outcome.photo)
        if box is None or not isinstance(outcome, Scanned) or not outcome.faces:
            pointed_at.append(outcome)
            continue
        best = best_at(box, [face.box for face in outcome.faces])
        if best is None:
            reason = "no face was found where the name is; not used"
            problems.append(Problem(str(outcome.photo), reason))
        else:
            pointed_at.append(replace(outcome, faces=(outcome.faces[best],)))
    return pointed_at


def _candidates(outcomes: Sequence[Outcome], problems: list[Problem]) -> list[Candidate]:
    candidates = []
    for outcome in outcomes:
        if not isinstance(outcome, Scanned):
            continue
        path = str(outcome.photo)
        faces = [face for face in outcome.faces if face.box.w >= UNUSABLE_PX]
        if faces:
            candidates.append(Candidate(outcome.photo, faces))
        elif outcome.pace is not None:
            problems.append(Problem(path, no_reference(1)))
        elif outcome.faces:
            widest = max(face.box.w for face in outcome.faces)
            problems.append(
                Problem(path, f"the face is only {widest:.0f} pixels wide; too small to be used")
            )
        else:
            problems.append(Problem(path, "no face was found in it; not used"))
    return candidates


def _name_doubtful(candidates: list[Candidate]) -> None:
    for candidate in candidates:
        fault = candidate.chosen and fault_of(candidate.chosen)
        if fault:
            candidate.doubt(f"the face is {fault}; matches will be less certain")


def fault_of(face: Face) -> str:
    """What makes a face a poor reference, to follow "the face is"; "" for a good one."""
    if face.box.w < SMALL_PX:
        return f"only {face.box.w:.0f} pixels wide"
    return "blurred" if face.sharpness < BLURRED else ""


def _gallery(chosen: Mapping[str, Sequence[Candidate]]) -> Gallery:
    references = [
        Reference(name, candidate.photo, candidate.chosen)
        for name, candidates in chosen.items()
        for candidate in candidates
        if candidate.chosen is not None
    ]
    return Gallery.of(tuple(chosen), references)
