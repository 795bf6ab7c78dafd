"""The boxes that a file of HEIC, AVIF, MP4, MOV or CR3 is made of.

Source: ISO 14496-12.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

MOST_BOXES: Final = 200


class Box(NamedTuple):
    """A box: its name, and where its content begins and ends."""

    name: bytes
    start: int
    end: int


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places of a file.

    Raises:
        struct.error: The file is damaged.
    """
    for _ in range(MOST_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        length, name, long = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
        content = start + (16 if length == 1 else 8)
        length = {0: end - start, 1: long}.get(length, length)
        if length < 8:
            return
        yield Box(name, content, min(end, start + length))
        start += length


def named(file: BinaryIO, outer: Box, name: bytes) -> Iterator[Box]:
    """Boxes of one name that lie directly in another box.

    Raises:
        struct.error: The file is damaged.
    """
    return (box for box in boxes(file, outer.start, outer.end) if box.name == name)
