"""One picture in a TIFF: its size, what its numbers mean, and who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from facefinder.decode.tiff_tags import (
    BITS,
    COMPRESSION,
    COUNTS,
    DNG_VERSION,
    EXTRA,
    FILL_ORDER,
    FORMAT,
    HEIGHT,
    MAKE,
    OFFSETS,
    ORIENTATION,
    PHOTOMETRIC,
    PLANAR,
    PREDICTOR,
    ROWS,
    SAMPLES,
    SUBFILE,
    TILE_COUNTS,
    TILE_HEIGHT,
    TILE_OFFSETS,
    TILE_WIDTH,
    WIDTH,
    Tags,
)


class Colours(Enum):
    """What the numbers of a pixel are; values of the tag PhotometricInterpretation."""

    WHITE_IS_ZERO = 0
    GREY = 1
    RGB = 2
    PALETTE = 3
    MASK = 4
    INKS = 5
    YCBCR = 6
    LAB = 8
    ICC_LAB = 9
    ITU_LAB = 10


COLOURS: Final = {colours.value: colours for colours in Colours}

MOSAICS: Final = frozenset({32803, 34892})
"""Values of that tag for a camera's mosaic, and for what was made of one."""

OF_LEVELS: Final = {
    Colours.WHITE_IS_ZERO: 1,
    Colours.GREY: 1,
    Colours.RGB: 3,
    Colours.INKS: 4,
    Colours.LAB: 3,
    Colours.ICC_LAB: 3,
}
"""Colours whose numbers are brightness or amounts of ink, and how many a pixel has."""

OPACITY: Final = ((1,), (2,))
"""Values of the tag ExtraSamples: the colours were multiplied by it, or not."""

MOST_SAMPLES: Final = 64
"""Numbers of a pixel, in pictures that satellites take, for instance; more are rubbish."""

PLAIN: Final = frozenset({1, 5, 8, 32773, 32946, 34925, 50000})
"""Compressions that give the numbers back as they were: none, LZW, ZIP (two numbers), PackBits,
LZMA, ZStandard."""

PILLOWS: Final = PLAIN | {2, 3, 4, 6, 7, 32771, 34676, 34677}
"""Compressions that Pillow's libtiff knows: fax, JPEG old and new, SGI's; not WebP and others."""

REDUCED, MASK = 1, 4
"""Bits of the tag NewSubfileType."""

UINT, INT, FLOAT, VOID = 1, 2, 3, 4
"""Values of the tag SampleFormat; the last is "not stated"."""


@dataclass(frozen=True, slots=True)
class Page:
    """One picture in a TIFF.

    Attributes:
        size: Stored width and height, pixels.
        bits: Of a number.
        samples: Numbers of a pixel.
        kind: Of the numbers: `UINT`, `INT` or `FLOAT`.
        colours: What they mean; None for a mosaic and the like.
        compression: The tag's value.
        planar: Each colour is stored by itself.
        predictor: 1 none, 2 differences, 3 differences of floats' bytes.
        reversed_bits: The first pixel is in the lowest bit.
        extra: What the numbers beyond the colours are; 1 and 2 are opacity.
        block: Width and height of a strip or tile.
        tiled: Tiles have full size at the edges, too.
        offsets: Where the strips or tiles stand.
        counts: Their sizes in bytes, as they are stored.
        orientation: EXIF's number.
        reduced: It says of itself that it is a smaller copy of another one, or a mask.
    """

    size: tuple[int, int]
    bits: int
    samples: int
    kind: int
    colours: Colours | None
    compression: int
    planar: bool
    predictor: int
    reversed_bits: bool
    extra: tuple[int, ...]
    block: tuple[int, int]
    tiled: bool
    offsets: tuple[int, ...]
    counts: tuple[int, ...]
    orientation: int
    reduced: bool

    @property
    def pixels(self) -> int:
        """How many there are."""
        return self.size[0] * self.size[1]

    @property
    def used(self) -> int:
        """How many numbers of a pixel are seen: its colours', and its opacity."""
        colours = OF_LEVELS.get(self.colours, self.samples) if self.colours else self.samples
        return colours + (self.samples > colours and self.extra[:1] in OPACITY)

    @property
    def is_plain(self) -> bool:
        """Whether its numbers can be taken as they are (see `tiff`)."""
        depth = self.bits in (16, 32, 64) if self.kind == FLOAT else self.bits <= 16
        depth = depth or (self.kind != FLOAT and self.bits in (32, 64))
        if self.colours not in OF_LEVELS or self.compression not in PLAIN:
            return False
        if self.kind not in (UINT, INT, FLOAT):  # complex numbers are no picture
            return False
        return depth and OF_LEVELS[self.colours] <= self.samples <= MOST_SAMPLES


def page_of(tags: Tags) -> Page | None:
    """The picture that a directory describes; None where there is none."""

    def one(tag: int, default: int) -> int:
        return next(iter(tags.get(tag, ())), default)

    size = one(WIDTH, 0), one(HEIGHT, 0)
    depths = set(tags.get(BITS, ())) or {1}
    kinds = set(tags.get(FORMAT, ())) or {UINT}
    if min(size) < 1 or len(depths) > 1 or len(kinds) > 1:
        return None
    tiled = TILE_OFFSETS in tags
    rows = min(one(ROWS, size[1]), size[1]) or size[1]
    meant = one(PHOTOMETRIC, -1)
    kind = kinds.pop()
    return Page(
        size=size,
        bits=depths.pop(),
        samples=one(SAMPLES, 1),
        kind=UINT if kind == VOID else kind,
        colours=COLOURS.get(meant),
        compression=one(COMPRESSION, 1),
        planar=one(PLANAR, 1) == 2,
        predictor=one(PREDICTOR, 1),
        reversed_bits=one(FILL_ORDER, 1) == 2,
        extra=tags.get(EXTRA, ()),
        block=(one(TILE_WIDTH, 0), one(TILE_HEIGHT, 0)) if tiled else (size[0], rows),
        tiled=tiled,
        offsets=tags.get(TILE_OFFSETS if tiled else OFFSETS, ()),
        counts=tags.get(TILE_COUNTS if tiled else COUNTS, ()),
        orientation=one(ORIENTATION, 1),
        reduced=bool(one(SUBFILE, 0) & (REDUCED | MASK)),
    )


def main_page(found: Sequence[Tags]) -> Page | None:
    """The picture that a TIFF is about: the first one, or the largest where that is a copy.

    A scanner's NEF has a small copy in front, a TIFF with several pages has not.
    """
    pages = [page for page in map(page_of, found) if page]
    if not pages or not pages[0].reduced:
        return page_of(found[0]) if found else None
    return max(pages, key=lambda page: page.pixels)


def may_be_mosaic(found: Sequence[Tags]) -> bool:
    """Whether a TIFF may be a camera's RAW file: it says so, or names its maker and is not plain.

    LibRaw develops every TIFF of 16-bit greys that names a maker as if it were a mosaic.
    """
    if not found or not {MAKE, DNG_VERSION} & set(found[0]):
        return False
    meant = {value for tags in found for value in tags.get(PHOTOMETRIC, ())}
    if DNG_VERSION in found[0] or meant & MOSAICS:
        return True
    page = main_page(found)
    return page is None or not page.is_plain or page.bits < 8
