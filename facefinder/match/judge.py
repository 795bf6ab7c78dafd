"""What makes verdicts of vectors: a `Judge`, of which each kind of engine has its own.

`by_evidence` judges by probabilities, for the networks whose errors were measured here;
`by_distance` by two fixed distances, for all others.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from facefinder.models.catalogue import Thresholds
from facefinder.records.faces import FloatArray
from facefinder.records.people import Floor, Gallery
from facefinder.records.photos import FaceTable

Distances = NDArray[np.float64]
Comparison: TypeAlias = Callable[[FloatArray], Distances]

TYPICAL_REFERENCES = 3
"""What is said about distances in general is said for somebody with so many references."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What N faces are worth for P people, before the user's word and the once-a-photo rule.

    Attributes:
        distances: Shape (N, P); inf for a person without a reference.
        probabilities: Shape (N, P), 0 to 1: how many of the faces that look like this are the
            person's; nan where nobody measured that.
        by_distance: Shape (N, P), int8, values of `evidence.judge.Grade`: what the distance alone
            says, as far as the person's references allow, were the face fine and nobody else
            looked for; nothing for whom it is known not to be.
        unhindered: Shape (N, P), int8, likewise: the verdict, were face and references fine.
        grades: Shape (N, P), int8, likewise: the verdict that counts.
    """

    distances: Distances
    probabilities: Distances
    by_distance: NDArray[np.int8]
    unhindered: NDArray[np.int8]
    grades: NDArray[np.int8]

    def at_most(self, highest: NDArray[np.int8]) -> "Judged":
        """These verdicts, none above what its person can be at most, shape (P,)."""
        return replace(
            self,
            by_distance=np.minimum(self.by_distance, highest),
            grades=np.minimum(self.grades, highest),
        )


class Judge(Protocol):
    """Tells how near faces are, and what that means."""

    @property
    def same(self) -> float:
        """Distance up to which two faces may show one person who is known to be on both."""

    @property
    def alike(self) -> float:
        """Distance up to which one of two people may be taken for the other."""

    @property
    def double(self) -> float:
        """Distance up to which two faces of one person are of one picture; below 0: not told."""

    def limits(self, references: int = TYPICAL_REFERENCES) -> Thresholds:
        """The distances at which a person with so many references is `sure`, or worth a `check`."""

    def comparison(self, gallery: Gallery) -> Comparison:
        """Tells how far faces, vectors of shape (N, D), are from P people: shape (N, P).

        inf for a person without a reference; perhaps below 0.
        """

    def reach(self, gallery: Gallery) -> Distances:
        """How far from each person a face may be and still matter, shape (P,).

        One that is farther from everybody gets no verdict, and changes no other face's.
        """

    def borne_out(self, faces: FaceTable, gallery: Gallery, distances: Distances) -> Distances:
        """Distances of faces, shape (N, P), as other faces among them bear them out.

        With these each face is judged by itself: some faces of a table get the verdicts that they
        get among all.
        """

    def judged(
        self,
        faces: FaceTable,
        gallery: Gallery,
        excluded: NDArray[np.bool_] | None = None,
        distances: Distances | None = None,
        near: Distances | None = None,
    ) -> Judged:
        """Judge each face for each person.

        Args:
            faces: N faces.
            gallery: P people.
            excluded: Shape (N, P): who a face is known not to be. Such a person takes the face
                from nobody else, either; the distances stay what they are.
            distances: Shape (N, P), of `comparison`, where they are known already.
            near: Shape (N, P), of `borne_out`, likewise.
        """

    def like(
        self, faces: FaceTable, distances: Distances, references: int, row: int
    ) -> NDArray[np.int64]:
        """The rows of the faces in other photos by which a face is judged, too; the nearest first.

        Args:
            faces: N faces.
            distances: Shape (N,), of all to one person.
            references: That person's.
            row: Of the face in question.
        """

    def apart(self, one: FloatArray, other: FloatArray) -> Distances:
        """Distances of single faces, shapes (N, D) and (M, D), to each other, shape (N, M)."""

    def crowded(self, vectors: FloatArray) -> bool:
        """Whether a person with these references, shape (R, D), has unusually many look-alikes.

        False also where nobody measured that.
        """

    def highest(self, gallery: Gallery) -> NDArray[np.int8]:
        """What people can be at most, for what their references are like.

        Returns:
            Shape (P,), values of `evidence.judge.Grade`.
        """

    def floor(self, faces: FaceTable, row: int) -> Floor | None:
        """What keeps a face from being `sure`, if anything does."""
