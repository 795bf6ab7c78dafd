"""Whether a copy can be spared: it is ours, and the photo that it is of is still there."""

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from facefinder.deliver.manifest import Row
from facefinder.errors import PhotoError
from facefinder.host.files import sha256_of
from facefinder.records.long_paths import reachable
from facefinder.records.members import IN_ARCHIVE
from facefinder.records.photos import Photo
from facefinder.sources.places import photo_at, source_of

SLOWEST: Final = 5_000_000
"""Bytes that are copied in a second, at least."""

TIME_NS: Final = 2_000_000_000
"""By which the times of a file and of its copy differ at most: FAT has even seconds."""

TICK: Final = 0.02
"""Seconds by which a file may seem older than it is: it gets the time of the system's last tick,
which is up to 10 milliseconds ago."""


def is_last(row: Row, copy: Path) -> bool:
    """Whether a copy may be all that is left of a photo, whose folder is there, and it is not.

    Where the folder is not there either, this is another computer, or its drive is elsewhere.

    Args:
        row: Of the copy.
        copy: Where it lies now.
    """
    file, _, _ = row.source.partition(IN_ARCHIVE)
    return reachable(Path(file).parent).is_dir() and not has_original(row, copy)


def has_original(row: Row, copy: Path) -> bool:
    """Whether the photo that a copy is of lies where it was, unchanged.

    By its size and time; where the time is another one, by its content: another photo may have its
    name by now, and scans are all of one size.

    Args:
        row: Of the copy.
        copy: Where it lies now.
    """
    try:
        original, info = photo_at(Path(row.source)), reachable(copy).lstat()
        if original.size != info.st_size:
            return False
        return _is_as_old(original, info.st_mtime_ns, row) or _sha256(original) == row.sha256
    except (OSError, PhotoError):
        return False


def _is_as_old(original: Photo, mtime_ns: int, row: Row) -> bool:
    """Whether a photo was not written since it was copied.

    Args:
        original: As it is now.
        mtime_ns: Of the copy, which got that of a file; not that of a file in an archive.
        row: Of the copy.

    Raises:
        OSError: The archive is gone.
    """
    if not original.archive:
        return abs(original.mtime_ns - mtime_ns) <= TIME_NS
    made = _made(row)
    return made is not None and original.path.stat().st_mtime < made


def _sha256(photo: Photo) -> str:
    with source_of(photo).open("rb") as file:
        return sha256_of(file)


def _made(row: Row) -> float | None:
    """When a copy was made, seconds since 1970; None where the row does not say."""
    try:
        return datetime.fromisoformat(row.time).timestamp()
    except ValueError:
        return None


def is_surely_ours(row: Row, copy: Path) -> bool:
    """Whether a file elsewhere than where a copy was put is that copy, as far as that can be told.

    It may be the original itself, or somebody's double of it: the original has to lie in another
    place, and what was there before the copy was made is none. Where a file system does not say
    when a file came to its place, that is older than anything.

    Args:
        row: Of the copy.
        copy: What has its content.
    """
    made = _made(row)
    try:
        info = reachable(copy).lstat()
    except OSError:
        return False
    if made is None:
        return False
    # Windows says when a file was made, which is before it was filled; others, when it was named.
    early = 2 + info.st_size / SLOWEST if os.name == "nt" else TICK
    is_older = info.st_ctime < made - early
    return not is_older and has_original(row, copy) and not is_original(copy, Path(row.source))


def is_original(path: Path, source: Path) -> bool:
    """Whether a file is an original itself, and no further name of it, as `--link` makes them."""
    there = reachable(path)
    try:
        is_same = there.samefile(source)
        return is_same and (there.stat().st_nlink == 1 or there.resolve() == source.resolve())
    except OSError:
        return False
