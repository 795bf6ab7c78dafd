"""`facefinder explain PHOTO`: which faces are in it, and for each person the step that said no."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from facefinder.discover.photos import find_photos
from facefinder.errors import PhotoError, UsageError
from facefinder.evidence.judge import Grade
from facefinder.match.hits import (
    Decided,
    Hit,
    decided_rows,
    hits_of,
    nearest_references,
    ruled_out,
)
from facefinder.match.judge import Judge
from facefinder.models.catalogue import Thresholds
from facefinder.pool.local import settle_workers
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Floor, Gallery, Verdict
from facefinder.records.photos import FaceTable, Failed, Outcome, Photo
from facefinder.records.sizes import longest_seen
from facefinder.search.engine import ChosenEngine, choose
from facefinder.search.gallery import read_references
from facefinder.search.known import find_known
from facefinder.search.listener import Listener
from facefinder.search.look_closer import look_closer
from facefinder.search.photos import list_photos
from facefinder.search.session import opened
from facefinder.settings import Settings


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


@dataclass(frozen=True, slots=True, eq=False)
class ExplainedFace:
    """A face, and what a search makes of it: for each person, the nearest first."""

    face: Face
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What a search makes of one picture in a photo's file.

    Attributes:
        outcome: The picture as it was read, or why it cannot be.
        faces: Those that were found.
        missed: Faces that show only when the photo is looked at from near.
        least_px: About the width of the smallest face that the detector can find in this picture.
        pictures: How many there are in the file.
    """

    outcome: Outcome
    faces: tuple[ExplainedFace, ...] = ()
    missed: Sequence[Box] = ()
    least_px: float = 0.0
    pictures: int = 1


def explain(settings: Settings, listener: Listener) -> list[Explained]:
    """Look at the first photo in `settings.inputs` as a search does, and find out why.

    What else stands there is the album: what is known of it already counts as in a search of it.

    Returns:
        One for each picture in the file, in their order.

    Raises:
        UsageError: It is not one photo, or there is nobody to look for.
        FacefinderError: What ends any search: no models, a locked index, workers that die.
    """
    engine = choose(settings.engine)
    known = find_known(settings.whom, listener)
    one = settings.inputs[0]
    if one.is_dir() or len(find_photos([one]).photos) != 1:
        raise UsageError("Name one photo to explain.", "A folder is searched by `facefinder find`.")
    photos = list_photos(settings, listener).photos  # that one, and what else was searched

    with opened(settings, engine) as session:
        plan = session.plan(known.photos, photos, listener.say)
        _tell_unread(len(set(plan.photos).difference(photos[:1])), listener)
        # Not as many as would suit the whole album.
        session.workers = settle_workers(None, len(plan.references) + 1, lambda _: None)
        gallery = read_references(session, plan, known, photos, listener).gallery
        for _ in session.read([photo for photo in plan.photos if photo == photos[0]]):
            pass
        outcomes = sorted(session.outcomes(photos[:1]), key=lambda one: one.photo.page)
        photos = list(session.index.with_pages(photos))
        decisions = session.index.decided(photos)
        faces = session.index.faces(photos)

    decided = decided_rows(decisions, faces, gallery.people)
    steps = _Steps(faces, photos, gallery, engine.judge, decided)
    explained = (_explained(one, steps, engine, settings) for one in outcomes)
    return [replace(one, pictures=len(outcomes)) for one in explained]


def _explained(
    outcome: Outcome, steps: "_Steps", engine: ChosenEngine, settings: Settings
) -> Explained:
    if isinstance(outcome, Failed):
        return Explained(outcome)
    most = settings.work.limits.pixels
    try:
        missed = look_closer(outcome, engine.settings, engine.models_dir, most)
    except PhotoError as error:  # the index knows it, but it is not as it was, or not allowed now
        return Explained(Failed(outcome.photo, error.reason, error.lasting))
    seen_px = longest_seen((outcome.width, outcome.height), engine.detector.part_px)
    rows = steps.rows_of(outcome.photo)
    return Explained(
        outcome,
        tuple(
            ExplainedFace(face, steps.of_face(row))
            for row, face in zip(rows, outcome.faces, strict=True)
        ),
        missed,
        engine.detector.least_share * seen_px,
    )


def _tell_unread(count: int, listener: Listener) -> None:
    if count:
        listener.say(
            f"photos there that were not read yet, and do not count here: {count:,}; "
            "`facefinder find` with the same -k and -i reads them"
        )


class _Steps:
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
        vector = self._faces.vectors[row : row + 1]
        (nearest,) = nearest_references(vector, person, gallery, self._judge)
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
