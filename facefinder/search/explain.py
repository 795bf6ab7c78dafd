"""`facefinder explain PHOTO`: which faces are in it, and for each person the step that said no."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from facefinder import discover
from facefinder.errors import UsageError
from facefinder.match.hits import (
    SMALL_PX,
    Decided,
    Hit,
    decided_rows,
    find_hits,
    nearest_reference,
    person_distances,
)
from facefinder.models.catalogue import Thresholds
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Gallery, Verdict
from facefinder.records.photos import FaceTable, Failed, Outcome, Photo
from facefinder.search.engine import ChosenEngine, choose
from facefinder.search.gallery import read_references
from facefinder.search.known import find_known
from facefinder.search.listener import Listener
from facefinder.search.look_closer import look_closer
from facefinder.search.session import opened
from facefinder.settings import Settings


class Step(Enum):
    """The step of a search that decided about a face and a person."""

    CONFIRMED = auto()
    REJECTED = auto()
    SURE = auto()
    CHECK_TOO_FAR = auto()
    CHECK_TOO_SMALL = auto()
    CHECK_OTHER_NEAR = auto()
    NO_TOO_FAR = auto()
    NO_SURELY_OTHER = auto()
    NO_CONFIRMED_OTHER = auto()
    NO_BETTER_FACE = auto()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a search makes of a face and a person.

    Attributes:
        person: Name.
        distance: Of the face to the person.
        nearest: The photo of the reference that is most like the face.
        verdict: Of the match; None = it is none.
        step: What decided that.
        other: The other person, where one decided.
        other_distance: Of the face to that other person.
        better_face: Number of the face that fits better, from 1 on, where that decided.
    """

    person: str
    distance: float
    nearest: Photo
    verdict: Verdict | None
    step: Step
    other: str = ""
    other_distance: float = 0.0
    better_face: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ExplainedFace:
    """A face, and what a search makes of it: for each person, the nearest first."""

    face: Face
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What a search makes of one photo.

    Attributes:
        outcome: The photo as it was read, or why it cannot be.
        thresholds: What distances mean.
        faces: Those that were found.
        missed: Faces that show only when the photo is looked at from near.
        least_px: About the width of the smallest face that the detector can find in this photo.
    """

    outcome: Outcome
    thresholds: Thresholds
    faces: tuple[ExplainedFace, ...] = ()
    missed: Sequence[Box] = ()
    least_px: float = 0.0


def explain(settings: Settings, listener: Listener) -> Explained:
    """Look at the one photo in `settings.inputs` as a search does, and find out why it decided so.

    Raises:
        UsageError: It is not one photo, or there is nobody to look for.
        FacefinderError: As `people.find_people`.
    """
    engine = choose(settings.engine)
    known = find_known(settings.whom, listener)
    photos = [] if settings.inputs[0].is_dir() else discover.find_photos(settings.inputs).photos
    if len(photos) != 1:
        raise UsageError("Name one photo to explain.", "A folder is searched by `facefinder find`.")

    with opened(settings, engine) as session:
        plan = session.plan(known.photos, photos)
        gallery = read_references(session, plan, known, photos, listener).gallery
        for _ in session.read(plan.photos):
            pass
        (outcome,) = session.outcomes(photos)
        decisions = session.index.decided(photos)

    if isinstance(outcome, Failed):
        return Explained(outcome, engine.thresholds)
    faces = FaceTable.of([outcome])
    judge = _Judge(faces, gallery, engine, decided_rows(decisions, faces, gallery.people))
    return Explained(
        outcome,
        engine.thresholds,
        tuple(ExplainedFace(face, judge.of_face(row)) for row, face in enumerate(outcome.faces)),
        look_closer(outcome, engine.settings, engine.models_dir, settings.work.limits.pixels),
        engine.detector.least_share * max(outcome.width, outcome.height),
    )


class _Judge:
    """Tells which step of a search decided about the faces of one photo."""

    def __init__(
        self, faces: FaceTable, gallery: Gallery, engine: ChosenEngine, decided: Sequence[Decided]
    ) -> None:
        self._faces, self._gallery, self._engine = faces, gallery, engine
        self._distances = person_distances(faces.vectors, gallery, engine.metric)
        self._words = {(word.row, word.person): word.yes for word in decided}
        self._hits = self._find(faces, decided)
        # As if each face were alone in a photo: what it would be if no other face fitted better.
        apart = replace(faces, photo_row=np.arange(len(faces.photo_row)))
        self._alone = self._find(apart, decided)

    def _find(self, faces: FaceTable, decided: Sequence[Decided]) -> dict[tuple[int, int], Hit]:
        engine = self._engine
        hits = find_hits(faces, self._gallery, engine.metric, engine.thresholds, decided)
        return {(hit.row, hit.person): hit for hit in hits}

    def of_face(self, row: int) -> tuple[Judgement, ...]:
        """One for each person, the nearest first."""
        nearest_first = np.argsort(self._distances[row], kind="stable").tolist()
        return tuple(self._judge(row, person) for person in nearest_first)

    def _judge(self, row: int, person: int) -> Judgement:
        gallery = self._gallery
        vector = self._faces.vectors[row]
        nearest = nearest_reference(vector, person, gallery, self._engine.metric)
        hit = self._hits.get((row, person))
        judgement = Judgement(
            person=gallery.people[person],
            distance=float(self._distances[row, person]),
            nearest=gallery.references[nearest].photo,
            verdict=None if hit is None else hit.verdict,
            step=Step.SURE,
        )
        word = self._words.get((row, person))
        if word is not None:
            return replace(judgement, step=Step.CONFIRMED if word else Step.REJECTED)
        if hit is None:
            return self._why_not(judgement, row, person)
        return judgement if hit.verdict is Verdict.SURE else self._why_not_sure(judgement, row)

    def _why_not(self, judgement: Judgement, row: int, person: int) -> Judgement:
        if (row, person) in self._alone:
            better = next(hit.row for hit in self._hits.values() if hit.person == person)
            return replace(judgement, step=Step.NO_BETTER_FACE, better_face=better + 1)
        if judgement.distance > self._engine.thresholds.check:
            return replace(judgement, step=Step.NO_TOO_FAR)
        # A face near enough is only left to somebody who it surely is.
        other = next(
            hit for hit in self._alone.values() if hit.row == row and hit.verdict is Verdict.SURE
        )
        return replace(
            judgement,
            step=Step.NO_CONFIRMED_OTHER if other.confirmed else Step.NO_SURELY_OTHER,
            other=self._gallery.people[other.person],
            other_distance=other.distance,
        )

    def _why_not_sure(self, judgement: Judgement, row: int) -> Judgement:
        if judgement.distance > self._engine.thresholds.sure:
            return replace(judgement, step=Step.CHECK_TOO_FAR)
        if self._faces.boxes[row, 2] < SMALL_PX:
            return replace(judgement, step=Step.CHECK_TOO_SMALL)
        distances: NDArray[np.float64] = self._distances[row].copy()
        distances[self._gallery.people.index(judgement.person)] = np.inf
        other = int(distances.argmin())
        return replace(
            judgement,
            step=Step.CHECK_OTHER_NEAR,
            other=self._gallery.people[other],
            other_distance=float(distances[other]),
        )
