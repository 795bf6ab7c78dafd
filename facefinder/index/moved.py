"""What makes a photo the same photo, and known ones that turn up elsewhere or at another time."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import TypeAlias, TypeVar

from facefinder.errors import PhotoError
from facefinder.records.photos import Photo
from facefinder.records.videos import Pace
from facefinder.sources.places import source_of
from facefinder.sources.protocol import Source

Key: TypeAlias = tuple[bytes, bytes, int, int]
"""Root, path below the root, size in bytes, and time of last change in nanoseconds."""

ContentHash: TypeAlias = Callable[[Source], bytes | None]

T = TypeVar("T")

MANY = 1000
"""So many photos take seconds to compare, on a slow drive half a minute."""

_EARLIEST, _LATEST = -(2**63), 2**63 - 1
"""What a number in SQLite can be. File systems know times from the year 1601 to 30828, this is 1677
to 2262: whatever lies beyond is as good as at the end."""


@dataclass(frozen=True, slots=True)
class Hashes:
    """How files are known by their content.

    Attributes:
        content: Hash of a part of a file.
        whole: Hash of all of a file; None of one that is not to be known so.
        tells_all: Whether files that agree in `content` with this one are the same for sure.
    """

    content: ContentHash
    whole: ContentHash
    tells_all: Callable[[Source], bool]


def photo_key(photo: Photo) -> Key:
    """What makes a photo the same photo; bytes, because a name need not be valid UTF-8."""
    time = min(max(photo.mtime_ns, _EARLIEST), _LATEST)
    return root_key(photo), os.fsencode(photo.relative), photo.size, time


def root_key(photo: Photo) -> bytes:
    """A name for the root, 8 bytes, that does not tell where on whose computer it was."""
    return _hashed(photo.root)


@cache
def _hashed(root: str) -> bytes:
    return hashlib.blake2b(os.fsencode(root), digest_size=8).digest()


def recognise_moved(
    connection: sqlite3.Connection,
    engine_id: int,
    photos: Sequence[Photo],
    unknown: Sequence[int],
    hashes: Hashes,
    *,
    pace: Pace,
    say: Callable[[str], None],
) -> set[int]:
    """Let photos be known that are known under another name, root or time.

    A daylight-saving change, a stick that rounds times, a copy or another drive letter changes no
    content. A row goes along with a photo whose path below its root is the same, so that the file
    does not grow with each drive letter. Else, or where the old place is asked for, too, there are
    two rows: a photo that `explain` is asked about has its own folder as root, and an album that is
    searched from farther above still is to find it under its name there.

    Args:
        connection: The open index; its table ``asked`` holds the photos.
        engine_id: Whose rows count.
        photos: The photos that are there now.
        unknown: Positions of those that have no row, in rising order.
        hashes: That of a part is asked only for photos of the same size as a known one, and that
            of all of a file only for those of the same size as one that cannot be read.
        pace: Videos that were looked at in another way are not known.
        say: Gets a sentence where this takes a while.

    Returns:
        Positions of those that have a row now.
    """
    rest = sorted(set(_of_known_size(connection, engine_id)).intersection(unknown))
    if len(rest) >= MANY:
        say(f"{len(rest):,} photos may be known from elsewhere; a part of each is compared")
    alike = cache(lambda digest: _by_features(connection, engine_id, digest, pace))
    may_fail = cache(lambda size: _of_failed_size(connection, engine_id, size))
    found: dict[int, int] = {}
    for position in rest:
        photo = photos[position]
        ways = [(hashes.content, hashes.tells_all)]
        if may_fail(photo.size):
            ways.append((hashes.whole, lambda _: True))
        for hashed, is_enough in ways:
            rows = alike(or_none(hashed, source_of(photo)))
            row = _row_of(photo, rows, is_enough)
            if row is not None:
                found[position] = row
                break
    _give_rows(connection, photos, found)
    return set(found)


def _row_of(
    photo: Photo, rows: Mapping[object, int], is_enough: Callable[[Source], bool]
) -> int | None:
    """The row that agrees most with a photo of its content; any, where the content is enough."""
    for feature in _features(*photo_key(photo)):
        if feature in rows:
            return rows[feature]
    is_known = bool(rows) and or_none(is_enough, source_of(photo)) is True
    return next(iter(rows.values())) if is_known else None


def _of_known_size(connection: sqlite3.Connection, engine_id: int) -> Iterator[int]:
    """Positions of the photos that are as large as one whose content is known."""
    rows = connection.execute(
        "SELECT position FROM asked WHERE EXISTS (SELECT 1 FROM photo WHERE engine_id = ?"
        " AND photo.size = asked.size AND content_hash IS NOT NULL)",
        (engine_id,),
    )
    yield from (position for (position,) in rows)


def _of_failed_size(connection: sqlite3.Connection, engine_id: int, size: int) -> bool:
    """Whether a photo that cannot be read is so large."""
    rows = connection.execute(
        "SELECT 1 FROM photo WHERE engine_id = ? AND size = ?"
        " AND reason IS NOT NULL AND content_hash IS NOT NULL LIMIT 1",
        (engine_id, size),
    )
    return rows.fetchone() is not None


def _by_features(
    connection: sqlite3.Connection, engine_id: int, digest: bytes | None, pace: Pace
) -> dict[object, int]:
    """The rows of one content, by what else may agree: one look, however many they are.

    Those of photos that were given up for time are left out: elsewhere they may be read faster.
    """
    rows = connection.execute(
        "SELECT id, root, relative, size, mtime_ns FROM photo"
        " WHERE engine_id = ? AND content_hash = ? AND seconds IS NULL AND pace IN ('', ?)"
        " ORDER BY id",
        (engine_id, digest, str(pace)),
    )
    by: dict[object, int] = {}
    for row_id, *key in rows:
        for feature in _features(*key):
            by.setdefault(feature, row_id)
    return by


def _features(root: bytes, relative: bytes, size: int, mtime_ns: int) -> Iterator[object]:
    """What may agree beside the content, the most telling first.

    Where the hash is of a part of the content only, something has to: two scans of a nearly white
    page may have the same.
    """
    yield root, relative
    yield relative, mtime_ns
    yield relative
    yield mtime_ns
    yield PurePosixPath(os.fsdecode(relative)).name, size


def _give_rows(
    connection: sqlite3.Connection, photos: Sequence[Photo], found: dict[int, int]
) -> None:
    """Move rows to where their photos are now; copy those that may be needed in two places."""
    asked = {photo_key(photo) for photo in photos} if found else set()
    old_key = "SELECT root, relative, size, mtime_ns, engine_id FROM photo WHERE id = ?"
    needed: set[int] = set()
    # A photo that is asked for twice, as a reference and as a searched one, is given its row once:
    # given again it would be its own copy, and the row that others are found by would be gone.
    given = {photo_key(photos[position]): row_id for position, row_id in found.items()}
    for (root, relative, _, mtime_ns), row_id in given.items():
        *old, engine_id = connection.execute(old_key, (row_id,)).fetchone()
        moved = old[1] == relative and tuple(old) not in asked and row_id not in needed
        # With a file go its pages.
        where = (engine_id, old[1], old[0], old[2], old[3])
        connection.execute(_MOVE if moved else _COPY, (root, relative, mtime_ns, *where))
        needed.add(row_id)


_OF_FILE = "WHERE engine_id = ? AND relative = ? AND root = ? AND size = ? AND mtime_ns = ?"
_MOVE = f"UPDATE OR REPLACE photo SET root = ?, relative = ?, mtime_ns = ? {_OF_FILE}"  # noqa: S608 - a literal
_COPY = (
    "INSERT OR REPLACE INTO photo (engine_id, root, relative, size, mtime_ns, inside, pages,"  # noqa: S608 - a literal
    " unseen, pace, moments, content_hash, width, height, reason, faces, numbers, landmarks,"
    " vectors)"
    " SELECT engine_id, ?, ?, size, ?, inside, pages, unseen, pace, moments, content_hash, width,"
    f" height, reason, faces, numbers, landmarks, vectors FROM photo {_OF_FILE}"
)


def or_none(asked: Callable[[Source], T | None], source: Source) -> T | None:
    """What is asked of a file; None when it cannot be read now: reading it will find out why."""
    try:
        return asked(source)
    except (OSError, PhotoError):
        return None
