"""What the directories of a TIFF state: the sizes, depths and places of its pictures.

Most RAW kinds are TIFFs, too. Read here, because Pillow leaves out what it cannot decode (and every
big-endian BigTIFF), and a picture has to be told from a camera's mosaic before either is decoded.
Source: TIFF 6.0, its technical notes, and the BigTIFF design.
"""

import struct
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO, Final, NamedTuple, TypeAlias

Tags: TypeAlias = Mapping[int, tuple[int, ...]]
"""The whole numbers of a directory; of text and the like only that it is there, as ()."""

SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 254, 256, 257, 258, 259, 262
FILL_ORDER, MAKE, OFFSETS, ORIENTATION, SAMPLES, ROWS, COUNTS = 266, 271, 273, 274, 277, 278, 279
PLANAR, PREDICTOR, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS = 284, 317, 322, 323, 324, 325
SUB_DIRECTORIES, EXTRA, FORMAT, XMP, DNG_VERSION = 330, 338, 339, 700, 50706
"""Numbers of tags."""

LETTERS: Final = {
    1: "B",
    3: "H",
    4: "I",
    6: "b",
    7: "B",
    8: "h",
    9: "i",
    13: "I",
    16: "Q",
    17: "q",
    18: "Q",
}
"""For each of TIFF's kinds of whole numbers what `struct` calls it."""

BIG: Final = 43
"""The version of a TIFF whose places take eight bytes; 42 is that of the others."""

MOST_DIRECTORIES: Final = 64
MOST_ENTRIES: Final = 4096
MOST_VALUES: Final = 2_000_000
"""More are rubbish; the strips of a large scan are some ten thousands."""


class Layout(NamedTuple):
    """How a TIFF writes numbers.

    Attributes:
        order: ``<`` or ``>``.
        big: Whether places take eight bytes.
    """

    order: str
    big: bool


def layout_of(head: bytes) -> Layout | None:
    """Recognise a TIFF by its first four bytes."""
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 4:
        return None
    version = struct.unpack(order + "H", head[2:4])[0]
    return Layout(order, version == BIG) if version in (42, BIG) else None


def directories(file: BinaryIO) -> list[Tags]:
    """The directories in a TIFF, the first picture's first, then what hangs below or follows.

    Args:
        file: Open for reading.

    Returns:
        An empty list where it is no TIFF; what can be read of a damaged one.
    """
    file.seek(0)
    layout = layout_of(file.read(4))
    return list(_walk(file, layout)) if layout else []


def pages(file: BinaryIO, most: int) -> list[Tags]:
    """The directories of a TIFF that follow each other, without what hangs below them.

    Args:
        file: Open for reading.
        most: So many at most.

    Returns:
        An empty list where it is no TIFF. Where the file ends before the next directory, the last
        one is empty.
    """
    file.seek(0)
    layout = layout_of(file.read(4))
    return list(islice(_chain(file, layout), most)) if layout else []


def _chain(file: BinaryIO, layout: Layout) -> Iterator[Tags]:
    seen = set[int]()
    try:
        file.seek(8 if layout.big else 4)
        place = _number(file, layout, "Q" if layout.big else "I")
        while place and place not in seen:
            seen.add(place)
            tags, place = _directory(file, layout, place)
            yield tags
    except (struct.error, OSError, OverflowError):  # cut off, or places that are none
        yield {}


def _walk(file: BinaryIO, layout: Layout) -> Iterator[Tags]:
    try:
        file.seek(8 if layout.big else 4)
        waiting, seen = [_number(file, layout, "Q" if layout.big else "I")], set[int]()
        while waiting and len(seen) < MOST_DIRECTORIES:
            place = waiting.pop(0)
            if place and place not in seen:
                seen.add(place)
                tags, following = _directory(file, layout, place)
                yield tags
                waiting += [*tags.get(SUB_DIRECTORIES, ()), following]
    except (struct.error, OSError, OverflowError):
        return  # cut off, or places that are none


def _directory(file: BinaryIO, layout: Layout, place: int) -> tuple[Tags, int]:
    """The tags of a directory, and where the next one stands."""
    file.seek(place)
    count = _number(file, layout, "Q" if layout.big else "H")
    size = 20 if layout.big else 12
    entries = file.read(size * min(count, MOST_ENTRIES))
    try:
        following = _number(file, layout, "Q" if layout.big else "I")
    except struct.error:
        following = 0
    tags: dict[int, tuple[int, ...]] = {}
    for start in range(0, len(entries) - size + 1, size):
        tag, kind = struct.unpack_from(layout.order + "HH", entries, start)
        tags.setdefault(tag, _values(file, layout, kind, entries[start + 4 : start + size]))
    return tags, following


def _values(file: BinaryIO, layout: Layout, kind: int, rest: bytes) -> tuple[int, ...]:
    half = len(rest) // 2
    count = struct.unpack(layout.order + ("Q" if layout.big else "I"), rest[:half])[0]
    letter = LETTERS.get(kind)
    if letter is None or count > MOST_VALUES:
        return ()
    text = f"{layout.order}{count}{letter}"
    size = struct.calcsize(text)
    data = rest[half:][:size]
    if size > half:
        file.seek(struct.unpack(layout.order + ("Q" if layout.big else "I"), rest[half:])[0])
        data = file.read(size)
    return struct.unpack(text, data) if len(data) == size else ()


def _number(file: BinaryIO, layout: Layout, letter: str) -> int:
    text = layout.order + letter
    return int(struct.unpack(text, file.read(struct.calcsize(text)))[0])
