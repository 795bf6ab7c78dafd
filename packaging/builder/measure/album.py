"""The photos of one labelled group as the program reads them: what people are looked for in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from builder.measure.labelled import PORTRAITS, STRANGERS, Label, place_of
from facefinder.discover.photos import find_photos
from facefinder.records.boxes import Box
from facefinder.records.photos import FaceTable, Outcome, Scanned
from facefinder.search.engine import choose
from facefinder.search.session import opened
from facefinder.settings import EngineChoice, Settings, Whom, Work


def read(
    labels: Sequence[Label], choice: EngineChoice, workers: int, index: Path | None = None
) -> dict[Path, Outcome]:
    """Read the labelled photos as a search does.

    Args:
        labels: Name the photos.
        choice: By what they are read.
        workers: Processes.
        index: Remembers them for the next time; None = nothing does.
    """
    photos = find_photos(list(dict.fromkeys(label.path for label in labels))).photos
    settings = Settings(
        whom=Whom(needs_people=False),
        inputs=tuple(photo.path for photo in photos),
        engine=choice,
        work=Work(workers=workers),
        index=index,
    )
    with opened(settings, choose(choice)) as session:
        for _ in session.read(session.plan([], photos, lambda _: None).photos):
            pass
        return {outcome.photo.path: outcome for outcome in session.outcomes(photos)}


@dataclass(frozen=True, slots=True)
class Seen:
    """A photo on which a labelled face was found.

    Attributes:
        outcome: What was found.
        people: Who is on it, with the number of the face in `outcome`; None: nobody told which.
        boxes: Where they are, if that was told.
        tag: Of the label.
    """

    outcome: Scanned
    people: Mapping[str, int | None]
    boxes: Mapping[str, Box]
    tag: str

    def is_labelled(self, face: int) -> bool:
        """Whether a face is one that the labels are about, as far as they tell."""
        places = self.people.values()
        return None in places or face in places

    def shows(self, person: str, face: int) -> bool:
        """Whether a face is that person's, as far as the labels tell."""
        return person in self.people and self.people[person] in (None, face)


@dataclass(frozen=True, slots=True, eq=False)
class Album:
    """Photos of a group's people, and of whoever is a stranger to them.

    Attributes:
        photos: N photos.
        own: The group's people, each with the numbers of the photos that can be references: where
            it is told which face is meant, or nobody else is named; ascending.
        table: The faces of all photos.
        faces: Shape (rows of `table`,), which face of its photo a row is.
        labelled: Shape likewise, as `Seen.is_labelled`.
        missed: How many labelled faces were not found; they are no part of any figure.
    """

    photos: Sequence[Seen]
    own: Mapping[str, NDArray[np.int64]]
    table: FaceTable
    faces: NDArray[np.int64]
    labelled: NDArray[np.bool_]
    missed: int


def album_of(labels: Sequence[Label], outcomes: Mapping[Path, Outcome], group: str) -> Album:
    """Gather a group.

    Args:
        labels: Of all groups.
        outcomes: What was found on each photo.
        group: Whose people are to be looked for.
    """
    with_strangers = group == PORTRAITS or PORTRAITS not in {label.group for label in labels}
    inside: dict[Path, list[Label]] = defaultdict(list)
    for label in labels:
        if label.group == group or (with_strangers and label.group == STRANGERS):
            inside[label.path].append(label)
    photos: list[Seen] = []
    own: dict[str, list[int]] = defaultdict(list)
    for path, named in inside.items():
        seen = _seen(named, outcomes.get(path))
        if seen is not None:
            for label in named:
                is_clear = label.box is not None or len(named) == 1
                if label.group == group and label.person in seen.people and is_clear:
                    own[label.person].append(len(photos))
            photos.append(seen)
    table = FaceTable.of([seen.outcome for seen in photos])
    rows = table.photo_row
    faces = np.arange(len(rows)) - np.searchsorted(rows, rows)
    labelled = [
        photos[photo].is_labelled(face)
        for photo, face in zip(rows.tolist(), faces.tolist(), strict=True)
    ]
    return Album(
        photos,
        {person: np.array(numbers) for person, numbers in own.items()},
        table,
        faces,
        np.array(labelled, np.bool_),
        sum(map(len, inside.values())) - sum(len(seen.people) for seen in photos),
    )


def _seen(named: Sequence[Label], outcome: Outcome | None) -> Seen | None:
    """The photo with those of its people who were found; None: nobody was."""
    if not isinstance(outcome, Scanned) or not outcome.faces:
        return None
    places = {label.person: place_of(label, outcome.faces) for label in named}
    people = {
        label.person: places[label.person]
        for label in named
        if label.box is None or places[label.person] is not None
    }
    boxes = {label.person: label.box for label in named if label.box is not None}
    return Seen(outcome, people, boxes, named[0].tag) if people else None
