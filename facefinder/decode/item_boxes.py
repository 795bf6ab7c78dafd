"""Where EXIF and XMP lie in a file of boxes: HEIC, AVIF, Canon's CR3.

Sources: ISO 14496-12 (item locations), 23008-12 annex A (Exif and XMP as items), and
https://github.com/lclevy/canon_cr3 for Canon's own boxes.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from facefinder.sources.boxes import Box, boxes

MOST_ITEMS: Final = 20_000
"""A large HEIC is a grid of some hundred tiles, each an item; more are rubbish."""
MOST_BYTES: Final = 4_000_000
"""More of a table of items is not read."""

CANON: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")


EXIF_ITEM: Final = b"Exif"
XMP_ITEM: Final = b"mime"
"""How items are called that hold them."""

UNCOMPRESSED: Final = b"unci"
"""What items are called whose pixels are stored as they are (ISO 23001-17): zeros are black."""

XMP_TYPE: Final = b"application/rdf+xml"
"""What an item holds that is called `XMP_ITEM`, if it is XMP."""


def exif_items(file: BinaryIO) -> Iterator[int]:
    """Where directories as those of a TIFF may begin.

    Raises:
        struct.error: The file is damaged.
    """
    for box in boxes(file, 0, file.seek(0, 2)):
        if box.name == b"meta":
            for place, _ in _items(file, box, EXIF_ITEM):
                file.seek(place)
                yield place + 4 + struct.unpack(">I", file.read(4))[0]
        elif box.name == b"moov":
            yield from _of_canon(file, box)


def xmp_items(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Where XMP packets begin, and how many bytes they have.

    Raises:
        struct.error: The file is damaged.
    """
    for box in boxes(file, 0, file.seek(0, 2)):
        if box.name == b"meta":
            yield from _items(file, box, XMP_ITEM)


def item_places(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Where the pieces of all compressed items begin, and how many bytes they have.

    Raises:
        struct.error: The file is damaged.
    """
    for box in boxes(file, 0, file.seek(0, 2)):
        if box.name == b"meta":
            yield from _items(file, box, None)


def _of_canon(file: BinaryIO, moov: Box) -> Iterator[int]:
    for box in boxes(file, moov.start, moov.end):
        file.seek(box.start)
        if box.name == b"uuid" and file.read(16) == CANON:
            inside = {one.name: one.start for one in boxes(file, box.start + 16, box.end)}
            yield from (inside[name] for name in (b"CMT2", b"CMT1") if name in inside)


def _items(file: BinaryIO, meta: Box, kind: bytes | None) -> Iterator[tuple[int, int]]:
    """Where the items of a kind begin, or all compressed ones, and how many bytes they have."""
    inside = {box.name: box for box in boxes(file, meta.start + 4, meta.end)}
    if b"iinf" in inside and b"iloc" in inside:
        named = _numbers_of(_content(file, inside[b"iinf"]), kind or UNCOMPRESSED)
        for item, place, length in _places(_content(file, inside[b"iloc"])):
            if (item in named) == (kind is not None):
                yield place, length


def _content(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.start)
    return file.read(min(box.end - box.start, MOST_BYTES))


def _numbers_of(iinf: bytes, kind: bytes) -> frozenset[int]:
    """Numbers of the items of a kind; of `XMP_ITEM` only of those that hold it."""
    place = 6 if iinf[:1] == b"\0" else 8  # after the version, the flags, and how many there are
    found = set[int]()
    while place + 8 <= len(iinf):
        (length,) = struct.unpack_from(">I", iinf, place)
        if length < 8:
            break
        wide = iinf[place + 8] > 2  # of version 3 the numbers have four bytes
        number, name = struct.unpack_from(">I2x4s" if wide else ">H2x4s", iinf, place + 12)
        if name == kind and (kind != XMP_ITEM or XMP_TYPE in iinf[place : place + length]):
            found.add(number)
        place += length
    return frozenset(found)


def _places(iloc: bytes) -> Iterator[tuple[int, int, int]]:
    """Each item's number, where its first piece begins in the file, and the bytes of that."""
    version, sizes, more = iloc[0], iloc[4], iloc[5]
    numbers = _Numbers(iloc, 6)
    count = numbers.take(2 if version < 2 else 4)
    for _ in range(min(count, MOST_ITEMS)):
        item = numbers.take(2 if version < 2 else 4)
        elsewhere = numbers.take(2) & 15 if version else 0
        elsewhere |= numbers.take(2)
        base, pieces = numbers.take(more >> 4), numbers.take(2)
        for number in range(pieces):
            numbers.take(more & 15 if version else 0)
            place = base + numbers.take(sizes >> 4)
            length = numbers.take(sizes & 15)
            if number == 0 and not elsewhere:
                yield item, place, length


class _Numbers:
    """Whole numbers of any size, one after the other, the highest byte first."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data, self._place = data, place

    def take(self, size: int) -> int:
        """The next one.

        Raises:
            ValueError: The table ends before it.
        """
        end = self._place + size
        if end > len(self._data):
            raise ValueError("cut off")
        number = int.from_bytes(self._data[self._place : end], "big")
        self._place = end
        return number
