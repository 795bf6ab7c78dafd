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
from facefinder.evidence.scale import Floats, person_distance

CHUNK_ROWS = 8192
"""Faces judged at a time: bounds the float64 copies to some tens of MB."""


class Grade(IntEnum):
    """What a probability means; the larger, the more certain."""

    NOTHING = 0
    CHECK = 1
    SURE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What every face is worth for every person.

    Attributes:
        distances: Shape (N, P), as `scale.person_distance`; inf for a person without a reference.
        probabilities: Shape (N, P), 0 to 1.
        alone: Shape (N, P), 0 to 1: what they would be by the distances alone, without neighbours
            and were nobody else looked for.
        grades: Shape (N, P), int8, values of `Grade`.
    """

    distances: Floats
    probabilities: Floats
    alone: Floats
    grades: NDArray[np.int8]


def judge(
    album: Album,
    quality: Quality,
    references: Sequence[NDArray[np.float32]],
    formula: Formula,
    cuts: Cuts = NORMAL,
    *,
    excluded: NDArray[np.bool_] | None = None,
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
    """
    distances = to_people(album.vectors, references, formula)
    odds, by_distance = np.full_like(distances, -np.inf), np.full_like(distances, -np.inf)
    for person, known in enumerate(references):
        if len(known):
            apart = with_neighbours(distances[:, person], len(known), album, formula)
            odds[:, person] = log_odds(apart, len(known), formula)
            by_distance[:, person] = log_odds(distances[:, person], len(known), formula)
    if excluded is not None:
        odds[excluded] = by_distance[excluded] = -np.inf
    probabilities, alone = among(odds), among(by_distance.reshape(-1, 1)).reshape(odds.shape)
    return Judged(distances, probabilities, alone, grade(probabilities, quality, cuts))


def to_people(
    vectors: NDArray[np.float32], references: Sequence[NDArray[np.float32]], formula: Formula
) -> Floats:
    """`scale.person_distance` of faces to people, shape (N, P); inf for one without a reference.

    Args:
        vectors: Shape (N, D), of the faces.
        references: For each person the vectors of the references, shape (R, D); R may be 0.
        formula: Of the engine that made all vectors.
    """
    distances = np.full((len(vectors), len(references)), np.inf)
    for start in range(0, len(vectors), CHUNK_ROWS):
        rows = slice(start, start + CHUNK_ROWS)
        faces = vectors[rows].astype(np.float64)
        for person, known in enumerate(references):
            if len(known):
                distances[rows, person] = person_distance(faces, known.astype(np.float64), formula)
    return distances


def grade(probabilities: Floats, quality: Quality, cuts: Cuts) -> NDArray[np.int8]:
    """Grades of probabilities, shape (N, P), int8; what is hardly a face is nothing."""
    return np.minimum(by_cuts(probabilities, cuts), highest(quality)[:, None])


def highest(quality: Quality) -> NDArray[np.int8]:
    """What faces can be at most, for what they are like: values of `Grade`, shape (N,), int8."""
    grades = np.where(fit_to_be_sure(quality), Grade.SURE, Grade.CHECK)
    return np.where(is_a_face(quality), grades, Grade.NOTHING).astype(np.int8)


def by_cuts(probabilities: Floats, cuts: Cuts) -> NDArray[np.int8]:
    """Grades of probabilities, shape (N, P), int8, whatever the faces are like."""
    sure, check = probabilities >= cuts.sure, probabilities >= cuts.check
    grades = np.where(sure, Grade.SURE, np.where(check, Grade.CHECK, Grade.NOTHING))
    return np.asarray(grades, np.int8)
