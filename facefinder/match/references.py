"""Reference photos -> gallery: which face of each photo counts, and what is wrong with the rest.

One bad reference spoils a person (a stranger's face matches strangers), so every photo is judged
against the person's other photos before the long run starts, and nothing is dropped silently.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from facefinder.match.judge import Judge
from facefinder.records.boxes import Box, best_at
from facefinder.records.faces import Face, stack_vectors
from facefinder.records.people import Gallery, Problem, Reference, ReferencesOf
from facefinder.records.photos import Failed, Outcome, Photo, Scanned

UNUSABLE_PX = 16
"""A face narrower than this says nothing about who it is."""
SMALL_PX = 40
"""Below this width a reference is used, but named: matches will be less certain."""
PAIRS = 4_000_000
"""References that are compared with each other at a time: 32 MB for a matrix of their distances."""
BLURRED = 12.0
"""Variance of the Laplacian of the crop below which a face is called blurred."""
STRANGER = 1.1
"""A reference farther from the others than this many times `Judge.same` is left out."""
FAR_YEARS = 8
"""Years from which on a child of one time is another face at the other; a judgement, no measure:
the labelled photos say "child" and "adult", not when."""
AGED = 1.2
"""What `STRANGER` is for a reference of another time than most others. Of 350 photos of children
beside two of the adult 19 in 100 are farther than 1.1 and 4 farther than 1.2; of other children 91
and 68. With one of the 66 that 1.1 leaves out, 64 % of the child's other photos are found, without
it 17 %; no other child is `sure` either way (both networks; the same in both halves of the people
and with both detectors)."""

YearOf: TypeAlias = Callable[[Photo], int | None]
"""Tells when a photo was taken, as far as that is known."""


@dataclass(slots=True, eq=False)
class _Candidate:
    """A reference photo with faces; `chosen` is the one that counts, None = none does."""

    photo: Photo
    faces: list[Face]
    chosen: Face | None = None
    problem: str = ""

    @property
    def path(self) -> str:
        return str(self.photo)

    def doubt(self, problem: str) -> None:
        """Something is wrong with it, perhaps with other things, and it is used all the same."""
        self.problem = f"{self.problem}; {problem}" if self.problem else problem


def build_gallery(
    people: Mapping[str, Sequence[Outcome]],
    judge: Judge,
    boxes: Mapping[str, Mapping[Photo, Box]] | None = None,
    year_of: YearOf = lambda _: None,
) -> tuple[Gallery, tuple[ReferencesOf, ...]]:
    """Choose one face of every reference photo and say what is wrong with the others.

    Args:
        people: Name -> what was read from that person's reference photos.
        judge: Tells how near two faces are, and up to where they may be one person's.
        boxes: For each person, where in some of the photos the face is.
        year_of: Asked only where a photo does not look like the others.

    Returns:
        The gallery (people without a usable face have no row in it) and a report for each person.
    """
    chosen: dict[str, list[_Candidate]] = {}
    reports: list[ReferencesOf] = []
    year_of = cache(year_of)
    for name, outcomes in people.items():
        problems = _unreadable(outcomes)
        pointed_at = _at_boxes(outcomes, (boxes or {}).get(name, {}), problems)
        candidates = _candidates(pointed_at, problems)
        _choose_faces(candidates, judge, year_of)
        _leave_out_strangers(candidates, judge, year_of)
        _name_doubtful(candidates)
        chosen[name] = candidates
        problems += [Problem(c.path, c.problem) for c in candidates if c.problem]
        used = sum(c.chosen is not None for c in candidates)
        reports.append(ReferencesOf(name, len(outcomes), used, tuple(problems)))
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
    return [Problem(str(o.photo), o.reason) for o in outcomes if isinstance(o, Failed)]


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


def _candidates(outcomes: Sequence[Outcome], problems: list[Problem]) -> list[_Candidate]:
    candidates = []
    for outcome in outcomes:
        if not isinstance(outcome, Scanned):
            continue
        path = str(outcome.photo)
        faces = [face for face in outcome.faces if face.box.w >= UNUSABLE_PX]
        if faces:
            candidates.append(_Candidate(outcome.photo, faces))
        elif outcome.faces:
            widest = max(face.box.w for face in outcome.faces)
            problems.append(
                Problem(path, f"the face is only {widest:.0f} pixels wide; too small to be used")
            )
        else:
            problems.append(Problem(path, "no face was found in it; not used"))
    return candidates


def _choose_faces(candidates: list[_Candidate], judge: Judge, year_of: YearOf) -> None:
    """With several faces in a photo, take the one that agrees with the person's other photos."""
    compared = [c for c in candidates if len(c.faces) == 1] or candidates
    theirs = stack_vectors([face for c in compared for face in c.faces])
    counts = np.array([len(c.faces) for c in compared], np.int64)
    starts = np.cumsum(counts) - counts
    for candidate in candidates:
        count = len(candidate.faces)
        others = np.array([c is not candidate for c in compared], np.bool_)
        if count == 1:
            candidate.chosen = candidate.faces[0]
        elif not others.any():
            candidate.chosen = max(candidate.faces, key=lambda face: face.box.w * face.box.h)
            candidate.problem = f"{count} faces; the largest one is used"
        else:
            apart = judge.apart(stack_vectors(candidate.faces), theirs)
            # The person is once in each other photo: there, only the nearest face counts.
            nearest = np.minimum.reduceat(apart, starts, axis=1)[:, others]
            agreement = np.median(nearest, axis=1)
            best = int(agreement.argmin())
            if agreement[best] <= _limit(candidate, compared, year_of) * judge.same:
                candidate.chosen = candidate.faces[best]
                candidate.problem = f"{count} faces; the one most like the other photos is used"
            else:
                candidate.problem = (
                    f"none of its {count} faces looks like the other photos; not used"
                )


def _leave_out_strangers(candidates: list[_Candidate], judge: Judge, year_of: YearOf) -> None:
    """Drop, worst first, the photos that do not agree with most of the others."""
    kept = [c for c in candidates if c.chosen is not None]
    distances = _between([c.chosen for c in kept if c.chosen], judge)
    while len(kept) > 1:
        # The lower median of the distances to the others: with two others it is the nearer one,
        # so that one stranger among three does not make the two good ones look bad.
        middle = (len(kept) - 2) // 2
        typical = np.partition(distances, middle, axis=1)[:, middle]
        if typical.max() <= judge.same:
            return
        if len(kept) == 2:
            for candidate in kept:
                candidate.doubt("the two photos of this person do not look alike; please check")
            return
        limits = judge.same * np.array([_limit(c, kept, year_of) for c in kept])
        too_far = np.where(typical > limits, typical, 0.0)
        if not too_far.any():
            kept[int(typical.argmax())].doubt(
                "does not look much like the other photos; please check"
            )
            return
        worst = int(too_far.argmax())
        kept[worst].chosen = None
        kept[worst].problem = (
            "does not look like the other photos of this person; not used "
            "(at another age? Put the photos into folders by year, such as 2009)"
        )
        del kept[worst]
        distances = np.delete(np.delete(distances, worst, axis=0), worst, axis=1)


def _limit(candidate: _Candidate, among: Sequence[_Candidate], year_of: YearOf) -> float:
    """How many times `Judge.same` a photo may be from others that show the same person."""
    year = year_of(candidate.photo)
    others = [year_of(other.photo) for other in among if other is not candidate]
    far = [
        other
        for other in others
        if year is not None and other is not None and abs(other - year) >= FAR_YEARS
    ]
    return AGED if 2 * len(far) > len(others) else STRANGER


def _between(faces: Sequence[Face], judge: Judge) -> NDArray[np.float64]:
    """Distances of faces to each other, shape (N, N); inf to itself."""
    vectors = stack_vectors(faces)
    distances = judge.apart(vectors, vectors)
    np.fill_diagonal(distances, np.inf)
    return distances


def _name_doubtful(candidates: list[_Candidate]) -> None:
    for candidate in candidates:
        fault = candidate.chosen and fault_of(candidate.chosen)
        if fault:
            candidate.doubt(f"the face is {fault}; matches will be less certain")


def fault_of(face: Face) -> str:
    """What makes a face a poor reference, to follow "the face is"; "" for a good one."""
    if face.box.w < SMALL_PX:
        return f"only {face.box.w:.0f} pixels wide"
    return "blurred" if face.sharpness < BLURRED else ""


def _gallery(chosen: Mapping[str, Sequence[_Candidate]]) -> Gallery:
    references = [
        Reference(name, candidate.photo, candidate.chosen)
        for name, candidates in chosen.items()
        for candidate in candidates
        if candidate.chosen is not None
    ]
    return Gallery.of(tuple(chosen), references)
