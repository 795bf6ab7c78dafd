"""Judges by a distance that the user named, where otherwise probabilities would decide."""

import math
from dataclasses import dataclass

from numpy import bool_, empty, full, int8, int64, maximum
from numpy.typing import NDArray

from facefinder.evidence.judge import highest
from facefinder.match.by_distance import judged_within
from facefinder.match.by_evidence import ByEvidence, quality_of
from facefinder.match.judge import TYPICAL_REFERENCES, Comparison, Distances, Judged
from facefinder.models.catalogue import Thresholds
from facefinder.records.faces import FloatArray
from facefinder.records.people import Floor, Gallery
from facefinder.records.photos import FaceTable


@dataclass(frozen=True, slots=True)
class Within:
    """The `Judge` that says `sure` up to the user's distance, of whoever has how many references.

    It gives no probabilities: they could only contradict what the user decided. What a face must
    be like to be `sure` stays as it is.

    Attributes:
        usual: The judge of the same engine without that distance.
        thresholds: The user's distance, and what follows from it.
    """

    usual: ByEvidence
    thresholds: Thresholds

    @classmethod
    def distance(cls, sure: float, usual: ByEvidence) -> "Within":
        """The judge for a distance.

        `check` goes as much farther as it usually does. The margin is the difference of distances
        at which one of two people, without the other's getting less, has the share of a face that
        is usually `sure`.
        """
        limits, share = usual.limits(), usual.cuts.sure
        margin = math.log(share / (1 - share)) / usual.formula.fall
        check = sure + limits.check - limits.sure
        return cls(usual, Thresholds(sure, round(check, 4), round(margin, 4)))

    @property
    def same(self) -> float:
        """Distance up to which two faces may show one person who is known to be on both."""
        return self.usual.same

    @property
    def alike(self) -> float:
        """Distance up to which one of two people may be taken for the other."""
        return self.thresholds.sure

    @property
    def double(self) -> float:
        """Distance up to which two faces of one person are of one picture, as usual."""
        return self.usual.double

    def limits(self, references: int = TYPICAL_REFERENCES) -> Thresholds:
        """The user's distance and the `check` that follows, for any number of references."""
        del references
        return self.thresholds

    def comparison(self, gallery: Gallery) -> Comparison:
        """Tells how far faces are from P people, as usual."""
        return self.usual.comparison(gallery)

    def reach(self, gallery: Gallery) -> Distances:
        """Farther faces are not even worth a `check`, shape (P,)."""
        return full(len(gallery.people), max(self.thresholds.check, self.thresholds.sure, 0.0))

    def borne_out(self, faces: FaceTable, gallery: Gallery, distances: Distances) -> Distances:
        """The distances themselves: no face says anything about another one."""
        del faces, gallery
        return distances

    def judged(
        self,
        faces: FaceTable,
        gallery: Gallery,
        excluded: NDArray[bool_] | None = None,
        distances: Distances | None = None,
        near: Distances | None = None,
    ) -> Judged:
        """Judge each of N faces for each of P people by the user's distance."""
        del near
        # The distances alone: what neighbours and others make of them is not asked for.
        found = self.comparison(gallery)(faces.vectors) if distances is None else distances
        distances = maximum(found, 0.0)
        of_faces = highest(quality_of(faces))
        judged = judged_within(self.thresholds, distances, of_faces, excluded)
        return judged.at_most(self.highest(gallery))

    def like(
        self, faces: FaceTable, distances: Distances, references: int, row: int
    ) -> NDArray[int64]:
        """Nobody: the user's distance is that of the face itself."""
        del faces, distances, references, row
        return empty(0, int64)

    def apart(self, one: FloatArray, other: FloatArray) -> Distances:
        """Distances of single faces, shapes (N, D) and (M, D), to each other, shape (N, M)."""
        return self.usual.apart(one, other)

    def crowded(self, vectors: FloatArray) -> bool:
        """Whether strangers' faces are unusually near to these references."""
        return self.usual.crowded(vectors)

    def highest(self, gallery: Gallery) -> NDArray[int8]:
        """What people can be at most, for what their references are like, shape (P,)."""
        return self.usual.highest(gallery)

    def floor(self, faces: FaceTable, row: int) -> Floor | None:
        """What keeps a face from being `sure`, if anything does: its quality, never who it is."""
        return self.usual.floor(faces, row)
