"""How much of a RAW file is there, by the places that it states itself.

LibRaw tells of some files that they are cut off; of others it develops what is there, and what is
not is black, or one colour. The zeros into which a damaged drive turns the end of a file, or a
block of it, are not told either: some packed blocks of zeros come out as one colour.
"""

import struct
from collections.abc import Sequence
from typing import BinaryIO, Final

from facefinder.decode.kinds import Kind, end_of_boxes, size_of
from facefinder.decode.tiff_page import page_of
from facefinder.decode.tiff_tags import Tags
from facefinder.decode.zeros import FIRST_LOOK, zeros_from

FUJI_PLACE: Final = 100
"""Where a Fuji RAW file states place and size of its mosaic."""

UNPACKED: Final = 1
"""Value of a TIFF's tag Compression; zeros in such numbers may be what the camera saw."""


def share_there(file: BinaryIO, kind: Kind, directories: Sequence[Tags]) -> float:
    """The share of a RAW file's mosaic that is there, 0 to 1; 1 where nothing says it.

    Args:
        file: Open for reading.
        kind: By its first bytes.
        directories: Those of a TIFF.
    """
    size = size_of(file)
    pages = [page for page in map(page_of, directories) if page and page.offsets]
    packed = True
    if pages:
        # A preview may be as large.
        page = max(pages, key=lambda page: (page.colours is None, page.pixels))
        parts = list(zip(page.offsets, page.counts, strict=False))
        packed = page.compression != UNPACKED
    else:
        parts = _parts_of(file, kind)
    stated = sum(count for _, count in parts)
    ends = [min(place + count, size) for place, count in parts]
    if packed:
        ends = [_without_zeros(file, end) for end in ends]
    there = sum(max(0, end - place) for (place, _), end in zip(parts, ends, strict=True))
    return there / stated if stated else 1.0


def _without_zeros(file: BinaryIO, end: int) -> int:
    """Where the zeros begin before a place in a file; the place itself where there are few."""
    zeros = zeros_from(file, end)
    return zeros if end - zeros >= FIRST_LOOK else end


def _parts_of(file: BinaryIO, kind: Kind) -> list[tuple[int, int]]:
    """Places and sizes of what is in a file that is no TIFF; empty where they are not known."""
    file.seek(0)
    head = file.read(FUJI_PLACE + 8)
    if head.startswith(b"FUJIFILM") and len(head) == FUJI_PLACE + 8:
        return [struct.unpack_from(">II", head, FUJI_PLACE)]
    if head[4:8] == b"ftyp" and kind is Kind.RAW:
        return [(0, end_of_boxes(file))]
    return []
