"""`facefinder explain PHOTO`: which faces are in it, and for each person the step that said no."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facefinder import discover
from facefinder.errors import UsageError
from facefinder.host.text import printable
from facefinder.match.hits import (
    SMALL_PX,
    Hit,
    decided_rows,
    find_hits,
    nearest_reference,
    person_distances,
)
from facefinder.models.catalogue import Metric, Thresholds, detector_info
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Gallery, Verdict
from facefinder.records.photos import FaceTable, Failed, Photo, Scanned
from facefinder.search import look_closer
from facefinder.search.engine import choose
from facefinder.search.known import find_known, prepare
from facefinder.search.listener import Listener
from facefinder.search.session import opened
from facefinder.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What the program makes of one photo.

    Attributes:
        photo: The file.
        lines: The explanation, ready to be printed.
        faces: Each with the words to write beside it in a picture.
        failed: The photo cannot be read.
    """

    photo: Photo
    lines: list[str]
    faces: list[tuple[Face, str]]
    failed: bool = False


def explain(settings: Settings, listener: Listener) -> Explained:
    """Look at the one photo in `settings.inputs` as a search does, and say why.

    Raises:
        UsageError: It is not one photo, or there is nobody to look for.
        FacefinderError: As `people.find_people`.
    """
    engine, model, thresholds = choose(settings)
    known = find_known(settings, listener)
    photos = [] if settings.inputs[0].is_dir() else discover.find_photos(settings.inputs).photos
    if len(photos) != 1:
        raise UsageError("Name one photo to explain.", "A folder is searched by `facefinder find`.")
    with opened(settings, engine) as run:
        prepared = prepare(
            run, known, photos, model=model, thresholds=thresholds, listener=listener
        )
        for _ in run.read(prepared.new):
            pass
        gallery = prepared.gallery
        (outcome,) = run.outcomes(photos)
        decisions = run.index.decided(photos)
    if isinstance(outcome, Failed):
        lines = [f"{outcome.photo}: it cannot be read: {outcome.reason}"]
        return Explained(outcome.photo, lines, [], failed=True)
    table = FaceTable.of([outcome])
    decided = decided_rows(decisions, table, gallery.people)
    judged = _Judged(
        gallery,
        model.metric,
        thresholds,
        table,
        person_distances(table.vectors, gallery, model.metric),
        {(word.row, word.person): word.yes for word in decided},
        find_hits(table, gallery, model.metric, thresholds, decided),
    )
    share = detector_info(engine.detector).least_share
    seen = look_closer.look_closer(outcome, engine, settings.models_dir, settings.limits.pixels)
    return _explained(outcome, judged, seen, share * max(outcome.width, outcome.height))


def _explained(
    outcome: Scanned, judged: "_Judged", seen: Sequence[Box], needed: float
) -> Explained:
    lines = [
        (
            f"{outcome.photo}: {outcome.width} x {outcome.height} pixels, "
            f"{len(outcome.faces)} {'face' if len(outcome.faces) == 1 else 'faces'} found"
        )
    ]
    marked: list[tuple[Face, str]] = []
    for row, face in enumerate(outcome.faces):
        lines.append(f"Face {row + 1}: {_described(face)}")
        lines += [f"  {line}" for line in judged.lines(row)]
        marked.append((face, f"{row + 1} {judged.names(row)}".strip()))
    for missed in seen:
        reason = (
            f"face is {missed.w:.0f} px wide; about {needed:.0f} needed"
            if missed.w < needed
            else "it shows only when looked at closely, and was not found in the whole photo"
        )
        lines.append(f"Missed: at {missed.x:.0f}, {missed.y:.0f}: {reason}")
    if not outcome.faces and not seen:
        lines.append("No face was found, neither in the whole photo nor in its enlarged parts.")
    return Explained(outcome.photo, lines, marked)


def _described(face: Face) -> str:
    box = face.box
    return (
        f"{box.w:.0f} x {box.h:.0f} pixels at {box.x:.0f}, {box.y:.0f}; detection score "
        f"{face.score:.2f}; sharpness {face.sharpness:.0f}; {look_closer.turn(face.landmarks)}"
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """What matching decided about the faces of a photo.

    Attributes:
        gallery: The people.
        metric: How vectors are compared.
        thresholds: What distances mean.
        faces: N of them.
        distances: Shape (N, P), of faces to people.
        decided: What the user said, by face and person.
        hits: The result.
    """

    gallery: Gallery
    metric: Metric
    thresholds: Thresholds
    faces: FaceTable
    distances: NDArray[np.float64]
    decided: dict[tuple[int, int], bool]
    hits: list[Hit]

    def names(self, row: int) -> str:
        return ", ".join(
            self.gallery.people[hit.person] + ("" if hit.verdict is Verdict.SURE else "?")
            for hit in self.hits
            if hit.row == row
        )

    def lines(self, row: int) -> Iterator[str]:
        """One for each person, nearest first."""
        for person in np.argsort(self.distances[row], kind="stable").tolist():
            vector = self.faces.vectors[row]
            nearest = nearest_reference(vector, person, self.gallery, self.metric)
            yield (
                f"{self.gallery.people[person]}: {self._verdict(row, person)}; distance "
                f"{self.distances[row, person]:.4f}, most like "
                f"{self.gallery.references[nearest].photo}"
            )

    def _verdict(self, row: int, person: int) -> str:
        word = self.decided.get((row, person))
        hit = next((h for h in self.hits if (h.row, h.person) == (row, person)), None)
        if word is not None:
            return "yes, you confirmed it" if word else "no, you rejected it"
        if hit is None:
            return f"no, {self._why_not(row, person)}"
        if hit.verdict is Verdict.SURE:
            return f"sure (up to {self.thresholds.sure:g})"
        return f"check, not sure: {self._why_not_sure(row, person)}"

    def _why_not(self, row: int, person: int) -> str:
        distance, limits = self.distances[row, person], self.thresholds
        if distance > limits.check:
            return f"more than {limits.check:g}"
        here = next((hit for hit in self.hits if hit.row == row and hit.person != person), None)
        if here is not None:
            return f"it surely is {self.gallery.people[here.person]}"
        better = next((hit for hit in self.hits if hit.person == person), None)
        return f"face {better.row + 1} fits better" if better else "another person is as near"

    def _why_not_sure(self, row: int, person: int) -> str:
        distance, limits = self.distances[row, person], self.thresholds
        if distance > limits.sure:
            return f"more than {limits.sure:g}"
        width = self.faces.boxes[row, 2]
        if width < SMALL_PX:
            return f"face is {width:.0f} px wide; {SMALL_PX} needed"
        others = np.delete(self.distances[row], person)
        other = [name for i, name in enumerate(self.gallery.people) if i != person][others.argmin()]
        return f"{other} is nearly as near ({others.min():.4f}); {limits.margin:g} more is needed"


def write_picture(explained: Explained, target: Path, settings: Settings) -> None:
    """Draw the faces into a copy of the photo (JPEG, or PNG by the name's end).

    Raises:
        OutputError: It cannot be written.
        UsageError: It would take the place of the photo.
    """
    if target.exists() and target.samefile(explained.photo.path):
        raise UsageError("--picture would overwrite the photo.", "Name another file.")
    look_closer.draw(explained.photo.path, explained.faces, target, settings.limits.pixels)


def as_text(explained: Explained) -> str:
    """The explanation as text, harmless for a terminal."""
    return "\n".join(map(printable, explained.lines))
