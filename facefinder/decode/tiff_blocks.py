"""The bytes of a TIFF's strips and tiles, unpacked.

libtiff, through Pillow, unpacks them as if they were greys of 8 bits: it then neither swaps bytes
nor undoes differences nor mixes up colours that are stored one after the other.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, NamedTuple, TypeAlias

import numpy as np
from PIL import Image

from facefinder.decode.kinds import DAMAGED
from facefinder.decode.pillow_head import what_is_there
from facefinder.decode.tiff_page import Colours, Page
from facefinder.decode.tiff_tags import (
    BITS,
    COMPRESSION,
    COUNTS,
    FILL_ORDER,
    HEIGHT,
    OFFSETS,
    PHOTOMETRIC,
    ROWS,
    SAMPLES,
    WIDTH,
)
from facefinder.errors import PhotoError
from facefinder.records.faces import ImageArray

NOT_PACKED: Final = 1

LONG: Final = 4
"""TIFF's number for whole numbers of four bytes."""

AT_ONCE: Final = 256
"""So many strips are unpacked at a time: one alone takes as long as fifty."""

MOST_SIDE: Final = 2**24
"""A strip or tile that is higher or wider is none."""

BAND_BYTES: Final = 16_000_000
"""How much of a strip is taken at a time."""

LARGEST_BLOCK: Final = 600_000_000
"""Bytes; a strip that is packed has to be unpacked whole, and libtiff's copy comes to it."""


class Block(NamedTuple):
    """A strip or tile.

    Attributes:
        left: Where its first pixel belongs.
        top: The same, downwards.
        plane: The sample that it has; None for all.
        rows: How many it has.
        place: Where its bytes stand.
        size: How many they are.
    """

    left: int
    top: int
    plane: int | None
    rows: int
    place: int
    size: int


Rows: TypeAlias = tuple[Block, int, ImageArray]
"""A block, the number of its row that is the first of some, and their bytes, (rows, bytes)."""


def all_rows(file: BinaryIO, page: Page) -> Iterator[Rows]:
    """The bytes of all rows that are there."""
    width, height = page.block
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise PhotoError(DAMAGED)
    row_bytes = (width * page.bits * (1 if page.planar else page.samples) + 7) // 8
    blocks = list(_blocks(page, row_bytes))
    if page.compression == NOT_PACKED and not page.reversed_bits:
        for block in blocks:
            yield from _read_rows(file, block, row_bytes)
        return
    if height * row_bytes > LARGEST_BLOCK:
        most = f"{LARGEST_BLOCK / 1e6:.0f} MB"
        raise PhotoError(f"it is packed in a piece that needs more memory than the limit of {most}")
    at_once = min(AT_ONCE, max(1, BAND_BYTES // (height * row_bytes)))
    for start in range(0, len(blocks), at_once):
        yield from _unpack_rows(file, page, blocks[start : start + at_once], row_bytes)


def _blocks(page: Page, row_bytes: int) -> Iterator[Block]:
    width, height = page.block
    across, down = -(-page.size[0] // width), -(-page.size[1] // height)
    planes = page.used if page.planar else 1
    for number, place in enumerate(page.offsets[: across * down * planes]):
        plane, at = divmod(number, across * down)
        left, top = at % across * width, at // across * height
        rows = height if page.tiled else min(height, page.size[1] - top)
        count = page.counts[number] if number < len(page.counts) else rows * row_bytes
        yield Block(left, top, plane if page.planar else None, rows, place, count)


def _read_rows(file: BinaryIO, block: Block, row_bytes: int) -> Iterator[Rows]:
    step = max(1, BAND_BYTES // row_bytes)
    for first in range(0, block.rows, step):
        file.seek(block.place + first * row_bytes)
        data = file.read(min(step, block.rows - first) * row_bytes)
        there = len(data) // row_bytes
        rows = np.frombuffer(data, np.uint8, there * row_bytes)
        yield block, first, rows.reshape(there, row_bytes)


def _unpack_rows(
    file: BinaryIO, page: Page, blocks: Sequence[Block], row_bytes: int
) -> Iterator[Rows]:
    packed = []
    for block in blocks:
        file.seek(block.place)
        # What cannot be packed grows, but not to twice its size.
        packed.append(file.read(min(block.size, 2 * block.rows * row_bytes + 4096)))
    total = sum(block.rows for block in blocks)
    image, there = _unpacked(packed, page, blocks[0].rows, total, row_bytes)
    if there < total and len(blocks) > 1:
        for block in blocks:  # the others may be whole
            yield from _unpack_rows(file, page, [block], row_bytes)
        return
    step, start = max(1, BAND_BYTES // row_bytes), 0
    for block in blocks:
        for first in range(start, min(start + block.rows, there), step):
            last = min(first + step, start + block.rows, there)
            rows = np.asarray(image.crop((0, first, row_bytes, last)))
            yield block, first - start, rows
        start += block.rows


def _unpacked(
    packed: Sequence[bytes], page: Page, height: int, rows: int, row_bytes: int
) -> tuple[Image.Image, int]:
    """The bytes of packed strips or tiles, one below the other, and how many rows are there.

    libtiff gets them as the strips of a picture of 8-bit greys as wide as a row has bytes.
    """
    counts = [len(data) for data in packed]
    start = 8 + 2 + 10 * 12 + 4 + 8 * len(packed)
    places = [start + sum(counts[:number]) for number in range(len(packed))]
    tags = {
        WIDTH: [row_bytes],
        HEIGHT: [rows],
        BITS: [8],
        COMPRESSION: [page.compression],
        PHOTOMETRIC: [Colours.GREY.value],
        FILL_ORDER: [2 if page.reversed_bits else 1],
        OFFSETS: places,
        SAMPLES: [1],
        ROWS: [height],
        COUNTS: counts,
    }
    head, lists = struct.pack("<2sHIH", b"II", 42, 8, len(tags)), b""
    for tag, values in tags.items():
        value = values[0]
        if len(values) > 1:
            value = 8 + 2 + 10 * 12 + 4 + len(lists)
            lists += struct.pack(f"<{len(values)}I", *values)
        head += struct.pack("<HHII", tag, LONG, len(values), value)
    lists = lists.ljust(8 * len(packed), b"\0")
    content = io.BytesIO(b"".join([head, bytes(4), lists, *packed]))
    image = Image.open(content, formats=("TIFF",))
    try:
        image.load()
    except OSError:
        return _mostly_unpacked(content)
    return image, rows


def _mostly_unpacked(content: BinaryIO) -> tuple[Image.Image, int]:
    content.seek(0)
    image = Image.open(content, formats=("TIFF",))
    try:
        with what_is_there():
            image.load()
    except OSError:
        return image, 0
    # Rows that were not unpacked are filled with zeros.
    box = image.getbbox()
    return image, box[3] if box else 0
