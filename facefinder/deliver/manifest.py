"""The list of the copies in a folder, so that they can be told from the user's own files.

A row is written before its copy gets its final name: a run that is killed in between leaves a row
without a file, which harms nobody, and never a copy that nobody knows of.
"""

import contextlib
import csv
import io
import math
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from facefinder.errors import OutputError
from facefinder.host.files import output_errors, write_text
from facefinder.host.held import patiently
from facefinder.host.in_the_way import OTHER_FOLDER, is_free, somebody_elses
from facefinder.host.text import NAME_BYTES, cell, is_formula, numbered, safe_name
from facefinder.records.long_paths import reachable
from facefinder.records.names import file_key, name_key
from facefinder.records.people import Match
from facefinder.records.photos import Photo
from facefinder.records.results import CHECK_FOLDER, FACES_FOLDER, MANIFEST, MANIFEST_COLUMNS
from facefinder.sources.film_names import stills_of
from facefinder.sources.moments import stands_alone

MOST_NUMBERS: Final = 100
"""How many folders, or files, of one name and a number are taken for those of that name."""

NO_TEXT: Final = re.compile(r"\\x([0-9a-f]{2})")

NAMES: Final = ".xmp"
"""How a file with names is called that is made beside a copy, behind the name of that."""


class Row(NamedTuple):
    """A copy.

    Attributes:
        source: The original when it was copied, printable.
        copy: Below the manifest's folder, with ``/``; a formula's first character has ``./``
            in front, which names the same file and is no formula.
        sha256: Of the content, hexadecimal.
        person: Printable.
        distance: Of the best face; "" when the user said who it is.
        verdict: "sure" or "check".
        time: When it was copied, ISO 8601 with the offset from UTC.
    """

    source: str
    copy: str
    sha256: str
    person: str
    distance: str
    verdict: str
    time: str

    @property
    def has_names(self) -> bool:
        """Whether it is no photo, but a file with names beside the copy of one."""
        return self.copy.endswith(NAMES)

    @property
    def top(self) -> str:
        """The folder of the manifest's folder that the copy is in, or below; "" = in none."""
        parts = Path(self.copy).parts
        return parts[0] if len(parts) > 1 else ""

    @property
    def inner(self) -> str:
        """The path in that folder."""
        return self.copy.partition(f"{self.top}/")[2] if self.top else self.copy

    @property
    def is_at_home(self) -> bool:
        """Whether it lies in a folder of its person, or is a picture of the person's face."""
        return self.is_face or any(
            file_key(self.top) in map(file_key, islice(numbered(name), MOST_NUMBERS))
            for name in folders_of(self.person)
        )

    @property
    def is_as_put(self) -> bool:
        """Whether it is called as its original, and lies where copies of its person are put."""
        name = self.inner.removeprefix(f"{CHECK_FOLDER}/").removesuffix(NAMES)
        source = safe_name(re.split(r"[/\\]", self.source)[-1])
        names = islice(numbered(Path(source).stem), MOST_NUMBERS)
        is_named = file_key(Path(name).stem) in map(file_key, names)
        return self.is_face or (self.is_at_home and is_named)

    @property
    def is_face(self) -> bool:
        """Whether it is a picture of a face: in no folder, and called as the person.

        A whole photo in no folder was put there by somebody.
        """
        names = spellings(self.person)
        starts = (safe_name(f"{name} x.jpg").removesuffix("x.jpg") for name in names)
        return not self.top and Path(self.copy).name.startswith(tuple(starts))

    @property
    def is_photo(self) -> bool:
        """Whether it is a whole photo."""
        return not (self.has_names or self.is_face)


def spellings(person: str) -> set[str]:
    r"""How the user may have written the name of a person.

    Args:
        person: As a row has it: what a spreadsheet would run has a mark in front, and what is no
            text is written as ``\xf6``.
    """
    plain = person[1:] if person[:1] == "'" and is_formula(person[1:]) else person
    both = {person, plain}
    raw = {NO_TEXT.sub(lambda found: chr(0xDC00 + int(found[1], 16)), one) for one in both}
    return both | raw


def folders_of(person: str) -> set[str]:
    """How the folder of a person may be called, where that name was not taken; as `spellings`."""
    return set(map(safe_name, spellings(person)))


def person_key(person: str) -> str:
    """By which the rows about a person are known, whoever wrote the name in which form."""
    return name_key(cell(person))


def row_key(person: str, photo: Photo | str) -> tuple[str, str]:
    """By which rows are known: the person's `person_key`, and the original as rows have it.

    Args:
        person: As the user wrote it.
        photo: The original, or its place.
    """
    return person_key(person), cell(str(photo))


class Manifest:
    """The rows of ``manifest.csv`` in a folder, and the way to add some."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / MANIFEST
        self.rows = _read(self.path)
        self._known: set[tuple[str, str, str, str]] | None = None
        self._copies: set[str] | None = None
        self._places: dict[tuple[str, str], list[Path]] | None = None
        self._left = self._state()

    @property
    def is_current(self) -> bool:
        """Whether the file is as it was left here; else somebody else wrote into it."""
        return self._state() == self._left

    def _state(self) -> tuple[int, ...]:
        try:
            now = self.path.stat()
        except OSError:
            return ()
        return now.st_size, now.st_mtime_ns, now.st_ino

    def folders(self) -> dict[str, str]:
        """The folder of each person who has copies, by the name as it stands here and its key.

        Anybody may have edited a manifest: a folder is none of ours that is no single safe name.
        """
        places: dict[str, Counter[str]] = {}
        for row in self.rows:
            places.setdefault(row.person, Counter())[row.top] += 1
        found: dict[str, str] = {}
        used = {name for folders in places.values() for name in folders}
        for person, folders in places.items():
            own = folders_of(person)
            some = [name for name in folders if name and name in {safe_name(name), *own}]
            # Somebody may have sorted copies into others; all of them are where it was renamed.
            left = [name for name in own - used if reachable(self._folder / name).is_dir()]
            if some and (left or not own.isdisjoint(some)):
                some = [name for name in (*some, *left) if name in own]
            if some:
                folder = max(some, key=lambda name: folders[name])
                found.setdefault(name_key(person), folder)
                found[person] = folder
        return found

    def faces_folder(self) -> Path:
        """Where pictures of faces alone are put beside the copies; a person may be called so."""
        people = {file_key(folder) for folder in self.folders().values()}
        names = (name for name in numbered(FACES_FOLDER) if file_key(name) not in people)
        return self._folder / next(names)

    def besides(self, folder: Path, person: str) -> list[Path]:
        """Copies that somebody put into folders of a folder, or beside it; those to check aside.

        Args:
            folder: Below that of the manifest, for copies of a person.
            person: Whose; of others only what lies below the folder counts.
        """
        relative = folder.relative_to(self._folder)
        top, own, key = f"{relative.as_posix()}/", relative.parts[0], person_key(person)
        found = []
        for row in self.rows:
            if row.copy.startswith(top):
                inner = row.copy.removeprefix(top)
                is_meant = "/" in inner
            else:
                inner = row.inner
                is_meant = row.top != own and name_key(row.person) == key
            is_meant = is_meant and not inner.startswith(f"{CHECK_FOLDER}/")
            if is_meant and (copy := inside(row, self._folder)):
                found.append(copy)
        return list(dict.fromkeys(found))

    def copies_of(self, person: str, photo: Photo) -> list[Path]:
        """Where copies of a photo were put for a person."""
        if self._places is None:
            self._places = {}
            for row in self.rows:
                key = row_key(row.person, row.source)
                self._places.setdefault(key, []).append(self._folder / row.copy)
        return self._places.get(row_key(person, photo), [])

    def lists(self, copy: Path) -> bool:
        """Whether a file below the folder is a copy of ours."""
        if self._copies is None:  # few ask
            self._copies = {Path(row.copy).as_posix() for row in self.rows}
        return copy.relative_to(self._folder).as_posix() in self._copies

    def lying(self) -> set[Path]:
        """The copies that are where they were put; each folder is listed once.

        A film that was copied with its photo, as a part of it, is no copy of its own.
        """
        of_folder: dict[str, list[Row]] = {}
        for row in self.rows:
            if not row.has_names:
                of_folder.setdefault(_folder(row.copy), []).append(row)
        found: set[Path] = set()
        for rows in of_folder.values():
            if (place := inside(rows[0], self._folder)) is not None:
                there = _files_in(place.parent)
                names = {Path(row.copy).name for row in rows}
                copies = {name for name in names if file_key(name) in there}
                photos = {name.casefold() for name in copies}
                parts = {name for name in copies if not photos.isdisjoint(stills_of(name))}
                found |= {place.parent / name for name in copies - parts}
                found |= {film for name in parts if stands_alone(film := place.parent / name)}
        return found

    def is_film_alone(self, row: Row) -> bool:
        """Whether a copy is a film that only is called like a photo, and no part of it."""
        copy = inside(row, self._folder)
        return copy is not None and stands_alone(copy)

    def add(self, match: Match, copy: Path, sha256: str) -> None:
        """Add a row, unless it is there: the whole row or, on a full drive, nothing."""
        relative = copy.relative_to(self._folder).as_posix()
        if is_formula(relative):
            relative = f"./{relative}"
        time = datetime.now().astimezone().isoformat(timespec="seconds")
        row = Row(
            source=cell(str(match.photo)),
            copy=relative,
            sha256=sha256,
            person=cell(match.person),
            distance="" if math.isnan(match.distance) else f"{match.distance:.6f}",
            verdict=match.verdict.value,
            time=time,
        )
        if self._known is None:  # whoever only removes copies does not ask
            self._known = {_key(one) for one in self.rows}
        if _key(row) not in self._known:
            self._append(row)
            self.rows.append(row)
            self._places = None
            self._known.add(_key(row))
            if self._copies is not None:
                self._copies.add(Path(row.copy).as_posix())
            self._left = self._state()

    def keep(self, wanted: Callable[[Row], bool]) -> None:
        """Drop the other rows, and the file with the last one."""
        self.have([row for row in self.rows if wanted(row)])

    def forget_what_is_gone(self) -> None:
        """Drop the rows of people whose folder was deleted or moved away as a whole.

        Once a new copy lies in such a folder, the others would look as if somebody had picked them.
        """
        tops = {row.top for row in self.rows} - {""}  # few, of ten thousand rows
        gone = {top for top in tops if not reachable(self._folder / top).is_dir()}
        if gone:
            self.keep(lambda row: row.top not in gone)

    def have(self, rows: list[Row]) -> None:
        """Have these rows instead of those that it has; without any, there is no file."""
        self.rows = rows
        if self.rows:
            write_rows(self.rows, self.path)
        else:
            patiently(self.path.unlink)
        self._known = self._copies = self._places = None
        self._left = self._state()

    def _append(self, row: Row) -> None:
        if not self.path.exists():
            write_rows([], self.path)
        with output_errors(self.path), self.path.open("r+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            data = _text([row]).encode("utf-8", "backslashreplace")
            try:
                written = file.write(data)
                if written != len(data):
                    file.write(data[written:])
            except OSError:
                file.truncate(end)
                raise


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Write a manifest of these rows, in the place of what was there."""
    write_text(_text([MANIFEST_COLUMNS, *rows]), path)


def _files_in(folder: Path) -> set[str]:
    """The keys of the names of a folder's files; none where there is no folder."""
    with contextlib.suppress(OSError), os.scandir(reachable(folder)) as entries:
        return {file_key(entry.name) for entry in entries if entry.is_file()}
    return set()


def _folder(copy: str) -> str:
    return copy.rpartition("/")[0]


def _key(row: Row) -> tuple[str, str, str, str]:
    return row.source, row.copy, row.sha256, name_key(row.person)


def _read(path: Path) -> list[Row]:
    """All whole rows.

    Raises:
        OutputError: The file is not ours, or cannot be read.
    """
    try:
        if not is_free(path):
            raise somebody_elses(path, OTHER_FOLDER)
        text = path.read_bytes().decode("utf-8-sig", "backslashreplace")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        message = f"'{path}' cannot be read: {error.strerror}."
        raise OutputError(message, "See that you may, and try again.") from error
    lines = _lines(text)
    if lines and tuple(lines[0]) != MANIFEST_COLUMNS:
        raise somebody_elses(path, OTHER_FOLDER)
    rows = [Row(*line) for line in lines[1:] if len(line) == len(MANIFEST_COLUMNS)]
    # A row without its line end was broken off; cut it out where more is to be added.
    if text and not text.endswith("\n"):
        rows = rows[:-1] if len(lines[-1]) == len(MANIFEST_COLUMNS) else rows
        write_rows(rows, path)
    return [row for row in rows if _may_be_ours(row)]


def _lines(text: str) -> list[list[str]]:
    """The lines of a table; one that cannot be read as such is not ours, as its text says then."""
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        return [[str(error)]]


def _may_be_ours(row: Row) -> bool:
    """Whether a row names a place below the folder: anybody may have edited a manifest."""
    place = Path(row.copy)
    names = row.copy.split("/")
    leads_out = place.is_absolute() or place.drive or ".." in place.parts or "" in names
    possible = place.parts and max(map(len, names)) <= NAME_BYTES and "\0" not in "".join(row)
    return bool(possible) and not leads_out


def inside(row: Row, folder: Path) -> Path | None:
    """Where a row's copy lies; None when a link on the way leads out of the folder."""
    path = folder / row.copy
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        return None
    return path


def _text(rows: Iterable[Iterable[str]]) -> str:
    table = io.StringIO(newline="")
    csv.writer(table, lineterminator="\n").writerows(rows)
    return table.getvalue()
