"""`facefinder explain PHOTO`: which faces are in it, and for each person the step that said no."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from facefinder.discover.found import Discovered
from facefinder.discover.photos import find_photos
from facefinder.errors import PhotoError, UsageError
from facefinder.match.hits import decided_rows
from facefinder.pool.local import settle_workers
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.photos import Failed, Outcome, Photo
from facefinder.records.sizes import longest_seen
from facefinder.search.engine import ChosenEngine, choose
from facefinder.search.gallery import read_references
from facefinder.search.known import find_known
from facefinder.search.listener import Listener
from facefinder.search.look_closer import look_closer
from facefinder.search.period import only_of_time
from facefinder.search.photos import list_photos
from facefinder.search.session import opened
from facefinder.search.why import Judgement, Steps
from facefinder.settings import Settings


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
    one = _the_photo(settings.inputs[0])
    found = list_photos(settings, listener)  # that one, and what else was searched

    with opened(settings, engine) as session:
        searched = only_of_time(found, settings, session.index, listener).photos
        if one not in searched:
            listener.say("With these options a search does not look at this photo")
        photos = [one, *(photo for photo in searched if photo != one)]
        plan = session.plan(known.photos, photos, listener.say)
        _tell_unread(len(set(plan.photos).difference(photos[:1])), listener)
        # Not as many as would suit the whole album.
        session.workers = settle_workers(None, len(plan.references) + 1, lambda _: None)
        gallery = read_references(session, plan, known, photos, listener).gallery
        for _ in session.read([photo for photo in plan.photos if photo == photos[0]]):
            pass
        outcomes = _in_order(session.outcomes(photos[:1]))
        photos = list(session.index.with_pages(photos))
        decisions = session.index.decided(photos)
        faces = session.index.faces(photos)

    decided = decided_rows(decisions, faces, gallery.people)
    steps = Steps(faces, photos, gallery, engine.judge, decided)
    explained = (_explained(one, steps, engine, settings) for one in outcomes)
    return [replace(one, pictures=len(outcomes)) for one in explained]


def _in_order(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The pictures of a file; a video itself only where no moment of it shows a face."""
    moments = [one for one in outcomes if one.photo.moment is not None]
    return sorted(moments or outcomes, key=lambda one: (one.photo.page, one.photo.moment or 0))


def _the_photo(path: Path) -> Photo:
    found = Discovered() if path.is_dir() else find_photos([path])
    if found.failed and not found.photos:
        failed = found.failed[0]
        raise UsageError(f"'{failed.photo}' cannot be explained: {failed.reason}.")
    if len(found.photos) != 1:
        raise UsageError("Name one photo to explain.", "A folder is searched by `facefinder find`.")
    return found.photos[0]


def _explained(
    outcome: Outcome, steps: Steps, engine: ChosenEngine, settings: Settings
) -> Explained:
    if isinstance(outcome, Failed) or outcome.pace:
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
