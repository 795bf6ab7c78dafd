"""How much of a RAW file is there, by the places that it states itself.

LibRaw tells of some files that they are cut off; of others it develops what is there, and what is
not is black, or one colour.
"""

import struct
from collections.abc import Sequence
from typing import BinaryIO, Final

from facefinder.decode.kinds import Kind, end_of_boxes, size_of
from facefinder.decode.tiff_page import page_of
from facefinder.decode.tiff_tags import Tags

FUJI_PLACE: Final = 100
"""Where a Fuji RAW file states place and size of its mosaic."""


def share_there(file: BinaryIO, kind: Kind, directories: Sequence[Tags]) -> float:
    """The share of a RAW file's mosaic that is there, 0 to 1; 1 where nothing says it.

    Args:
        file: Open for reading.
        kind: By its first bytes.
        directories: Those of a TIFF.
    """
    size = size_of(file)
    pages = [page for page in map(page_of, directories) if page and page.offsets]
    if pages:
        # A preview may be as large.
        page = max(pages, key=lambda page: (page.colours is None, page.pixels))
        parts = list(zip(page.offsets, page.counts, strict=False))
    else:
        parts = _parts_of(file, kind)
    stated = sum(count for _, count in parts)
    there = sum(min(count, max(0, size - place)) for place, count in parts)
    return there / stated if stated else 1.0


def _parts_of(file: BinaryIO, kind: Kind) -> list[tuple[int, int]]:
    """Places and sizes of what is in a file that is no TIFF; empty where they are not known."""
    file.seek(0)
    head = file.read(FUJI_PLACE + 8)
    if head.startswith(b"FUJIFILM") and len(head) == FUJI_PLACE + 8:
        return [struct.unpack_from(">II", head, FUJI_PLACE)]
    if head[4:8] == b"ftyp" and kind is Kind.RAW:
        return [(0, end_of_boxes(file))]
    return []
