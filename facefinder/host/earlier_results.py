"""What earlier runs of the program left in a folder, known by its marks."""

import csv
import io
import math
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from facefinder.host.files import LEFTOVER, sha256_of
from facefinder.records.results import (
    DATA_MARK,
    MANIFEST_COLUMNS,
    PICTURE,
    REPORT_DATA,
    REPORT_PICTURES,
)

TOLERANCE_S = 2
"""A copy keeps its original's time; where a drive refuses that, it is just younger than its row."""

HEAD_BYTES = 64
"""Bytes of a manifest, with its first column; another's file of that name may be of any size."""

ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")
"""What a spreadsheet program writes a list in, which somebody opened and saved again."""

SEPARATORS = ",;\t"

OF_SYSTEMS = re.compile(r"\.DS_Store|\._.+|Thumbs\.db|desktop\.ini", re.IGNORECASE)
"""What macOS and Windows put into a folder that somebody only looked at."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What is known of a copy by its rows in a manifest.

    Attributes:
        latest: The latest time of change of the file as it was made, seconds since the epoch.
        hashes: The SHA-256 of each content that it had, hexadecimal.
    """

    latest: float = -math.inf
    hashes: frozenset[str] = frozenset()

    def is_in(self, opened: Callable[[], BinaryIO], mtime: float) -> bool:
        """Whether a file is the copy, or another one that has taken its place.

        A younger file is read whole: copied without its time, or seen from another time zone on a
        drive that keeps local times, the copy is younger, too.

        Args:
            opened: Opens the file.
            mtime: Time of its last change, seconds since the epoch.
        """
        if mtime <= self.latest:
            return True
        with suppress(OSError), opened() as file:
            return sha256_of(file) in self.hashes
        return False


def copies_listed(manifest: Path) -> dict[str, Copy]:
    """The copies that a manifest of ours lists, below its folder; none if it is another's file."""
    with suppress(OSError):
        return copies_in(_content(manifest))
    return {}


def copies_in(content: bytes) -> dict[str, Copy]:
    """The copies that a file lists, if it is a manifest of ours.

    Anybody may have edited a manifest: what lies elsewhere than below its folder is left out.
    """
    found: dict[str, Copy] = {}
    with suppress(csv.Error):
        for _, copy, sha256, *_, time in _rows(content):
            if _is_below(Path(copy)):
                before = found.get(copy, Copy())
                latest = max(before.latest, _latest(time))
                found[copy] = replace(before, latest=latest, hashes=before.hashes | {sha256})
    return found


def _content(manifest: Path) -> bytes:
    """What is in a file that may be a manifest; nothing where its beginning says that it is none.

    Raises:
        OSError: It cannot be read.
    """
    if not manifest.is_file():  # a pipe would be waited for
        return b""
    with manifest.open("rb") as file:
        head = file.read(HEAD_BYTES)
        is_ours = MANIFEST_COLUMNS[0].encode() in head.replace(b"\0", b"")  # UTF-16 has zeros
        return head + file.read() if is_ours else b""


def _rows(content: bytes) -> Iterator[list[str]]:
    """The rows below the columns of a manifest; none of another list.

    Raises:
        csv.Error: It is no list.
    """
    for encoding in ENCODINGS:
        with suppress(UnicodeError):
            text = content.decode(encoding)
            for separator in SEPARATORS:
                lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
                if tuple(next(lines, ())) == MANIFEST_COLUMNS:
                    yield from (line for line in lines if len(line) == len(MANIFEST_COLUMNS))
                    return


def _is_below(path: Path) -> bool:
    return not path.anchor and ".." not in path.parts


def _latest(time: str) -> float:
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromisoformat(time).timestamp() + TOLERANCE_S
    return -math.inf


def has_report_data(files: Path) -> bool:
    """Whether a folder is that of a report's files, however it is called now."""
    data = files / REPORT_DATA
    with suppress(OSError):
        if data.is_file():  # a pipe would be waited for
            with data.open("rb") as file:
                return is_report_data(file.read(len(DATA_MARK)))
    return False


def is_report_data(head: bytes) -> bool:
    """Whether a file that begins so is what a report's page works with."""
    return head.startswith(DATA_MARK)


def has_report_pictures(files: Path) -> bool:
    """Whether the folder of a report's files holds small pictures of ours, and no other."""
    with suppress(OSError):
        return are_report_pictures([one.name for one in (files / REPORT_PICTURES).iterdir()])
    return False


def are_report_pictures(names: Collection[str]) -> bool:
    """Whether these are what a report calls its small pictures, and nobody's file is among them."""
    return bool(names) and all(
        any(kind.fullmatch(name) for kind in (PICTURE, LEFTOVER, OF_SYSTEMS)) for name in names
    )
