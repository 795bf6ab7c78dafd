"""Judges by probabilities: the networks whose errors were measured here (see `evidence`)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.constants import Formula
from facefinder.evidence.cuts import NORMAL, Cuts
from facefinder.evidence.floors import RUINED, SMALL_PX, Quality, fit_to_be_sure, is_a_face
from facefinder.evidence.judge import Grade, judge
from facefinder.evidence.probability import distance_at, log_odds
from facefinder.evidence.scale import crowding, pair_distances
from facefinder.match.judge import TYPICAL_REFERENCES, Distances, Floor, Judged
from facefinder.models.catalogue import Thresholds
from facefinder.records.faces import FloatArray
from facefinder.records.people import Gallery
from facefinder.records.photos import FaceTable

SAME_BY_REQUEST = 0.5
"""How often two reference photos of one person show one person, before they are compared: whoever
made the folder says always, and albums say otherwise."""

CROWDED = math.log(20)
"""From where on a person's surroundings are called crowded: by their distances alone, strangers'
faces would have twenty times the odds that they have elsewhere.

Correcting for that brings most of it back, not all. With both networks and three references this
flags 99 of 100 sets of references of Korean idols, 32 of Japanese ones (1.6 of 1,000 strangers of
both are `sure`, elsewhere 0.1), 7 of East Asian people in LFW, 8 of children, and none of 1,400
others in LFW; with one reference 40 of the small soft crops of parents and children. By dlib-resnet
alone it is half of the East Asian people in LFW. MTCNN and YuNet are nearly alike; most of these
faces were in the fit of the scale."""


@dataclass(frozen=True, slots=True)
class ByEvidence:
    """The `Judge` of an engine with a formula.

    Attributes:
        formula: What its distances are worth.
        cuts: From which probability on a face is `sure`, or worth a `check`.
    """

    formula: Formula
    cuts: Cuts = NORMAL

    @classmethod
    def within(cls, formula: Formula, distance: float, usual: Cuts = NORMAL) -> "ByEvidence":
        """A judge that says `sure` up to a distance, `check` as much farther as it usually does."""
        normal = cls(formula, usual).limits()
        check = distance + normal.check - normal.sure
        return cls(formula, Cuts(*(_probability(at, formula) for at in (distance, check))))

    @property
    def same(self) -> float:
        """Distance up to which two faces may show one person who is known to be on both."""
        return distance_at(NORMAL.check, 1, self.formula, SAME_BY_REQUEST)

    @property
    def alike(self) -> float:
        """Distance up to which one of two people may be taken for the other."""
        return distance_at(self.cuts.sure, 1, self.formula)

    def limits(self, references: int = TYPICAL_REFERENCES) -> Thresholds:
        """The distances at which somebody with so many references is `sure`, or worth a `check`.

        They get tighter with every reference, because more references let strangers come nearer.
        """
        sure, check = (
            distance_at(cut, max(references, 1), self.formula)
            for cut in (self.cuts.sure, self.cuts.check)
        )
        return Thresholds(round(sure, 4), round(check, 4), 0.0)

    def judged(
        self, faces: FaceTable, gallery: Gallery, excluded: NDArray[np.bool_] | None = None
    ) -> Judged:
        """Judge each of N faces for each of P people, by the probability that it is the person."""
        owned = [gallery.vectors[gallery.owner == person] for person in range(len(gallery.people))]
        quality = _quality(faces)
        found = judge(faces.vectors, quality, owned, self.formula, self.cuts, excluded=excluded)
        limits = [self.limits(len(known)) for known in owned]
        near, perhaps = (
            found.distances <= [getattr(limit, name) for limit in limits]
            for name in ("sure", "check")
        )
        alone = np.where(near, Grade.SURE, np.where(perhaps, Grade.CHECK, Grade.NOTHING))
        # Nearer than the same picture nobody can be: below zero is only the local scale's doing.
        distances = np.maximum(found.distances, 0.0)
        return Judged(distances, found.probabilities, alone.astype(np.int8), found.grades)

    def apart(self, one: FloatArray, other: FloatArray) -> Distances:
        """Distances of single faces, shapes (N, D) and (M, D), to each other, shape (N, M)."""
        # Nearer than the same picture nobody can be: below zero is only the local scale's doing.
        apart = pair_distances(one.astype(np.float64), other.astype(np.float64), self.formula)
        return np.maximum(apart, 0.0)

    def crowded(self, vectors: FloatArray) -> bool:
        """Whether strangers' faces are unusually near to these references (see `CROWDED`)."""
        if not len(vectors):
            return False
        lengthened = float(crowding(vectors.astype(np.float64), self.formula).mean())
        return lengthened * self.formula.fall >= CROWDED

    def floor(self, faces: FaceTable, row: int) -> Floor | None:
        """What keeps a face from being `sure`, if anything does: its quality, never who it is."""
        quality = _quality(faces)
        if bool(fit_to_be_sure(quality)[row]):
            return None
        if not bool(is_a_face(quality)[row]):
            return Floor.HARDLY_A_FACE
        if quality.widths[row] < SMALL_PX:
            return Floor.SMALL
        return Floor.RUINED if quality.steps[row] >= RUINED else Floor.BLURRED


def _probability(distance: float, formula: Formula) -> float:
    odds = float(log_odds(np.array([distance]), TYPICAL_REFERENCES, formula)[0])
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0


def _quality(faces: FaceTable) -> Quality:
    return Quality(faces.boxes[:, 2], faces.sharpness, faces.scores, faces.jpeg_steps)
