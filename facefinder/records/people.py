"""Whom we look for, by which references, and what was found and decided.

A *person* is whom we look for, a *reference* is a photo of a person, a *distance* compares two
vectors, a *verdict* says what a distance means.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from facefinder.records.boxes import Box
from facefinder.records.faces import Face, FloatArray, stack_vectors
from facefinder.records.photos import Photo
from facefinder.records.videos import clock


class Verdict(StrEnum):
    """What a distance means; "nothing" has no member, it is simply not a match."""

    SURE = "sure"
    CHECK = "check"


class Floor(StrEnum):
    """What keeps a face from being `sure`, however near it is; a sentence's end."""

    SMALL = "the face is very small"
    BLURRED = "the face is blurred"
    RUINED = "compression left little of the face"
    HARDLY_A_FACE = "it is hardly a face"
    REFERENCES = "no reference photo is good enough to be sure"


@dataclass(frozen=True, slots=True)
class Match:
    """A person in a photo.

    Attributes:
        person: Name.
        verdict: What the distance means, or what the user decided.
        distance: Of the face to the person.
        photo: The file.
        box: Around the face.
        score: Detection confidence, 0 to 1.
        nearest: Row of the gallery that the face is nearest to; -1 = not known.
        face_id: As `face_id` makes it; "" = not known.
        confirmed: The user said that it is this person.
        probability: How many of the faces that look like this are the person's, 0 to 1; None =
            not known.
        floor: What keeps it from being `sure` although the face is near enough, if that is it.
        elsewhere: The same person at other moments of the same video: as sure, or less.
    """

    person: str
    verdict: Verdict
    distance: float
    photo: Photo
    box: Box
    score: float
    nearest: int = -1
    face_id: str = ""
    confirmed: bool = False
    probability: float | None = None
    floor: Floor | None = None
    elsewhere: tuple["Match", ...] = ()

    @property
    def moments(self) -> tuple[int, ...]:
        """When the person is in the video, as surely as here: milliseconds; of a photo none."""
        here = [one for one in (self, *self.elsewhere) if one.verdict is self.verdict]
        return tuple(sorted(one.photo.moment for one in here if one.photo.moment is not None))

    @property
    def place(self) -> str:
        """Where in the file, for people: "page 2", "0:42, 3:10"; "" = its only picture."""
        return ", ".join(map(clock, self.moments)) or self.photo.place

    @property
    def told_probability(self) -> float | None:
        """Four digits of `probability`, cut off: rounded, a `check` might be said to be sure."""
        return None if self.probability is None else math.floor(self.probability * 1e4) / 1e4


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user said about a face.

    Attributes:
        person: Name.
        face_id: As `face_id` makes it.
        yes: It is this person; else it is not.
        learned: The face serves as a reference of the person.
    """

    person: str
    face_id: str
    yes: bool
    learned: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A face that a person is recognised by.

    Attributes:
        person: Name.
        photo: Where the face is.
        face: The one that counts.
        learned: From a decision of the user, not from the folder of references.
    """

    person: str
    photo: Photo
    face: Face
    learned: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a reference photo, in plain words."""

    path: str
    problem: str


@dataclass(frozen=True, slots=True)
class ReferencesOf:
    """What became of a person's reference photos.

    Attributes:
        name: The person.
        references: How many photos there are.
        used: How many of them give a face to the gallery.
        problems: One entry for every photo that is not simply fine.
        doubt: What is said where it is a guess whom the photos show; "" where they agree.
        learned: How many confirmed faces are used beside them.
    """

    name: str
    references: int
    used: int
    problems: tuple[Problem, ...]
    doubt: str = ""
    learned: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """The faces of the people we look for.

    Attributes:
        people: Names.
        vectors: Shape (R, D), float32, one row a reference face.
        owner: Shape (R,), int64, position in `people` of each row's person.
        references: Where each row comes from; empty = not known.
    """

    people: tuple[str, ...]
    vectors: FloatArray
    owner: NDArray[np.int64]
    references: tuple[Reference, ...] = ()

    def of_each(self) -> list[FloatArray]:
        """The vectors of each person's references, shape (R, D); R may be 0."""
        if not self.people:
            return []
        order = np.argsort(self.owner, kind="stable")
        ends = np.cumsum(np.bincount(self.owner, minlength=len(self.people)))
        return np.split(self.vectors[order], ends[:-1])

    def by_person(self) -> dict[str, list[Reference]]:
        """The references of each person; of somebody who has none, none."""
        own: dict[str, list[Reference]] = {name: [] for name in self.people}
        for reference in self.references:
            own[reference.person].append(reference)
        return own

    @classmethod
    def of(cls, people: Sequence[str], references: Sequence[Reference]) -> "Gallery":
        """The gallery of some references; people without any stay in it."""
        position = {name: number for number, name in enumerate(people)}
        return cls(
            tuple(people),
            stack_vectors([reference.face for reference in references]),
            np.array([position[reference.person] for reference in references], dtype=np.int64),
            tuple(references),
        )
