"""Judges by two fixed distances: recognisers whose errors nobody here has measured."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.judge import Grade
from facefinder.match.distance import DECIMALS, pairwise
from facefinder.match.judge import TYPICAL_REFERENCES, Comparison, Distances, Judged
from facefinder.models.catalogue import Metric, Thresholds
from facefinder.records.faces import FloatArray
from facefinder.records.people import Floor, Gallery
from facefinder.records.photos import FaceTable

CHUNK_ROWS, CHUNK_PAIRS = 8192, 4_000_000
"""Faces, and faces times references, compared at a time: bounds the copies to some tens of MB."""
SMALL_PX = 20
"""Narrower faces (in the full-size photo) are too coarse to be `sure` about."""


@dataclass(frozen=True, slots=True)
class ByDistance:
    """The `Judge` of an engine that has thresholds, and nothing else.

    A face is `sure` for a person when it is within `thresholds.sure`, closer to that person than
    to everybody else by `thresholds.margin`, and not tiny. It is worth a `check` within
    `thresholds.check`.

    Attributes:
        metric: How vectors are compared.
        thresholds: As the user wants them.
        same: Distance up to which two faces may show one person who is known to be on both,
            whatever strictness the user wants.
    """

    metric: Metric
    thresholds: Thresholds
    same: float

    @property
    def alike(self) -> float:
        """Distance up to which one of two people may be taken for the other."""
        return self.thresholds.sure

    @property
    def double(self) -> float:
        """Below 0: the number of references changes nothing here, so copies may be among them."""
        return -1.0

    def limits(self, references: int = TYPICAL_REFERENCES) -> Thresholds:
        """The distances up to which a face is `sure`, or worth a `check`, for anybody."""
        del references
        return self.thresholds

    def comparison(self, gallery: Gallery) -> Comparison:
        """Tells how far faces are from P people: `person_distances`."""
        return lambda vectors: person_distances(vectors, gallery, self.metric)

    def reach(self, gallery: Gallery) -> Distances:
        """Farther faces are not even worth a `check`, shape (P,)."""
        return np.full(len(gallery.people), max(self.thresholds.check, self.thresholds.sure))

    def borne_out(self, faces: FaceTable, gallery: Gallery, distances: Distances) -> Distances:
        """The distances themselves: no face says anything about another one."""
        del faces, gallery
        return distances

    def judged(
        self,
        faces: FaceTable,
        gallery: Gallery,
        excluded: NDArray[np.bool_] | None = None,
        distances: Distances | None = None,
        near: Distances | None = None,
    ) -> Judged:
        """Judge each of N faces for each of P people by fixed distances, without probabilities."""
        del near
        if distances is None:
            distances = self.comparison(gallery)(faces.vectors)
        highest = np.where(faces.boxes[:, 2] < SMALL_PX, Grade.CHECK, Grade.SURE)
        return judged_within(self.thresholds, distances, highest, excluded)

    def like(
        self, faces: FaceTable, distances: Distances, references: int, row: int
    ) -> NDArray[np.int64]:
        """Nobody: how near two faces of one person are is not known without a formula."""
        del faces, distances, references, row
        return np.empty(0, np.int64)

    def apart(self, one: FloatArray, other: FloatArray) -> Distances:
        """Distances of single faces, shapes (N, D) and (M, D), to each other, shape (N, M)."""
        return pairwise(one, other, self.metric)

    def crowded(self, vectors: FloatArray) -> bool:
        """False: where people look alike is not known without a formula."""
        del vectors
        return False

    def highest(self, gallery: Gallery) -> NDArray[np.int8]:
        """`sure` for everybody: what poor references do was not measured for these networks."""
        return np.full(len(gallery.people), Grade.SURE, np.int8)

    def floor(self, faces: FaceTable, row: int) -> Floor | None:
        """What keeps a face from being `sure`: here nothing but its size."""
        return Floor.SMALL if faces.boxes[row, 2] < SMALL_PX else None


def judged_within(
    limits: Thresholds,
    distances: Distances,
    highest: NDArray[np.integer],
    excluded: NDArray[np.bool_] | None = None,
) -> Judged:
    """What faces are worth where two distances and a margin decide, and no probability is known.

    Args:
        limits: The same for everybody.
        distances: Shape (N, P).
        highest: Shape (N,), values of `Grade`: what a face can be at most, for its quality.
        excluded: As in `Judge.judged`.
    """
    possible = distances if excluded is None else np.where(excluded, np.inf, distances)
    near, perhaps = possible <= limits.sure, possible <= limits.check
    clear = possible <= _nearest_other(possible) - limits.margin
    by_distance, clearly = (
        np.where(certain, Grade.SURE, np.where(perhaps, Grade.CHECK, Grade.NOTHING)).astype(np.int8)
        for certain in (near, near & clear)
    )
    grades = np.minimum(clearly, highest[:, None]).astype(np.int8)
    return Judged(distances, np.full_like(distances, np.nan), by_distance, clearly, grades)


def person_distances(vectors: FloatArray, gallery: Gallery, metric: Metric) -> Distances:
    """Distance of faces to people: the mean of those to the nearest reference and to the centroid.

    The nearest reference alone lets in more strangers with every reference that is added; the
    centroid alone suits nobody who looks different in two photos. With three references a person
    (MTCNN + dlib-resnet, 43 labelled photos, 280 same and 2,100 different) the mean of both moves
    the same person from 0.42 to 0.41 (97th percentile) with sharp and from 0.60 to 0.59 with small
    grey references, and strangers nowhere (0.64 and 0.66 at one in a thousand).

    Args:
        vectors: Shape (N, D).
        gallery: P people, some perhaps without a reference.
        metric: How vectors are compared.

    Returns:
        Shape (N, P), float64; inf for a person without a reference.
    """
    result = np.full((len(vectors), len(gallery.people)), np.inf)
    order = np.argsort(gallery.owner, kind="stable")
    known = gallery.vectors[order]
    people, starts = np.unique(gallery.owner[order], return_index=True)
    if not len(people):
        return result
    centroids = np.concatenate([_centroid(own, metric) for own in np.split(known, starts[1:])])
    step = min(CHUNK_ROWS, max(1, CHUNK_PAIRS // (len(known) + len(people))))
    for start in range(0, len(vectors), step):
        rows = slice(start, start + step)
        to_references = pairwise(vectors[rows], known, metric)
        nearest = np.minimum.reduceat(to_references, starts, axis=1)
        to_centroids = pairwise(vectors[rows], centroids, metric)
        result[rows, people] = np.round((nearest + to_centroids) / 2, DECIMALS)
    return result


def _nearest_other(distances: Distances) -> Distances:
    """For each face and person, the distance to the nearest *other* person (inf without one)."""
    if distances.shape[1] == 1:
        return np.full_like(distances, np.inf)
    two = np.partition(distances, 1, axis=1)[:, :2]
    return np.where(distances <= two[:, :1], two[:, 1:], two[:, :1])


def _centroid(vectors: FloatArray, metric: Metric) -> FloatArray:
    """The mean, shape (1, D); for the cosine of directions, not of lengths."""
    if metric is Metric.COSINE:
        vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    # Sorted, so that the order of the references does not change the last bit of the sum.
    ordered = np.sort(vectors.astype(np.float64), axis=0)
    return np.asarray(ordered.mean(axis=0, keepdims=True), dtype=np.float32)
