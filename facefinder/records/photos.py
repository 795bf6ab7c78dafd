"""A photo file and what becomes of it; and the faces of many photos in columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from facefinder.records.boxes import Box
from facefinder.records.faces import Face, FloatArray, ImageArray, stack_vectors
from facefinder.records.long_paths import reachable
from facefinder.records.members import IN_ARCHIVE
from facefinder.records.videos import Moment, Pace, clock, moment_of, written

PAGE = "page "
"""Before the number of a picture that is not the first one of its file."""


IN_FILE = "!//"
"""In a picture's address, between its file and where in that it is; in no path."""


def page_number(inside: str) -> int:
    """Which picture of a file is in this place, from 1 on; 1 in a video, too."""
    return int(inside.removeprefix(PAGE)) if inside.startswith(PAGE) else 1


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture in a file, as the file was when its folder was listed.

    A file is listed as its first picture; what else is in it is known when it was read. A video is
    listed as a picture without faces; the moments of it that show somebody are its others.

    Attributes:
        root: The folder that was searched, absolute; the parent folder for a single file.
        relative: Path below `root`, always with ``/``.
        size: Bytes.
        mtime_ns: Time of last change, nanoseconds since the epoch.
        inside: Where in the file: "page 2", or "0:42.360" in a video; "" = its first or only
            picture.
        archive: Path below `root` of the archive that the file is in; "" = it is in none. Then
            `relative` is this, ``!/``, and the path in there; size and time are the member's.
        places: As of `Moment`, for one of a video.
    """

    root: str
    relative: str
    size: int
    mtime_ns: int
    inside: str = ""
    archive: str = ""
    places: tuple[Box, ...] = field(default=(), compare=False)

    @property
    def page(self) -> int:
        """Which picture of the file it is, from 1 on; 1 in a video, too."""
        return page_number(self.inside)

    @property
    def moment(self) -> int | None:
        """When it is in its video, milliseconds from the beginning; None in what is no video."""
        return moment_of(self.inside)

    @property
    def place(self) -> str:
        """Where in the file, for people: "page 2", "0:42"; "" = its first or only picture."""
        return self.inside if self.moment is None else clock(self.moment)

    def others(self, pages: int, moments: Iterable[Moment] = ()) -> list["Photo"]:
        """The other pictures of a file that has so many, or of a video with these moments."""
        others = [replace(self, inside=f"{PAGE}{number}") for number in range(2, pages + 1)]
        others += [replace(self, inside=written(one.at), places=one.places) for one in moments]
        return others

    @property
    def name(self) -> str:
        """What its file is called, without folders."""
        return self.relative.rpartition("/")[2]

    @property
    def path(self) -> Path:
        """The file on the disk, as this system reaches it; of a member, the archive."""
        return reachable(Path(self.root, self.archive or self.relative))

    @property
    def member(self) -> str:
        """Path in the archive; "" where it is in none."""
        return self.relative[len(self.archive + IN_ARCHIVE) :] if self.archive else ""

    @property
    def is_file(self) -> bool:
        """Whether a program that opens the file shows this picture, as far as is known."""
        return not (self.archive or self.inside)

    def members(self, inner: str, size: int, mtime_ns: int) -> "Photo":
        """A file in the archive that this one is."""
        relative = f"{self.relative}{IN_ARCHIVE}{inner}"
        return Photo(self.root, relative, size, mtime_ns, archive=self.relative)

    @property
    def file(self) -> str:
        """The file on the disk, as people write it."""
        return str(Path(self.root, self.archive or self.relative))

    @property
    def address(self) -> str:
        """Which of all pictures it is: its file, as `str` says it, and where in that."""
        return f"{self}{IN_FILE}{self.inside}" if self.inside else str(self)

    def __str__(self) -> str:
        return f"{self.file}{IN_ARCHIVE}{self.member}" if self.archive else self.file


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Decoded pixels, upright.

    Attributes:
        pixels: RGB, shape (H, W, 3), uint8; possibly smaller than the photo.
        scale: Photo pixels for one pixel of `pixels` (1.0 = full size, 2.0 = half size decoded).
        full_size: Width and height of the upright, full-size photo in pixels.
        jpeg_step: How coarsely a JPEG keeps brightness: the first entry of its quantisation table,
            3 at quality 90, 100 at quality 8; 0 where it is no JPEG.
        pages: How many pictures the file has that can be read.
        unseen: How many more it has.
        is_drawing: Whether it was drawn by the program, of another photo.
    """

    pixels: ImageArray
    scale: float
    full_size: tuple[int, int]
    jpeg_step: float = 0.0
    pages: int = 1
    unseen: int = 0
    is_drawing: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Scanned:
    """A photo that was read, with the faces in it (perhaps none).

    Attributes:
        photo: The file.
        width: Of the upright, full-size photo, pixels.
        height: Likewise.
        content_hash: Short hash of the file's size and parts of it, and of where in it the picture
            is; recognises a moved file.
        faces: In the detector's order.
        pages: How many pictures the file has; 1 where this is not the first one.
        unseen: How many more it has, of a kind that is not looked at.
        moments: When somebody is best seen in it, if it is a video, in order.
        pace: How it was looked at, if it is a video.
        took: As of `Failed`.
    """

    photo: Photo
    width: int
    height: int
    content_hash: bytes
    faces: tuple[Face, ...]
    pages: int = 1
    unseen: int = 0
    moments: tuple[Moment, ...] = ()
    pace: Pace | None = None
    took: float = 0.0

    @property
    def others(self) -> list[Photo]:
        """The other pictures of the file."""
        return self.photo.others(self.pages, self.moments)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What is known about a photo that was read, but for its faces.

    Attributes:
        width: Of the upright, full-size photo, pixels.
        height: Likewise.
        content_hash: As in `Scanned`.
        faces: How many there are in it.
        leans: How far faces lean that lean by more than 45 degrees, by their `face_id`.
    """

    width: int
    height: int
    content_hash: bytes
    faces: int
    leans: Mapping[str, float] = field(default_factory=dict)

    @property
    def turns(self) -> int:
        """Quarter turns against the clock after which the photo stands: all its faces agree."""
        turns = {round(lean / 90) % 4 for lean in self.leans.values()}
        return turns.pop() if len(self.leans) == self.faces and len(turns) == 1 else 0


@dataclass(frozen=True, slots=True)
class Failed:
    """A photo that could not be read.

    Attributes:
        photo: The file.
        reason: Why, in plain words.
        lasting: As in `PhotoError`.
        seconds: The limit of time that it took longer than; None where it failed otherwise. With
            a higher limit it is worth another try.
        content_hash: Hash of the whole file, where it lastingly cannot be read, and is not large;
            not of parts, as that of `Scanned`: a sound copy may differ anywhere.
        pages: How many pictures the file has, where this is the first one: the others may be good.
        took: Seconds that it took, of those that were read together an equal share; the index does
            not keep it.
    """

    photo: Photo
    reason: str
    lasting: bool = True
    seconds: float | None = None
    content_hash: bytes | None = None
    pages: int = 1
    took: float = field(default=0.0, compare=False)

    @property
    def others(self) -> list[Photo]:
        """The other pictures of the file."""
        return self.photo.others(self.pages)

    @property
    def is_kept(self) -> bool:
        """Whether the index has to remember it, if only for the other pictures of its file."""
        return self.lasting or self.pages > 1


Outcome: TypeAlias = Scanned | Failed


def takes_of(photos: Sequence[Photo]) -> NDArray[np.int64]:
    """For each photo its position; for all moments of a video that of the first."""
    first: dict[Photo, int] = {}
    return np.array(
        [
            first.setdefault(replace(photo, inside=""), position)
            if photo.inside and photo.moment is not None
            else position
            for position, photo in enumerate(photos)
        ],
        np.int64,
    )


@dataclass(frozen=True, slots=True, eq=False)
class FaceTable:
    """Many faces in columns; row i of every array is the same face.

    Attributes:
        photo_row: Shape (N,), int64; position of the face's photo in the list that was asked about.
        boxes: Shape (N, 4), float32; x, y, w, h as in `Box`.
        scores: Shape (N,), float32.
        vectors: Shape (N, D), float32.
        sharpness: Shape (N,), float32, as in `Face`.
        jpeg_steps: Shape (N,), float32, as `Face.jpeg_step`.
        takes: Shape (N,), int64; the `photo_row` of the first photo that was taken at once: of the
            first moment of a video, else the photo's own. When not given, it is that of all.
    """

    photo_row: NDArray[np.int64]
    boxes: FloatArray
    scores: FloatArray
    vectors: FloatArray
    sharpness: FloatArray
    jpeg_steps: FloatArray
    takes: NDArray[np.int64] = None  # type: ignore[assignment] # `__post_init__` gives it

    def __post_init__(self) -> None:
        if self.takes is None:
            object.__setattr__(self, "takes", self.photo_row)

    def rows(self, wanted: NDArray[np.bool_]) -> "FaceTable":
        """Some of the faces; copies, that keep nothing of the others in memory."""
        return FaceTable(*(getattr(self, field.name)[wanted] for field in fields(self)))

    @classmethod
    def joined(cls, tables: Sequence["FaceTable"]) -> "FaceTable":
        """The faces of several tables, one table after the other."""
        if not tables:
            return cls.of(())
        names = [field.name for field in fields(cls)]
        return cls(*(np.concatenate([getattr(one, name) for one in tables]) for name in names))

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "FaceTable":
        """The faces in some outcomes; `photo_row` is the position in `outcomes`."""
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
            np.array([face.sharpness for _, face in rows], dtype=np.float32),
            np.array([face.jpeg_step for _, face in rows], dtype=np.float32),
        )
