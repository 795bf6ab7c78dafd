"""Labelled folders: who is on which photo, and what the program finds there.

A folder is labelled by a ``labels.csv`` (photo, person; where it has them also group, tag, and the
labelled face's box: face_x, face_y, face_w, face_h, pixels of the upright photo; with commas,
semicolons or tabs, as spreadsheets write it), with the photos beside it or in ``photos/``; or by
its sub-folders, each of which is named after the person on its photos. Without a group, the
folder's name is the group. In the group `STRANGERS` every photo is somebody else, whatever the
column says.
"""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from builder.environment import say
from facefinder.discover.photos import find_photos
from facefinder.errors import UsageError
from facefinder.records.boxes import Box, best_at
from facefinder.records.faces import Face, FloatArray
from facefinder.records.photos import Outcome, Scanned

STRANGERS: Final = "stranger"
PORTRAITS: Final = "mixed"
"""The group that `STRANGERS` are strangers to; where it is missing, they are everybody's."""
_SIDES: Final = ("face_x", "face_y", "face_w", "face_h")


@dataclass(frozen=True, slots=True)
class Label:
    """A person on a photo; of one name there is one person, in all folders together.

    Attributes:
        path: The photo.
        person: Who is on it.
        group: Of people who are measured together.
        tag: What else is said about it.
        box: Where the face is; None = not told.
    """

    path: Path
    person: str
    group: str
    tag: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Faces whose owner is known, in columns: what constants are fitted on.

    Attributes:
        people: Shape (N,), names.
        groups: Shape (N,).
        vectors: Shape (N, D), float32.
    """

    people: NDArray[np.str_]
    groups: NDArray[np.str_]
    vectors: FloatArray

    def rows(self, wanted: NDArray[np.bool_]) -> "Faces":
        """Some of the faces."""
        return Faces(self.people[wanted], self.groups[wanted], self.vectors[wanted])


def read_labels(folders: Sequence[Path]) -> list[Label]:
    """Everything that the folders say, a photo that is there twice once.

    Raises:
        UsageError: A folder is not there, its table cannot be used, or nobody is named in it.
    """
    labels = [label for folder in folders for label in _of_folder(folder)]
    first: dict[bytes, Path] = {}
    same = {
        path: first.setdefault(hashlib.sha256(path.read_bytes()).digest(), path)
        for path in dict.fromkeys(label.path for label in labels)
    }
    once = {
        (same[label.path], label.person): replace(label, path=same[label.path])
        for label in reversed(labels)
    }
    return list(reversed(once.values()))


def _of_folder(folder: Path) -> list[Label]:
    """What one folder says.

    Raises:
        UsageError: Nothing.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder.", "Name one with labelled photos.")
    table = folder / "labels.csv"
    labels = list(_of_table(table) if table.is_file() else _of_people(folder))
    gone = [label.path for label in labels if not label.path.is_file()]
    if gone:
        say(f"{table}: {len(gone)} of the photos in it are not there, the first is {gone[0]}")
    labels = [label for label in labels if label.path not in set(gone)]
    if not labels:
        raise UsageError(
            f"{folder}: no photo in it has the name of a person.",
            "Make a folder for each person in it, or a labels.csv with the columns photo and "
            "person.",
        )
    return labels


def _of_people(folder: Path) -> Iterator[Label]:
    for person in sorted(path for path in folder.iterdir() if path.is_dir()):
        for photo in find_photos([person]).photos:
            yield Label(photo.path, person.name, folder.name)


def _of_table(table: Path) -> Iterator[Label]:
    """The rows of a table; those in which nobody is named are left out.

    Raises:
        UsageError: It is not what a table should be.
    """
    try:
        text = table.read_text("utf-8-sig")  # some spreadsheets put a mark before it
    except UnicodeDecodeError as error:
        raise UsageError(f"{table}: {error.reason}.", "Save it as UTF-8.") from error
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    if not {"photo", "person"} <= set(rows.fieldnames or ()):
        raise UsageError(
            f"{table}: its first line is {head.strip()!r}.", "It has to name photo and person."
        )
    photos = table.parent / "photos" if (table.parent / "photos").is_dir() else table.parent
    for row in rows:
        if not row["photo"]:
            continue
        try:
            label = _label(row, photos, table.parent.name)
        except ValueError as error:
            raise UsageError(
                f"{table}, line {rows.line_num}: {error}.", "A face's box is four numbers."
            ) from error
        if label.person:
            yield label


def _label(row: Mapping[str, str], photos: Path, name: str) -> Label:
    group = row.get("group") or name
    person = row["photo"] if group == STRANGERS else row["person"]
    told = all(row.get(side) for side in _SIDES)
    box = Box(*(float(row[side]) for side in _SIDES)) if told else None
    return Label(photos / row["photo"], person, group, row.get("tag") or "", box)


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


def faces_of(labels: Sequence[Label], outcomes: Mapping[Path, Outcome]) -> Faces:
    """The faces whose owner is certain: at the labelled place, or alone on a photo of one person.

    Args:
        labels: Who is where.
        outcomes: What was found on the photos.
    """
    people_on: dict[Path, int] = defaultdict(int)
    for label in labels:
        people_on[label.path] += 1
    found: list[tuple[Label, Face]] = []
    for label in labels:
        outcome = outcomes.get(label.path)
        faces = outcome.faces if isinstance(outcome, Scanned) else ()
        place = place_of(label, faces)
        if place is None and label.box is None and len(faces) == 1 == people_on[label.path]:
            place = 0
        if place is not None:
            found.append((label, faces[place]))
    return Faces(
        np.array([label.person for label, _ in found]),
        np.array([label.group for label, _ in found]),
        np.stack([face.vector for _, face in found]),
    )


def place_of(label: Label, faces: Sequence[Face]) -> int | None:
    """Which of the faces on the photo is the labelled one; None: none, or nobody told."""
    if label.box is None:
        return None
    return best_at(label.box, [face.box for face in faces])


def choices(
    own: NDArray[np.int64], count: int, most: int, seed: Sequence[int]
) -> Iterator[NDArray[np.int64]]:
    """Choices of `count` of somebody's photos, at most `most`; none where nothing is left to find.

    Args:
        own: The person's photos, by number.
        count: References.
        most: Choices.
        seed: Of the choice.
    """
    if len(own) <= count:
        return
    random: Any = np.random.default_rng(seed)
    chosen = {tuple(sorted(random.permutation(own)[:count].tolist())) for _ in range(most)}
    yield from (np.array(rows) for rows in sorted(chosen))
