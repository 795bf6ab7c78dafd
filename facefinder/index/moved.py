"""What makes a photo the same photo, and known photos that turn up under another name."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from facefinder.errors import PhotoError
from facefinder.records.photos import Photo

Key: TypeAlias = tuple[bytes, int, int]
"""Path below the root, size in bytes, and time of last change in nanoseconds."""


def photo_key(photo: Photo) -> Key:
    """What makes a photo the same photo; bytes, because a name need not be valid UTF-8."""
    return os.fsencode(photo.relative), photo.size, photo.mtime_ns


def root_key(photo: Photo) -> bytes:
    """A name for the root, 8 bytes, that does not tell where on whose computer it was."""
    return hashlib.blake2b(os.fsencode(photo.root), digest_size=8).digest()


def recognise_moved(
    connection: sqlite3.Connection,
    engine_id: int,
    photos: Sequence[Photo],
    unknown: set[int],
    content_hash: Callable[[Path], bytes],
) -> set[int]:
    """Give known photos that turn up under another name a row of their own.

    Args:
        connection: The open index; its table ``asked`` holds the photos.
        engine_id: Whose rows count.
        photos: The photos that are there now.
        unknown: Positions of those that have no row.
        content_hash: Asked only for photos of the same size and time as a known one.

    Returns:
        Positions of those that have a row now.
    """
    candidates = connection.execute(
        "SELECT position, photo.id, content_hash FROM asked CROSS JOIN photo ON engine_id = ?"
        " AND photo.size = asked.size AND photo.mtime_ns = asked.mtime_ns"
        " WHERE content_hash IS NOT NULL",
        (engine_id,),
    ).fetchall()
    hashes: dict[int, bytes | None] = {}
    found: dict[int, int] = {}
    for position, row_id, known_hash in candidates:
        if position not in unknown or position in found:
            continue
        if position not in hashes:
            hashes[position] = _hash_or_none(photos[position].path, content_hash)
        if hashes[position] == known_hash:
            found[position] = row_id
    connection.executemany(
        "INSERT OR REPLACE INTO photo (engine_id, relative, size, mtime_ns, root,"
        " content_hash, width, height, reason, faces, numbers, landmarks, vectors)"
        " SELECT engine_id, ?, size, mtime_ns, ?, content_hash, width, height, reason,"
        " faces, numbers, landmarks, vectors FROM photo WHERE id = ?",
        (
            (photo_key(photos[position])[0], root_key(photos[position]), row_id)
            for position, row_id in found.items()
        ),
    )
    return set(found)


def _hash_or_none(path: Path, content_hash: Callable[[Path], bytes]) -> bytes | None:
    """None when the file cannot be read now; reading the photo will find out why."""
    try:
        return content_hash(path)
    except (OSError, PhotoError):
        return None
