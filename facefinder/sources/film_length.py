"""How long a film says that it is.

Source: ISO 14496-12 (8.2.2, the movie's head).
"""

import struct
from typing import BinaryIO

from facefinder.records.photos import Photo
from facefinder.sources.boxes import Box, named
from facefinder.sources.places import source_of


def length_of(film: Photo) -> int:
    """Milliseconds; 0 = it does not say, or cannot be read, which reading it will tell."""
    try:
        with source_of(film).open("rb") as file:
            return length(file)
    except (OSError, ValueError, struct.error, OverflowError):
        return 0


def length(file: BinaryIO) -> int:
    """How long a video says that it is, milliseconds, if it is MP4, MOV or 3GP; 0 = it does not.

    Args:
        file: Open, of any kind.

    Raises:
        ValueError, struct.error, OverflowError: It is damaged.
    """
    for moov in named(file, Box(b"", 0, file.seek(0, 2)), b"moov"):
        for head in named(file, moov, b"mvhd"):
            file.seek(head.start)
            (version,) = struct.unpack(">B3x", file.read(4))
            _, _, each, count = struct.unpack(*_times(file, version))
            return int(count * 1000 // each) if each else 0
    return 0


def _times(file: BinaryIO, version: int) -> tuple[str, bytes]:
    """When it was made and changed, units of a second, and how many of them it lasts."""
    kind = ">QQIQ" if version == 1 else ">IIII"
    return kind, file.read(struct.calcsize(kind))
