"""Vectors x known people -> who is where, and how certain that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.judge import Grade
from facefinder.match.judge import Distances, Judge, Judged
from facefinder.records.boxes import same_face
from facefinder.records.faces import FloatArray, parse_face_id
from facefinder.records.names import name_key
from facefinder.records.people import Decision, Floor, Gallery, Verdict
from facefinder.records.photos import FaceTable

PAIRS = 1_000_000
"""Faces times references that are compared at a time: some 8 MB for a matrix of them."""
ROWS = 4096
"""Faces of which copies are made at a time."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of a `FaceTable` shows person number `person`; `confirmed` by the user or not.

    `floor` as in `Match`.
    """

    row: int
    person: int
    verdict: Verdict
    distance: float
    probability: float | None
    confirmed: bool = False
    floor: Floor | None = None

    @property
    def rank(self) -> tuple[int, bool, float, float]:
        """Sorts by person, then `sure` before `check`, then the likeliest and the nearest."""
        likely = self.probability or 0.0
        return self.person, self.verdict is not Verdict.SURE, -likely, self.distance


@dataclass(frozen=True, slots=True)
class Decided:
    """The user said of a row of a table that it is, or is not, person number `person`."""

    row: int
    person: int
    yes: bool


def find_hits(
    table: FaceTable,
    gallery: Gallery,
    judge: Judge,
    decided: Sequence[Decided] = (),
    distances: Distances | None = None,
    *,
    near: Distances | None = None,
    once: bool = True,
) -> list[Hit]:
    """Find the people of the gallery among many faces.

    A face that surely is somebody is nobody else. A person is at most once in a photo: the best
    face counts.

    Args:
        table: The faces to search, N rows.
        gallery: The people, vectors as wide as the table's.
        judge: Tells what distances mean.
        decided: Counts more than any distance.
        distances: As in `Judge.judged`.
        near: Likewise.
        once: As of `hits_of`.

    Returns:
        Hits ordered as `Hit.rank` says, then by row.
    """
    if not len(table.photo_row) or not len(gallery.owner):
        return []
    judged = judge.judged(table, gallery, ruled_out(decided, table, gallery), distances, near)
    return hits_of(judged, table, gallery, judge, decided, once=once)


def hits_of(
    judged: Judged,
    table: FaceTable,
    gallery: Gallery,
    judge: Judge,
    decided: Sequence[Decided] = (),
    *,
    once: bool = True,
) -> list[Hit]:
    """The hits among faces that were judged, in the order of `find_hits`.

    Args:
        judged: What the judge made of the faces, without whom the user ruled out.
        table: The faces, N rows.
        gallery: The people.
        judge: Who judged.
        decided: Counts more than any distance.
        once: False keeps all faces of a photo that may be somebody, not the best only.
    """
    verdicts = _alone(judged.grades)
    _confirm(decided, verdicts)
    held_back = (verdicts == Grade.CHECK) & (judged.unhindered == Grade.SURE)
    poor = judge.highest(gallery) < Grade.SURE
    hits = []
    for person in range(len(gallery.people)):
        of_all = Floor.REFERENCES if poor[person] else None
        of_person = [
            Hit(
                row,
                person,
                Verdict.CHECK if verdicts[row, person] == Grade.CHECK else Verdict.SURE,
                float(judged.distances[row, person]),
                _known(judged.probabilities[row, person]),
                confirmed=bool(verdicts[row, person] == _CONFIRMED),
                floor=(of_all or judge.floor(table, row)) if held_back[row, person] else None,
            )
            for row in np.flatnonzero(verdicts[:, person]).tolist()
        ]
        hits += sorted(of_person, key=lambda hit: (hit.rank, hit.row))
    return once_a_photo(hits, table) if once else hits


def once_a_photo(hits: Sequence[Hit], table: FaceTable) -> list[Hit]:
    """The best hit of each person in a photo, what the user confirmed before others.

    Args:
        hits: All, in the order of `find_hits`, which they keep.
        table: The faces.
    """
    best: dict[tuple[int, int], Hit] = {}
    for hit in sorted(hits, key=lambda hit: not hit.confirmed):
        best.setdefault((hit.person, int(table.photo_row[hit.row])), hit)
    return [hit for hit in hits if best[hit.person, int(table.photo_row[hit.row])] is hit]


def rejected_hits(decided: Sequence[Decided], distances: Distances) -> list[Hit]:
    """The faces that the user said are not a person, so that this can be looked at again.

    Args:
        decided: The user's words.
        distances: As `Judge.comparison` has them; inf for a person without a reference, beside
            whom nothing could be shown.
    """
    ruled = {(word.row, word.person) for word in decided if not word.yes}
    found = [
        Hit(row, person, Verdict.CHECK, float(distances[row, person]), None)
        for row, person in ruled
        if np.isfinite(distances[row, person])
    ]
    return sorted(found, key=lambda hit: (hit.rank, hit.row))


def ruled_out(decided: Sequence[Decided], table: FaceTable, gallery: Gallery) -> NDArray[np.bool_]:
    """Who the faces of a table are not, as the user said; shape (N, P)."""
    excluded = np.zeros((len(table.photo_row), len(gallery.people)), dtype=np.bool_)
    for word in decided:
        excluded[word.row, word.person] |= not word.yes
    return excluded


def decided_rows(
    decisions: Sequence[tuple[int, Decision]], table: FaceTable, people: Sequence[str]
) -> list[Decided]:
    """Find the faces that decisions are about.

    Args:
        decisions: With the position of the photo, as in `FaceTable.photo_row`.
        table: Rows ordered by photo.
        people: Names; what was decided about anybody else is left out.
    """
    number = {name_key(name): position for position, name in enumerate(people)}
    found = []
    for photo, decision in decisions:
        person = number.get(name_key(decision.person))
        if person is None:
            continue
        start, end = np.searchsorted(table.photo_row, [photo, photo + 1]).tolist()
        row = same_face(parse_face_id(decision.face_id)[1], table.boxes[start:end].tolist())
        if row is not None:
            found.append(Decided(start + row, person, decision.yes))
    return found


def nearest_references(
    vectors: FloatArray, rows: Sequence[int], person: int, gallery: Gallery, judge: Judge
) -> list[int]:
    """For each of some rows of vectors the row of the person's reference nearest to it."""
    own = np.flatnonzero(gallery.owner == person)
    found: list[int] = []
    step = max(1, min(ROWS, PAIRS // len(own)))
    for start in range(0, len(rows), step):
        apart = judge.apart(vectors[rows[start : start + step]], gallery.vectors[own])
        found += own[apart.argmin(axis=1)].tolist()
    return found


def _known(probability: float) -> float | None:
    return None if np.isnan(probability) else float(probability)


_CONFIRMED = 3
"""Above all of `Grade`: the user said so."""


def _alone(grades: NDArray[np.int8]) -> NDArray[np.int8]:
    """A face that is `sure` for somebody is nothing for everybody else."""
    sure = grades == Grade.SURE
    somebody_else = sure.any(axis=1, keepdims=True) & ~sure
    return np.where(somebody_else, Grade.NOTHING, grades).astype(np.int8)


def _confirm(decided: Sequence[Decided], verdicts: NDArray[np.int8]) -> None:
    """Let the user's yes stand; a face that is somebody is nobody else."""
    for word in decided:
        if word.yes:
            of_face = verdicts[word.row]
            of_face[of_face != _CONFIRMED] = 0
            of_face[word.person] = _CONFIRMED
