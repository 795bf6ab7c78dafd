"""What a run hands over: copies of photos, tables, documents.

The user's photos are opened read-only. Everything is written under a temporary name in its own
folder and then renamed: under its final name there is never half a file, and a copy never takes the
place of another file.
"""

import contextlib
import hashlib
import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from facefinder.deliver_files import (
    TEMPORARY,
    numbered,
    output_errors,
    printable,
    rename_to_new,
    safe_name,
    temporary_file,
    write_text,
)
from facefinder.deliver_tables import match_records, to_csv, to_frame
from facefinder.errors import OutputError, PhotoError
from facefinder.records import Failed, Match, Photo, Verdict

__all__ = [
    "Copied",
    "Copies",
    "copy_photos",
    "match_records",
    "printable",
    "safe_name",
    "to_csv",
    "to_frame",
    "write_text",
]

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """A photo of a person that lies in the person's folder.

    Attributes:
        person: As the user wrote it; the folder's name may differ (`safe_name`).
        photo: The original.
        copy: Where its content lies now.
        sha256: Of that content, hexadecimal.
        new: Whether this run copied it; else the same content was there before.
    """

    person: str
    photo: Photo
    copy: Path
    sha256: str
    new: bool


@dataclass(frozen=True, slots=True)
class Copies:
    """What became of the photos that were to be copied."""

    copied: list[Copied] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


def copy_photos(matches: Iterable[Match], target: Path) -> Copies:
    """Copy every photo with a `sure` verdict to ``target/<person>/<file name>``.

    A person's folder gets each content once, also over several runs. Another file of the same name
    stays; the copy is then called ``name (2).jpg``. Times are kept, and every copy is read again
    and compared. Photos that can no longer be read are listed as failed.

    Raises:
        OutputError: No room for all of them (found out before the first byte) or no rights; the
            copies finished so far are whole, and nothing else is left.
    """
    wanted: dict[str, dict[Path, Photo]] = {}
    for match in matches:
        if match.verdict is Verdict.SURE:
            wanted.setdefault(match.person, {})[match.photo.path] = match.photo
    target = target.absolute()
    copies = Copies()
    with output_errors(target):
        albums = [
            _Album(person, target / folder, list(wanted[person].values()), copies)
            for person, folder in _folder_names(wanted).items()
        ]
        _require_room(target, sum(album.missing_bytes for album in albums))
        for album in albums:
            album.fill()
    return copies


class _Album:
    """The folder of one person: compares what lies in it with what belongs there."""

    def __init__(self, person: str, folder: Path, photos: list[Photo], copies: Copies) -> None:
        self._person = person
        self._folder = folder
        self._copies = copies
        self._digests: dict[Path, str] = {}
        self._done: dict[Path, Path] = {}  # from what was read to where its content lies
        self._of_size: dict[int, list[Path]] = {}
        if folder.is_dir():
            for file in sorted(folder.iterdir()):
                if file.is_file() and not file.name.startswith(TEMPORARY):
                    self._of_size.setdefault(file.stat().st_size, []).append(file)
                    self._done[file] = file
        self.missing_bytes = 0
        self._plan: list[tuple[Photo, Path]] = []  # with the file that holds the same content
        for photo in photos:
            with self._failures_listed(photo):
                self._plan.append((photo, self._first_like(photo)))

    def _first_like(self, photo: Photo) -> Path:
        """Find the first file, there already or to be copied, with the photo's content."""
        with _photo_errors():
            size = photo.path.stat().st_size
            rivals = self._of_size.setdefault(size, [])
            for rival in rivals:  # only equal sizes are worth reading
                if self._equal(rival, photo.path):
                    return rival
        rivals.append(photo.path)
        self.missing_bytes += size
        return photo.path

    def _equal(self, rival: Path, original: Path) -> bool:
        try:
            digest = self._digest(rival)
        except OSError:  # whatever it is, nobody can compare with it
            return False
        return digest == self._digest(original)

    def _digest(self, path: Path) -> str:
        if path not in self._digests:
            with path.open("rb") as file:
                self._digests[path] = _sha256(file)
        return self._digests[path]

    def fill(self) -> None:
        for photo, like in self._plan:
            with self._failures_listed(photo):
                new = like not in self._done
                if new:
                    copy, digest = _copy(photo.path, self._folder)
                    self._done[like], self._digests[like] = copy, digest
                self._copies.copied.append(
                    Copied(self._person, photo, self._done[like], self._digest(like), new)
                )

    @contextlib.contextmanager
    def _failures_listed(self, photo: Photo) -> Iterator[None]:
        try:
            yield
        except PhotoError as error:
            self._copies.failed.append(Failed(photo, f"not copied: {error.reason}", error.lasting))


def _copy(source: Path, folder: Path) -> tuple[Path, str]:
    """Copy a file; return where it is now and its SHA-256."""
    with _photo_errors():
        original = source.open("rb")
    with original:
        folder.mkdir(parents=True, exist_ok=True)
        return _copy_open_file(original, folder, safe_name(source.name))


def _copy_open_file(original: BinaryIO, folder: Path, wanted_name: str) -> tuple[Path, str]:
    with temporary_file(folder) as (unfinished, output):
        digest = hashlib.sha256()
        times = os.fstat(original.fileno())
        while chunk := _read_chunk(original):
            digest.update(chunk)
            output.write(chunk)
        output.flush()
        output.seek(0)
        if _sha256(output) != digest.hexdigest():
            advice = "The drive may be faulty; copy to another one."
            raise OutputError(f"A copy in {folder} differs from its original.", advice)
        output.close()
        with contextlib.suppress(OSError):  # some network drives have times of their own
            os.utime(unfinished, ns=(times.st_atime_ns, times.st_mtime_ns))
        for name in numbered(wanted_name):
            with contextlib.suppress(FileExistsError):
                rename_to_new(unfinished, folder / name)
                return folder / name, digest.hexdigest()
    raise AssertionError  # the numbers never end


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _read_chunk(file: BinaryIO) -> bytes:
    with _photo_errors():
        return file.read(CHUNK_BYTES)


@contextlib.contextmanager
def _photo_errors() -> Iterator[None]:
    """Around what reads an original: failures there concern that photo alone."""
    try:
        yield
    except OSError as error:
        raise PhotoError(f"it cannot be read ({error.strerror})", lasting=False) from error


def _require_room(target: Path, size: int) -> None:
    place = next(folder for folder in (target, *target.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    if size > free:
        message = (
            f"The copies need {size / 1e6:,.0f} MB, but {target} has {free / 1e6:,.0f} MB free."
        )
        raise OutputError(message, "Free some, or copy to another drive.")


def _folder_names(people: Iterable[str]) -> dict[str, str]:
    """Give each person a folder of their own, also where case or accents' spelling do not count."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for person in sorted(people):
        for name in numbered(safe_name(person)):
            key = unicodedata.normalize("NFC", name).casefold()
            if key not in taken:
                taken.add(key)
                names[person] = name
                break
    return names
