"""How what came of a photo stands in its row."""

import os
import sqlite3
from collections.abc import Sequence
from typing import Any

from facefinder.index.blobs import pack, unpack
from facefinder.index.moved import photo_key, root_key
from facefinder.records.photos import Failed, Outcome, Photo, Scanned
from facefinder.records.videos import Moment, Pace

MAY_PASS = -1.0
"""In place of a limit of seconds: the failure may pass, so the photo is tried at each run."""

FAILED = "reason, seconds, content_hash"
"""The columns that `failed_of` takes."""

SCANNED = "width, height, content_hash, pages, unseen, pace, moments, numbers, landmarks, vectors"
"""The columns that `scanned_of` takes."""

_COLUMNS = (
    *("engine_id", "root", "relative", "size", "mtime_ns", "inside", "pages", "unseen"),
    *("pace", "moments"),
    *("content_hash", "width", "height", "reason", "seconds", "faces", "numbers", "landmarks"),
    "vectors",
)
_ADD = (
    f"INSERT OR REPLACE INTO photo ({', '.join(_COLUMNS)})"  # noqa: S608 - literals of this module
    f" VALUES ({', '.join('?' * len(_COLUMNS))})"
)


def replace_rows(
    connection: sqlite3.Connection, engine_id: int, outcomes: Sequence[Outcome]
) -> None:
    """Put these in place of what was known about older states of the same files."""
    connection.executemany(
        "DELETE FROM photo WHERE engine_id = ? AND relative = ? AND root = ?"
        # With a file go its pages, which are read after it, or were while it failed.
        " AND ? IN ('', inside) AND NOT (? AND inside != '' AND (size, mtime_ns) = (?, ?))",
        (
            (
                engine_id,
                os.fsencode(o.photo.relative),
                root_key(o.photo),
                o.photo.inside,
                _may_pass(o),
                *photo_key(o.photo)[2:],
            )
            for o in outcomes
        ),
    )
    connection.executemany(
        _ADD,
        ((engine_id, *photo_key(o.photo), o.photo.inside, *_columns(o)) for o in outcomes),
    )


def failed_of(photo: Photo, reason: str, seconds: float | None, digest: bytes | None) -> Failed:
    """What `FAILED` tells of a photo."""
    passes = seconds == MAY_PASS
    return Failed(photo, reason, not passes, None if passes else seconds, digest)


def scanned_of(photo: Photo, row: Sequence[Any]) -> Scanned:
    """What `SCANNED` tells of a photo."""
    width, height, digest, pages, unseen, pace, moments, *blobs = row
    return Scanned(
        *(photo, width, height, digest, unpack(*blobs)),
        *(1 if pace else pages, unseen, moments_of(moments), Pace.of(pace)),
    )


def moments_of(text: str) -> tuple[Moment, ...]:
    """The moments of a video, as they stand in a row."""
    return tuple(map(Moment.of, text.split()))


def _may_pass(outcome: Outcome) -> bool:
    return isinstance(outcome, Failed) and not outcome.lasting


def _columns(outcome: Outcome) -> tuple[object, ...]:
    """The values from ``pages`` on in `_COLUMNS`."""
    if isinstance(outcome, Failed):
        why = outcome.reason, MAY_PASS if _may_pass(outcome) else outcome.seconds
        return outcome.pages, 0, "", "", outcome.content_hash, None, None, *why, 0, b"", b"", b""
    pages = outcome.pages + len(outcome.moments)
    video = str(outcome.pace or ""), " ".join(map(str, outcome.moments))
    size = outcome.width, outcome.height
    faces = len(outcome.faces), *pack(outcome.faces)
    return pages, outcome.unseen, *video, outcome.content_hash, *size, None, None, *faces
