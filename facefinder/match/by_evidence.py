"""Judges by probabilities: the networks whose errors were measured here (see `evidence`)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.constants import Formula
from facefinder.evidence.cuts import NORMAL, Cuts
from facefinder.evidence.floors import RUINED, SMALL_PX, Quality, fit_to_be_sure, is_a_face
from facefinder.evidence.judge import Grade, borne_out, judge
from facefinder.evidence.neighbours import (
    DOUBTFUL,
    POSSIBLE,
    Album,
    candidates,
    is_doubtful,
    neighbours,
)
from facefinder.evidence.probability import distance_at
from facefinder.evidence.scale import People, crowding, pair_distances
from facefinder.match.judge import TYPICAL_REFERENCES, Comparison, Distances, Judged
from facefinder.models.catalogue import Thresholds
from facefinder.records.faces import Face, FloatArray
from facefinder.records.people import Floor, Gallery
from facefinder.records.photos import FaceTable

SAME_BY_REQUEST = 0.5
"""How often two reference photos of one person show one person, before they are compared: whoever
made the folder says always, and albums say otherwise."""

DOUBLE = 0.3
"""Share of `ByEvidence.same` within which two faces of one person are of one picture.

Of pairs of different photos of one person at most 5 in 1,000 are so near (none of idols, actors,
athletes and footballers; 6 to 15 in the sets of children and adults, which have such copies); of
photos and their copies at half the size, at JPEG quality 30, mirrored or cut more than half.
Without this 60 people of LFW with one reference are `sure` in 91 % of their photos, and in 79 %
when the reference is there twice (both networks, YuNet)."""

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

    @property
    def same(self) -> float:
        """Distance up to which two faces may show one person who is known to be on both."""
        return distance_at(NORMAL.check, 1, self.formula, SAME_BY_REQUEST)

    @property
    def alike(self) -> float:
        """Distance up to which one of two people may be taken for the other."""
        return distance_at(self.cuts.sure, 1, self.formula)

    @property
    def double(self) -> float:
        """Distance up to which two faces of one person are of one picture."""
        return DOUBLE * self.same

    def limits(self, references: int = TYPICAL_REFERENCES) -> Thresholds:
        """The distances at which somebody with so many references is `sure`, or worth a `check`.

        They get tighter with every reference, because more references let strangers come nearer.
        """
        sure, check = (
            distance_at(cut, max(references, 1), self.formula)
            for cut in (self.cuts.sure, self.cuts.check)
        )
        return Thresholds(round(sure, 4), round(check, 4), 0.0)

    def comparison(self, gallery: Gallery) -> Comparison:
        """Tells how far faces are from P people: `scale.People`."""
        return People(gallery.of_each(), self.formula).distances

    def reach(self, gallery: Gallery) -> Distances:
        """Farther faces are nobody's, and no neighbours of others, shape (P,)."""
        counts = np.bincount(gallery.owner, minlength=len(gallery.people)).tolist()
        likely = min(POSSIBLE, *DOUBTFUL, *self.cuts)
        return np.array([distance_at(likely, max(count, 1), self.formula) for count in counts])

    def borne_out(self, faces: FaceTable, gallery: Gallery, distances: Distances) -> Distances:
        """Distances of N faces as other photos bear them out: `evidence.judge.borne_out`."""
        return borne_out(_album(faces), gallery.of_each(), self.formula, distances)

    def judged(
        self,
        faces: FaceTable,
        gallery: Gallery,
        excluded: NDArray[np.bool_] | None = None,
        distances: Distances | None = None,
        near: Distances | None = None,
    ) -> Judged:
        """Judge each of N faces for each of P people, by the probability that it is the person."""
        if distances is None:
            distances = self.comparison(gallery)(faces.vectors)
        found = judge(
            _album(faces),
            quality_of(faces),
            gallery.of_each(),
            self.formula,
            self.cuts,
            excluded=excluded,
            distances=distances,
            near=near,
        )
        # Nearer than the same picture nobody can be: below zero is only the local scale's doing.
        distances = np.maximum(distances, 0.0)
        judged = Judged(distances, found.probabilities, found.alone, found.likely, found.grades)
        return judged.at_most(self.highest(gallery))

    def like(
        self, faces: FaceTable, distances: Distances, references: int, row: int
    ) -> NDArray[np.int64]:
        """The rows of the faces in other photos by which a face is judged, too; nearest first."""
        rows = np.array([row])
        if not is_doubtful(distances[rows], references, self.formula).all():
            return np.empty(0, np.int64)
        album = _album(faces)
        others = candidates(distances, references, album, self.formula)
        return neighbours(rows, distances, others, album, self.formula)[1]

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

    def highest(self, gallery: Gallery) -> NDArray[np.int8]:
        """What people can be at most: without one fit reference, worth a check; shape (P,).

        Like a face that is too blurred or small to be sure about, such a reference is no more than
        a hint. Where nothing is known of the references, nothing is held against them.
        """
        known = {reference.person for reference in gallery.references}
        faces = [reference.face for reference in gallery.references]
        fit = fit_to_be_sure(quality_of_faces(faces)).tolist()
        good = {one.person for one, is_fit in zip(gallery.references, fit, strict=True) if is_fit}
        poor = [person in known and person not in good for person in gallery.people]
        return np.where(poor, Grade.CHECK, Grade.SURE).astype(np.int8)

    def floor(self, faces: FaceTable, row: int) -> Floor | None:
        """What keeps a face from being `sure`, if anything does: its quality, never who it is."""
        quality = quality_of(faces).rows(slice(row, row + 1))
        if fit_to_be_sure(quality).all():
            return None
        if not is_a_face(quality).all():
            return Floor.HARDLY_A_FACE
        if quality.widths[0] < SMALL_PX:
            return Floor.SMALL
        return Floor.RUINED if quality.steps[0] >= RUINED else Floor.BLURRED


def quality_of(faces: FaceTable) -> Quality:
    """How good the faces of a table are."""
    return Quality(faces.boxes[:, 2], faces.sharpness, faces.scores, faces.jpeg_steps)


def quality_of_faces(faces: Sequence[Face]) -> Quality:
    """How good some faces are."""
    rows = [(face.box.w, face.sharpness, face.score, face.jpeg_step) for face in faces]
    return Quality(*np.array(rows, np.float32).reshape(-1, 4).T)


def _album(faces: FaceTable) -> Album:
    return Album(faces.vectors, faces.photo_row, faces.takes)
