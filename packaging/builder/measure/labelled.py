"""A labelled folder, read by the engine: who is on which photo, and what the engine makes of it.

The folder has a ``labels.csv``: photo, person, group, tag, and the labelled face's box (face_x,
face_y, face_w, face_h, pixels of the upright photo). Photos lie beside it or in ``photos/``. In the
group `STRANGERS` every photo is somebody else, whatever the column says.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facefinder import discover
from facefinder.evidence.floors import Quality
from facefinder.pool import local, run
from facefinder.records.boxes import Box, best_at
from facefinder.records.faces import Face
from facefinder.records.photos import Outcome, Scanned
from facefinder.search.engine import choose
from facefinder.settings import EngineChoice

STRANGERS: Final = "stranger"
PORTRAITS: Final = "mixed"
"""The group that `STRANGERS` are strangers to."""


@dataclass(frozen=True, slots=True)
class Label:
    """A line of the table; `person` is nobody else's in the whole folder."""

    path: Path
    person: str
    group: str
    tag: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Labelled faces in columns, as one detector found them.

    Attributes:
        people: Shape (N,), names.
        groups: Shape (N,).
        tags: Shape (N,).
        vectors: Shape (N, D), float32.
        quality: Of the same faces.
        missed: Group -> labelled faces that the detector did not find.
    """

    people: NDArray[np.str_]
    groups: NDArray[np.str_]
    tags: NDArray[np.str_]
    vectors: NDArray[np.float32]
    quality: Quality
    missed: dict[str, int]

    def rows(self, wanted: NDArray[np.bool_]) -> "Faces":
        """Some of the faces."""
        return Faces(
            self.people[wanted],
            self.groups[wanted],
            self.tags[wanted],
            self.vectors[wanted],
            self.quality.rows(wanted),
            self.missed,
        )


def read_labels(folder: Path) -> list[Label]:
    """The lines of the folder's table."""
    photos = folder / "photos" if (folder / "photos").is_dir() else folder
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return [_label(row, photos) for row in csv.DictReader(file)]


def _label(row: dict[str, str], photos: Path) -> Label:
    person = row["photo"] if row["group"] == STRANGERS else row["person"]
    box = Box(*(float(row[f"face_{side}"]) for side in "xywh"))
    return Label(photos / row["photo"], person, row["group"], row["tag"], box)


def halves(labels: Sequence[Label]) -> dict[str, bool]:
    """Person -> belongs to the half that constants are fitted on; the other half measures.

    Every group is halved by itself (people in several: with their first), in an order that depends
    on the names alone, so that adding photos moves nobody.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for person, group in {label.person: label.group for label in reversed(labels)}.items():
        groups[group].append(person)
    return {
        person: number % 2 == 0
        for people in groups.values()
        for number, person in enumerate(sorted(people, key=_shuffled))
    }


def _shuffled(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def scan(labels: Sequence[Label], choice: EngineChoice, jobs: int) -> Faces:
    """Read the photos with the engine that was chosen."""
    engine = choose(choice)
    photos = discover.find_photos([label.path for label in labels]).photos
    outcomes: dict[Path, Outcome] = {}
    with closing(run.run(photos, engine.settings, engine.models_dir, workers=jobs)) as batches:
        for batch in batches:
            outcomes |= {outcome.photo.path: outcome for outcome in batch}
    local.stop_workers()
    return _table(labels, outcomes)


def _table(labels: Sequence[Label], outcomes: dict[Path, Outcome]) -> Faces:
    missed: dict[str, int] = defaultdict(int)
    found: list[tuple[Label, Face]] = []
    for label in labels:
        outcome = outcomes.get(label.path)
        faces = outcome.faces if isinstance(outcome, Scanned) else ()
        best = best_at(label.box, [face.box for face in faces])
        if best is None:
            missed[label.group] += 1
        else:
            found.append((label, faces[best]))
    return Faces(
        np.array([label.person for label, _ in found]),
        np.array([label.group for label, _ in found]),
        np.array([label.tag for label, _ in found]),
        np.stack([face.vector for _, face in found]),
        Quality(
            np.array([face.box.w for _, face in found], np.float32),
            np.array([face.sharpness for _, face in found], np.float32),
            np.array([face.score for _, face in found], np.float32),
            np.zeros(len(found), np.float32),  # steps: the index does not know them yet
        ),
        dict(missed),
    )


def reference_sets(
    faces: Faces, group: str, count: int, most: int, seed: int
) -> Iterator[NDArray[np.int64]]:
    """Choices of `count` reference photos of each person of a group, rows of `faces`.

    Args:
        faces: To choose from.
        group: Whose people.
        count: References a person.
        most: Choices a person, at most; people with too few photos have none.
        seed: Of the choice.
    """
    random: Any = np.random.default_rng([seed, count])
    own = np.flatnonzero(faces.groups == group)
    for person in np.unique(faces.people[own]):
        rows = own[faces.people[own] == person]
        if len(rows) > count:
            chosen = {tuple(sorted(random.permutation(rows)[:count])) for _ in range(most)}
            yield from (np.array(rows_of) for rows_of in sorted(chosen))


def searched(faces: Faces, group: str) -> NDArray[np.int64]:
    """Rows of the faces among which people of a group are looked for."""
    inside = faces.groups == group
    if group == PORTRAITS:
        inside |= faces.groups == STRANGERS
    return np.flatnonzero(inside)
