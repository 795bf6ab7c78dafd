"""Which step of a search decided about a face and a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from facefinder.evidence.judge import Grade
from facefinder.match.hits import Decided, Hit, hits_of, nearest_references, ruled_out
from facefinder.match.judge import Judge
from facefinder.models.catalogue import Thresholds
from facefinder.records.people import Floor, Gallery, Verdict
from facefinder.records.photos import FaceTable, Photo


class Step(Enum):
    """The step of a search that decided about a face and a person."""

    CONFIRMED = auto()
    REJECTED = auto()
    SURE = auto()
    SURE_LIKE = auto()
    CHECK_TOO_FAR = auto()
    CHECK_BAD_FACE = auto()
    CHECK_OTHER_NEAR = auto()
    CHECK_LIKE = auto()
    NO_TOO_FAR = auto()
    NO_LIKE = auto()
    NO_FACE = auto()
    NO_OTHER_NEAR = auto()
    NO_SURELY_OTHER = auto()
    NO_CONFIRMED_OTHER = auto()
    NO_BETTER_FACE = auto()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a search makes of a face and a person.

    Attributes:
        person: Name.
        distance: Of the face to the person.
        probability: As in `Match`; None also where the user said no.
        limits: The distances that count for this person.
        nearest: The photo of the reference that is most like the face.
        verdict: Of the match; None = it is none.
        step: What decided that.
        other: The other person, where one decided.
        other_distance: Of the face to that other person.
        better_face: Number of the face that fits better, from 1 on, where that decided.
        floor: What is wrong with the face, where that decided.
        like: Photos with faces that surely are the same as this one, by which it was judged, too;
            the one that did most first.
        like_likely: How likely the first of these faces is the person's.
    """

    person: str
    distance: float
    probability: float | None
    limits: Thresholds
    nearest: Photo
    verdict: Verdict | None
    step: Step
    other: str = ""
    other_distance: float = 0.0
    better_face: int = 0
    floor: Floor | None = None
    like: tuple[Photo, ...] = ()
    like_likely: float = 0.0


class Steps:
    """Tells which step of a search decided about the faces of the first of some photos' files."""

    def __init__(
        self,
        faces: FaceTable,
        photos: Sequence[Photo],
        gallery: Gallery,
        judge: Judge,
        decided: Sequence[Decided],
    ) -> None:
        self._faces, self._photos, self._gallery, self._judge = faces, photos, gallery, judge
        self._judged = judge.judged(faces, gallery, ruled_out(decided, faces, gallery))
        self._words = {(word.row, word.person): word.yes for word in decided}
        self._hits = self._find(decided, once=True)
        # What each face would be if no other one in the photo fitted better.
        self._alone = self._find(decided, once=False)

    def _find(self, decided: Sequence[Decided], *, once: bool) -> dict[tuple[int, int], Hit]:
        hits = hits_of(self._judged, self._faces, self._gallery, self._judge, decided, once=once)
        return {(hit.row, hit.person): hit for hit in hits if self._is_explained(hit.row)}

    def _is_explained(self, row: int) -> bool:
        photo, first = self._photos[self._faces.photo_row[row]], self._photos[0]
        return (photo.root, photo.relative) == (first.root, first.relative)

    def rows_of(self, photo: Photo) -> list[int]:
        """The rows of a photo's faces, in their order."""
        where = self._photos.index(photo)
        return np.flatnonzero(self._faces.photo_row == where).tolist()

    def of_face(self, row: int) -> tuple[Judgement, ...]:
        """One for each person, the nearest first."""
        nearest_first = np.argsort(self._judged.distances[row], kind="stable").tolist()
        return tuple(self._decide(row, person) for person in nearest_first)

    def _decide(self, row: int, person: int) -> Judgement:
        gallery = self._gallery
        (nearest,) = nearest_references(self._faces.vectors, [row], person, gallery, self._judge)
        hit = self._hits.get((row, person))
        likely = self._judged.probabilities[row, person]
        judgement = Judgement(
            person=gallery.people[person],
            distance=float(self._judged.distances[row, person]),
            probability=None if np.isnan(likely) else float(likely),
            limits=self._judge.limits(int((gallery.owner == person).sum())),
            nearest=gallery.references[nearest].photo,
            verdict=None if hit is None else hit.verdict,
            step=Step.SURE,
        )
        word = self._words.get((row, person))
        if word:
            return replace(judgement, step=Step.CONFIRMED)
        if word is False:
            return replace(judgement, step=Step.REJECTED, probability=None)
        judgement = self._with_like(judgement, row, person)
        if hit is None:
            return self._why_not(judgement, row, person)
        if hit.verdict is not Verdict.SURE:
            return self._why_not_sure(judgement, hit)
        alone = self._judged.by_distance[row, person]
        return judgement if alone == Grade.SURE else replace(judgement, step=Step.SURE_LIKE)

    def _with_like(self, judgement: Judgement, row: int, person: int) -> Judgement:
        count = int((self._gallery.owner == person).sum())
        distances = self._judged.distances[:, person]
        like = self._judge.like(self._faces, distances, count, row).tolist()
        if not like:
            return judgement
        # First the one that did most: farthest from the person where they speak against it.
        against = distances[like].mean() > distances[row]
        like.sort(key=lambda other: -distances[other] if against else distances[other])
        photos = tuple(self._photos[self._faces.photo_row[other]] for other in like)
        likely = float(self._judged.probabilities[like[0], person])
        return replace(judgement, like=photos, like_likely=likely)

    def _why_not(self, judgement: Judgement, row: int, person: int) -> Judgement:
        if (row, person) in self._alone:
            rows = self.rows_of(self._photos[self._faces.photo_row[row]])
            better = next(other for other in rows if (other, person) in self._hits)
            number = rows.index(better) + 1
            return replace(judgement, step=Step.NO_BETTER_FACE, better_face=number)
        alone = self._judged.by_distance[row]
        if alone[person] == Grade.NOTHING:
            return replace(judgement, step=Step.NO_TOO_FAR)
        if self._judge.floor(self._faces, row) is Floor.HARDLY_A_FACE:
            return replace(judgement, step=Step.NO_FACE, floor=Floor.HARDLY_A_FACE)
        sure = [
            hit for hit in self._alone.values() if hit.row == row and hit.verdict is Verdict.SURE
        ]
        if not sure and judgement.like and (alone > Grade.NOTHING).sum() == 1:
            return replace(judgement, step=Step.NO_LIKE)
        if not sure:
            return self._beside_other(judgement, row, person, Step.NO_OTHER_NEAR)
        return replace(
            judgement,
            step=Step.NO_CONFIRMED_OTHER if sure[0].confirmed else Step.NO_SURELY_OTHER,
            other=self._gallery.people[sure[0].person],
            other_distance=sure[0].distance,
        )

    def _why_not_sure(self, judgement: Judgement, hit: Hit) -> Judgement:
        alone = self._judged.by_distance[hit.row]
        if hit.floor is not None:
            return replace(judgement, step=Step.CHECK_BAD_FACE, floor=hit.floor)
        if alone[hit.person] < Grade.SURE:
            return replace(judgement, step=Step.CHECK_TOO_FAR)
        if judgement.like and (alone > Grade.NOTHING).sum() == 1:
            return replace(judgement, step=Step.CHECK_LIKE)
        return self._beside_other(judgement, hit.row, hit.person, Step.CHECK_OTHER_NEAR)

    def _beside_other(self, judgement: Judgement, row: int, person: int, step: Step) -> Judgement:
        """The face may be another person's as well: the likeliest, of whom the user allows."""
        distances, likely = self._judged.distances[row], self._judged.probabilities[row]
        allowed = [
            other
            for other in range(len(distances))
            if other != person and self._words.get((row, other)) is not False
        ]
        other = max(allowed, key=lambda one: (np.nan_to_num(likely[one]), -distances[one]))
        return replace(
            judgement,
            step=step,
            other=self._gallery.people[other],
            other_distance=float(distances[other]),
        )
