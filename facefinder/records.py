"""The data that flows through a run: small, frozen records, and arrays where there are many.

Vocabulary: a *photo* is a file, a *face* is in a photo, a *person* is whom we look for, a
*reference* is a photo of a person, a *vector* describes a face, a *distance* compares two vectors
(`score` is detection confidence only), a *verdict* says what a distance means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float32]
ImageArray: TypeAlias = NDArray[np.uint8]

SAME_FACE = 0.4
"""Intersection over union from which two boxes are around the same face. Detectors draw boxes of
different height; faces of two people beside each other hardly overlap at all."""


class Verdict(StrEnum):
    """What a distance means; "nothing" has no member, it is simply not a match."""

    SURE = "sure"
    CHECK = "check"


class Box(NamedTuple):
    """A rectangle in pixels of the upright, full-size photo; origin top left."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Photo:
    """A file that may hold a picture, as it was when the folder was listed.

    Attributes:
        root: The folder that was searched, absolute; the parent folder for a single file.
        relative: Path below `root`, always with ``/``.
        size: Bytes.
        mtime_ns: Time of last change, nanoseconds since the epoch.
    """

    root: str
    relative: str
    size: int
    mtime_ns: int

    @property
    def path(self) -> Path:
        """Where the file is now."""
        return Path(self.root, self.relative)

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Decoded pixels, upright.

    Attributes:
        pixels: RGB, shape (H, W, 3), uint8; possibly smaller than the photo.
        scale: Photo pixels for one pixel of `pixels` (1.0 = full size, 2.0 = half size decoded).
        full_size: Width and height of the upright, full-size photo in pixels.
    """

    pixels: ImageArray
    scale: float
    full_size: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class DetectedFace:
    """Where a face is, in pixels of the image that was given to the detector.

    Attributes:
        box: Around the face.
        score: Detection confidence, 0 to 1.
        landmarks: Shape (5, 2), float32, x and y of image-left eye, image-right eye, nose tip,
            image-left and image-right mouth corner (as the face itself stands upright).
    """

    box: Box
    score: float
    landmarks: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A face with its vector; coordinates in pixels of the upright, full-size photo.

    Attributes:
        box: Around the face.
        score: Detection confidence, 0 to 1.
        landmarks: Shape (5, 2), float32; order as in `DetectedFace`.
        sharpness: Variance of the Laplacian of the grey face crop; low is blurred.
        vector: Shape (D,), float32.
    """

    box: Box
    score: float
    landmarks: FloatArray
    sharpness: float
    vector: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Scanned:
    """A photo that was read, with the faces in it (perhaps none).

    Attributes:
        photo: The file.
        width: Of the upright, full-size photo, pixels.
        height: Likewise.
        content_hash: Short hash of the file's size, head and tail; recognises a moved file.
        faces: In the detector's order.
    """

    photo: Photo
    width: int
    height: int
    content_hash: bytes
    faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A photo that could not be read; `lasting` as in `PhotoError`."""

    photo: Photo
    reason: str
    lasting: bool = True


Outcome: TypeAlias = Scanned | Failed


def stack_vectors(faces: Sequence[Face]) -> FloatArray:
    """The vectors of some faces, shape (N, D), float32; (0, 0) without any face."""
    if not faces:
        return np.empty((0, 0), dtype=np.float32)
    return np.stack([face.vector for face in faces])


@dataclass(frozen=True, slots=True, eq=False)
class FaceTable:
    """Many faces in columns; row i of every array is the same face.

    Attributes:
        photo: Shape (N,), int64; position of the face's photo in the list that was asked about.
        boxes: Shape (N, 4), float32; x, y, w, h as in `Box`.
        scores: Shape (N,), float32.
        vectors: Shape (N, D), float32.
    """

    photo: NDArray[np.int64]
    boxes: FloatArray
    scores: FloatArray
    vectors: FloatArray

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "FaceTable":
        """The faces in some outcomes; `photo` is the position in `outcomes`."""
        rows = [
            (position, face)
            for position, outcome in enumerate(outcomes)
            if isinstance(outcome, Scanned)
            for face in outcome.faces
        ]
        return cls(
            np.array([position for position, _ in rows], dtype=np.int64),
            np.array([face.box for _, face in rows], dtype=np.float32).reshape(-1, 4),
            np.array([face.score for _, face in rows], dtype=np.float32),
            stack_vectors([face for _, face in rows]),
        )


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


def face_id(content_hash: bytes, box: Box) -> str:
    """Name of a face that stays when its photo is renamed, moved, or searched by another engine.

    Args:
        content_hash: Of the photo, as in `Scanned`.
        box: Around the face, pixels of the upright, full-size photo.
    """
    return f"{content_hash.hex()}:{','.join(str(round(side)) for side in box)}"


def parse_face_id(text: str) -> tuple[bytes, Box]:
    """Take apart what `face_id` made.

    Raises:
        ValueError: It is no such text.
    """
    digest, _, sides = text.partition(":")
    x, y, w, h = (int(side) for side in sides.split(","))
    return bytes.fromhex(digest), Box(x, y, w, h)


def same_face(box: Box, others: Sequence[Sequence[float]]) -> int | None:
    """Which of the other boxes is around the same face: the one that overlaps most, and enough.

    Args:
        box: Around a face, as another engine or an earlier run saw it.
        others: x, y, w, h of the faces in the same photo, in the same pixels.

    Returns:
        A position in `others`; None when the face is not among them.
    """
    overlaps = [_overlap(box, other) for other in others]
    best = max(range(len(overlaps)), key=overlaps.__getitem__, default=None)
    return best if best is not None and overlaps[best] >= SAME_FACE else None


def _overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union."""
    x, y, w, h = one
    left, top, wide, high = other
    across = min(x + w, left + wide) - max(x, left)
    down = min(y + h, top + high) - max(y, top)
    shared = max(across, 0.0) * max(down, 0.0)
    union = w * h + wide * high - shared
    return shared / union if union > 0 else 0.0


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
class PersonReport:
    """What became of a person's reference photos.

    Attributes:
        name: The person.
        references: How many photos there are.
        used: How many of them give a face to the gallery.
        problems: One entry for every photo that is not simply fine.
    """

    name: str
    references: int
    used: int
    problems: tuple[Problem, ...]


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
