"""TIFFs that Pillow reads wrongly or not at all, number by number: deep, planar, with odd samples.

Pillow keeps only the high byte of deep colours, mixes up those that are stored one after the other,
and refuses floats, opacity beside greys or inks, and more. OpenCV mixes up other ones. Both have
libtiff; here it only unpacks strips and tiles, as if they were bytes, and what the bytes mean is
worked out from the tags. Held at a time: one strip or tile, and the picture at the wanted size.
"""

from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facefinder.decode.levels import Levels, rgb_of
from facefinder.decode.pillow import (
    Loaded,
    fitting,
    native_messages_hidden,
    require_mostly,
    require_pixels,
)
from facefinder.decode.tiff_blocks import NOT_PACKED, Block, all_rows
from facefinder.decode.tiff_page import FLOAT, INT, UINT, Page
from facefinder.decode.tiff_tags import layout_of
from facefinder.records.faces import FloatArray, ImageArray

MOST_NUMBERS: Final = 100_000_000
"""How many of a picture are kept, of four bytes each; a larger one is shortened further."""


def load_tiff(file: BinaryIO, page: Page, max_side_px: int, max_pixels: int) -> Loaded:
    """Decode one picture of a TIFF; its numbers are plain (`Page.is_plain`).

    Args:
        file: Open for reading.
        page: What its tags say.
        max_side_px: A side much longer than this is shortened by a whole factor.
        max_pixels: Pictures with more are refused.

    Raises:
        PhotoError: It is too large, or too little of it is there.
    """
    require_pixels(page.size, max_pixels)
    file.seek(0)
    layout = layout_of(file.read(4))
    order = layout.order if layout else "<"
    factor = _factor(page, max_side_px)
    canvas = _Canvas(page, factor)
    with native_messages_hidden(page.compression != NOT_PACKED):
        for block, first, rows in all_rows(file, page):
            canvas.add(block, first, _numbers(rows, page, order))
    require_mostly(canvas.share())
    image = Image.fromarray(rgb_of(canvas.average(), _levels(page)))
    if factor > 1:  # the last row and column may stand for fewer pixels
        size = fitting(page.size, min(max_side_px, max(image.size)))
        box = (0, 0, page.size[0] / factor, page.size[1] / factor)
        image = image.resize(size, Image.Resampling.BOX, box)
    return Loaded(image, page.size, page.orientation)


def _factor(page: Page, max_side_px: int) -> int:
    factor = max(1, max(page.size) // max_side_px)
    while page.pixels * page.used > MOST_NUMBERS * factor**2:
        factor += 1
    return factor


def _levels(page: Page) -> Levels:
    assert page.colours  # noqa: S101 - plain pages have them
    full = None if page.kind == FLOAT else float(2 ** (page.bits - (page.kind == INT)) - 1)
    return Levels(page.colours, page.extra, full, is_deep=page.bits > 8 or page.kind != UINT)


class _Canvas:
    """The picture, shortened by a whole factor; blocks of any shape are added to it.

    A pixel of it is the average of those that were added to its square.
    """

    def __init__(self, page: Page, factor: int) -> None:
        self._page = page
        self._factor = factor
        width, height = (-(-side // factor) for side in page.size)
        self._sums = np.zeros((height, width, page.used), np.float32)
        self._added = 0

    def add(self, block: Block, first: int, numbers: FloatArray) -> None:
        """Add rows of a block, from one of its rows on; those beyond the edge do not count."""
        width, height = self._page.size
        left, top = block.left, block.top + first
        numbers = numbers[: height - top, : width - left, : self._page.used]
        rows, columns = numbers.shape[:2]
        if not rows or not columns:
            return
        self._added += rows * columns * numbers.shape[2]
        for axis, start, count in ((0, top, rows), (1, left, columns)):
            after = (start // self._factor + 1) * self._factor
            edges = np.concatenate([[0], np.arange(after, start + count, self._factor) - start])
            numbers = np.add.reduceat(numbers, edges, axis=axis) if self._factor > 1 else numbers
        y, x = top // self._factor, left // self._factor
        place = np.s_[y : y + numbers.shape[0], x : x + numbers.shape[1]]
        samples = slice(None) if block.plane is None else slice(block.plane, block.plane + 1)
        self._sums[place][..., samples] += numbers

    def share(self) -> float:
        """How much of the picture was there."""
        return self._added / (self._page.pixels * self._page.used)

    def average(self) -> FloatArray:
        """Shape (H, W, used samples), float32."""
        height, width = (
            np.minimum(self._factor, side - np.arange(0, side, self._factor))
            for side in reversed(self._page.size)
        )
        self._sums /= (height[:, None] * width[None]).astype(np.float32)[..., None]
        return self._sums


def _numbers(block: ImageArray, page: Page, order: str) -> FloatArray:
    """What bytes mean, shape (rows, columns, samples), float32; what is no number is 0."""
    samples = 1 if page.planar else page.samples
    width = page.block[0]
    if not len(block):
        return np.zeros((0, width, samples), np.float32)
    values: NDArray[Any]
    if page.bits % 8:
        bits = np.unpackbits(block, axis=1)[:, : width * samples * page.bits]
        weights = (1 << np.arange(page.bits)[::-1]).astype(np.float32)
        values = bits.reshape(len(block), width, samples, page.bits) @ weights
    elif page.predictor == 3:
        # Differences of bytes; all highest bytes first (Adobe's TIFF Technical Note 3).
        block = np.cumsum(block.reshape(len(block), -1, samples), axis=1, dtype=np.uint8)
        planes = block.reshape(len(block), page.bits // 8, width * samples)
        joined = np.ascontiguousarray(planes.transpose(0, 2, 1))
        values = joined.view(f">f{page.bits // 8}").reshape(len(block), width, samples)
    else:
        letter = {INT: "i", FLOAT: "f"}.get(page.kind, "u")
        size = page.bits // 8
        values = np.ascontiguousarray(block).view(f"{order}{letter}{size}")
        values = values.reshape(len(block), width, samples)
        if page.predictor == 2:
            whole = values.view(f"{order}u{size}").astype(f"=u{size}")
            values = np.cumsum(whole, axis=1, dtype=whole.dtype).view(f"={letter}{size}")
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = values.astype(np.float32)
    if page.kind == FLOAT:
        np.nan_to_num(numbers, copy=False, nan=0, posinf=0, neginf=0)
    return numbers
