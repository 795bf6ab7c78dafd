"""Faces as files of their own: upright squares that say whose they are, and when they were taken.

They are listed as copies are: `undo` removes them, and no later search takes them for photos.
"""

import hashlib
import io
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image

from facefinder.decode.picture import read_picture
from facefinder.decode.taken import day_taken
from facefinder.deliver.manifest import Manifest, Row, row_key
from facefinder.deliver.undo import remove_copies
from facefinder.errors import PhotoError
from facefinder.host.files import output_errors, remove_leftovers, rename_to_new, temporary_file
from facefinder.host.text import numbered, safe_name
from facefinder.pool import local
from facefinder.records.faces import FloatArray
from facefinder.records.long_paths import reachable
from facefinder.records.names import name_key
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Failed, Photo
from facefinder.report.upright import Place, upright, upright_place
from facefinder.sources.places import source_of

SIDE_PX: Final = 512
"""Side of a face's picture; where the photo shows the face smaller, it is enlarged."""
MOST_PX: Final = 6000
"""Long side at which a photo is decoded at most: 24 megapixels, some 70 MB."""
QUALITY: Final = 92
EXIF_BLOCK, TAKEN = 0x8769, 0x9003
"""Numbers of EXIF's own block, and of the day and time in it when a photo was taken."""

PHOTOS_IN_A_CALL: Final = 16
"""Whose faces a worker cuts out before it hands them over."""


@dataclass(frozen=True, slots=True)
class FaceFiles:
    """What became of the faces that were to be files.

    Attributes:
        written: The new ones.
        failed: Photos that can no longer be read.
    """

    written: list[Path] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


class Faces(NamedTuple):
    """The faces that a search found.

    Attributes:
        matches: Who they are.
        landmarks: As in `Face`, by the face's id.
        wrong: Person and photo, as a manifest has them, where a face is not that person's; what is
            there of them is removed, and cut out anew where another face in the photo is.
    """

    matches: Sequence[Match]
    landmarks: Mapping[str, FloatArray]
    wrong: frozenset[tuple[str, str]] = frozenset()


class Wanted(NamedTuple):
    """A face that is to be a file, where it is in its photo, and what the file is to be called."""

    match: Match
    place: Place
    name: str


class Task(NamedTuple):
    """The faces of one photo.

    Attributes:
        photo: The photo.
        day: When it was taken, ``YYYY-MM-DD``; "" = not known.
        wanted: Its faces.
        max_pixels: As in `picture.read_picture`.
    """

    photo: Photo
    day: str
    wanted: tuple[Wanted, ...]
    max_pixels: int


def write_faces(
    faces: Faces,
    target: Path,
    *,
    max_pixels: int,
    workers: int | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
) -> FaceFiles:
    """Write the face of each `sure` match into a folder: ``Anna 2018-07-22 IMG_1.jpg``.

    Nothing is ever overwritten, and what an earlier run wrote is not written again. What it wrote
    of somebody who is not in that photo, or has another face there, is removed.

    Args:
        faces: Of a search.
        target: The folder; made when it is missing and there is a face.
        max_pixels: As in `picture.read_picture`.
        workers: Processes; None = what suits this computer.
        progress: Is told how many photos of how many are done.
        say: Gets a sentence for each picture that stays because somebody changed it.

    Raises:
        OutputError: No room or no rights; what was written so far is whole and listed.
        WorkersError: A worker died.
    """
    files, listed = FaceFiles(), Listed(target, faces.wrong, say)
    listed.remove_wrong()
    tasks = list(tasks_of(faces, listed, max_pixels))
    parts = list(local.batches(tasks, PHOTOS_IN_A_CALL))
    processes = local.settle_workers(workers, len(tasks), lambda _: None)
    done = 0
    with output_errors(target):
        remove_leftovers(target)
        cut = local.map_tasks(cut_some, parts, workers=processes)
        for some, results in zip(parts, cut, strict=True):
            for task, pictures in zip(some, results, strict=True):
                if isinstance(pictures, str):
                    files.failed.append(Failed(task.photo, f"no face cut out: {pictures}"))
                else:
                    files.written.extend(listed.keep(task, pictures))
            done += len(some)
            progress(done, len(tasks))
    return files


class Listed:
    """The faces in a folder, by the list of what is ours there.

    Args:
        target: The folder.
        wrong: As in `Faces`.
        say: As `remove_copies` has it.
    """

    def __init__(
        self, target: Path, wrong: frozenset[tuple[str, str]], say: Callable[[str], None]
    ) -> None:
        self._target, self._wrong, self._say = target.absolute(), wrong, say
        self._manifest = Manifest(self._target)
        self._look()

    def _look(self) -> None:
        rows = [row for row in self._manifest.rows if reachable(self._target / row.copy).is_file()]
        self._places = {(*_of(row), _plain(row.copy)) for row in rows}
        self._contents = {row.sha256: self._target / row.copy for row in rows}

    def has(self, match: Match, name: str) -> bool:
        """Whether a face is there, under this name or with a number behind it."""
        place = *row_key(match.person, match.photo), _plain(name)
        return place in self._places

    @property
    def owners(self) -> set[tuple[str, str]]:
        """Person and photo of each face that is there, as a manifest has them."""
        return {place[:2] for place in self._places}

    def remove_wrong(self) -> None:
        """Remove the faces that may be wrong; those of whoever else is there are cut out anew."""
        if rows := [row for row in self._manifest.rows if _of(row) in self._wrong]:
            remove_copies(self._manifest, rows, self._say)
            self._look()

    def keep(self, task: Task, pictures: Sequence[bytes]) -> Iterator[Path]:
        """Write the faces of a photo; yield those of which the same picture is not there yet."""
        for wanted, picture in zip(task.wanted, pictures, strict=True):
            digest = hashlib.sha256(picture).hexdigest()
            if digest in self._contents:  # of another copy of the photo
                self._manifest.add(wanted.match, self._contents[digest], digest)
            else:
                self._contents[digest] = self._write(wanted, picture, digest)
                yield self._contents[digest]

    def _write(self, wanted: Wanted, picture: bytes, digest: str) -> Path:
        folder = reachable(self._target)
        folder.mkdir(parents=True, exist_ok=True)
        with temporary_file(folder) as (unfinished, output):
            output.write(picture)
            output.close()
            for name in numbered(wanted.name):
                final = self._target / name
                if not os.path.lexists(reachable(final)):
                    self._manifest.add(wanted.match, final, digest)
                    with suppress(FileExistsError):
                        rename_to_new(unfinished, reachable(final))
                        return final
        raise AssertionError  # the numbers never end


def _of(row: Row) -> tuple[str, str]:
    """Whose face a file is, and where it was."""
    return name_key(row.person), row.source


def _plain(name: str) -> str:
    """A name without the number that tells it from others."""
    return re.sub(r" \(\d+\)(?=\.jpg$)", "", name.removeprefix("./"))


def tasks_of(faces: Faces, listed: Listed, max_pixels: int) -> Iterator[Task]:
    """What is not there yet, a photo at a time."""
    photos: dict[Photo, list[Match]] = {}
    for match in faces.matches:
        if match.verdict is Verdict.SURE:
            photos.setdefault(match.photo, []).append(match)
    landmarks = faces.landmarks
    for photo, matches in photos.items():
        day = _day(photo)
        wanted = [
            Wanted(match, upright_place(landmarks[match.face_id], match.box), name)
            for match in matches
            if match.face_id in landmarks and not listed.has(match, name := _name(match, day))
        ]
        if wanted:
            yield Task(photo, day, tuple(wanted), max_pixels)


def _name(match: Match, day: str) -> str:
    stem = match.photo.name.rpartition(".")[0] or match.photo.name
    where = match.photo.inside.replace(":", ".")  # of a time, which no name on Windows may have
    return safe_name(" ".join(filter(None, (match.person, day, stem, where))) + ".jpg")


def _day(photo: Photo) -> str:
    try:
        return day_taken(photo)
    except OSError:  # to read it will say why
        return ""


def cut_some(tasks: Sequence[Task]) -> list[list[bytes] | str]:
    """The faces of a few photos as JPEG, or why a photo cannot be read: one call of a worker."""
    return [_cut(task) for task in tasks]


def _cut(task: Task) -> list[bytes] | str:
    least = min(wanted.place.box.w for wanted in task.wanted)

    def side(size: tuple[int, int]) -> int:
        """Large enough that no face has to be enlarged, as far as the photo shows it so large."""
        return min(MOST_PX, math.ceil(max(size) * SIDE_PX / max(1.0, least)))

    try:
        picture = read_picture(
            source_of(task.photo),
            max_side_px=side,
            max_pixels=task.max_pixels,
            inside=task.photo.inside,
        )
    except PhotoError as error:
        return error.reason
    return [_jpeg(upright(picture, one.place, SIDE_PX), task.day) for one in task.wanted]


def _jpeg(face: Image.Image, day: str) -> bytes:
    exif, output = Image.Exif(), io.BytesIO()
    if day:  # the time of day, which EXIF wants, is left at its beginning
        exif.get_ifd(EXIF_BLOCK)[TAKEN] = f"{day.replace('-', ':')} 00:00:00"
    face.save(output, "JPEG", quality=QUALITY, optimize=True, exif=exif)
    return output.getvalue()
