"""Faces x people -> probabilities and verdicts: the door of this package.

`match` hands over vectors and how good the faces are; it keeps what belongs to photos (a person is
once in a photo) and to the user (decisions).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.constants import Formula
from facefinder.evidence.cuts import NORMAL, Cuts
from facefinder.evidence.floors import Quality, fit_to_be_sure, is_a_face
from facefinder.evidence.neighbours import Album, with_neighbours
from facefinder.evidence.probability import among, log_odds
from facefinder.evidence.scale import Floats, People

CHUNK_ROWS = 4096
"""Faces whose odds are compared at a time: bounds the copies."""


class Grade(IntEnum):
    """What a probability means; the larger, the more certain."""

    NOTHING = 0
    CHECK = 1
    SURE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What every face is worth for every person.

    Attributes:
        distances: Shape (N, P), as `scale.People.distances`; inf for a person without a reference.
        probabilities: Shape (N, P), 0 to 1.
        alone: Shape (N, P), int8, values of `Grade`: what the distances alone say, without
            neighbours, were the face fine and nobody else looked for.
        likely: Shape (N, P), int8, values of `Grade`: what the probabilities say, were the face
            fine.
        grades: Shape (N, P), int8, values of `Grade`.
    """

    distances: Floats
    probabilities: Floats
    alone: NDArray[np.int8]
    likely: NDArray[np.int8]
    grades: NDArray[np.int8]


def judge(
    album: Album,
    quality: Quality,
    references: Sequence[NDArray[np.float32]],
    formula: Formula,
    cuts: Cuts = NORMAL,
    *,
    excluded: NDArray[np.bool_] | None = None,
    distances: Floats | None = None,
    near: Floats | None = None,
) -> Judged:
    """Judge faces.

    Args:
        album: N faces.
        quality: Of the same faces.
        references: For each person the vectors of the references, shape (R, D); R may be 0.
        formula: Of the engine that made all vectors.
        cuts: What is `sure`, and what is worth a look.
        excluded: Shape (N, P): who a face is known not to be; such a person takes nothing away from
            the others, either.
        distances: `People.distances` of the faces, where they are known already.
        near: `borne_out` of these, likewise; then each face is judged by itself.
    """
    if distances is None:
        distances = People(references, formula).distances(album.vectors)
    if near is None:
        near = borne_out(album, references, formula, distances)
    # Of many people and faces these are the largest arrays there are: no more of them than needed.
    odds = np.full_like(distances, -np.inf)
    alone = np.zeros(distances.shape, np.int8)
    for person, known in enumerate(references):
        if len(known):
            own, apart = (np.ascontiguousarray(one[:, person]) for one in (distances, near))
            odds[:, person] = log_odds(apart, len(known), formula)
            by_distance = log_odds(own, len(known), formula)
            alone[:, person] = by_cuts(among(by_distance[:, None]), cuts)[:, 0]
    if excluded is not None:
        odds[excluded], alone[excluded] = -np.inf, Grade.NOTHING
    likely = np.empty(distances.shape, np.int8)
    for start in range(0, len(odds), CHUNK_ROWS):
        rows = slice(start, start + CHUNK_ROWS)
        odds[rows] = among(odds[rows])
        likely[rows] = by_cuts(odds[rows], cuts)
    return Judged(distances, odds, alone, likely, np.minimum(likely, highest(quality)[:, None]))


def borne_out(
    album: Album, references: Sequence[NDArray[np.float32]], formula: Formula, distances: Floats
) -> Floats:
    """Distances of faces to people as other faces bear them out, shape (N, P).

    This is all by which the verdict about a face depends on other faces.

    Args:
        album: N faces.
        references: As of `judge`.
        formula: Likewise.
        distances: `People.distances` of the faces.
    """
    near = distances.copy()
    for person, known in enumerate(references):
        if len(known):
            own = np.ascontiguousarray(distances[:, person])
            near[:, person] = with_neighbours(own, len(known), album, formula)
    return near


def highest(quality: Quality) -> NDArray[np.int8]:
    """What faces can be at most, for what they are like: values of `Grade`, shape (N,), int8."""
    grades = np.where(fit_to_be_sure(quality), Grade.SURE, Grade.CHECK)
    return np.where(is_a_face(quality), grades, Grade.NOTHING).astype(np.int8)


def by_cuts(probabilities: Floats, cuts: Cuts) -> NDArray[np.int8]:
    """Grades of probabilities, shape (N, P), int8, whatever the faces are like."""
    sure, check = probabilities >= cuts.sure, probabilities >= cuts.check
    grades = np.where(sure, Grade.SURE, np.where(check, Grade.CHECK, Grade.NOTHING))
    return np.asarray(grades, np.int8)
