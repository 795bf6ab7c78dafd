"""Deep pictures' numbers become 8-bit RGB: what is black, what is white, what the colours are.

Cameras, scanners and scientists fill 16 bits or floats in their own ways: 12 bits in 16, light as
it was measured, counts. Cut to its high byte such a picture is black.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from facefinder.decode.tiff_page import OF_LEVELS, Colours
from facefinder.records.faces import FloatArray, ImageArray

BRIGHT: Final = {Colours.GREY: 1, Colours.WHITE_IS_ZERO: 1, Colours.RGB: 3}
"""Colours whose numbers are brightness (or the lack of it), and how many a pixel has."""

STRETCHED: Final = {**BRIGHT, Colours.INKS: 4}
"""Colours of which a picture may use only a part of what its numbers can say."""

OUTLIERS: Final = 0.002
"""Share of the numbers that hot pixels may have, brighter than white."""

NEAR_TOP: Final = 0.9
"""Share of the brightest number from which a pixel may belong to a white border."""

UNUSED: Final = 0.25
"""A picture that stays below this share of its range, border and hot pixels aside, is stretched."""

LEAST: Final = 1 / 1000
"""Share of a white border's brightness below which what is beside it is black, not dark."""

MOST_LOOKED_AT: Final = 1_000_000
"""Numbers from which white is worked out."""

BAND_ROWS: Final = 256
"""So many rows become RGB at a time."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What the numbers of a picture mean.

    Attributes:
        colours: Grey, RGB, inks or Lab.
        extra: What the samples beyond the colours are: 1 is opacity by which the colours were
            multiplied, 2 opacity by which they were not, anything else is no part of the picture.
        full: The number that stands for full brightness or ink; None where nothing says it.
        is_deep: There are more levels than 8 bits have.
    """

    colours: Colours
    extra: tuple[int, ...]
    full: float | None
    is_deep: bool


def rgb_of(values: FloatArray, levels: Levels) -> ImageArray:
    """RGB on white, shape (H, W, 3), uint8.

    Args:
        values: Shape (H, W, samples), float32.
        levels: What they mean.
    """
    colours = OF_LEVELS[levels.colours]
    # One that is 0 everywhere was never filled in.
    opacity_counts = bool(values[..., colours : colours + 1].any())
    black, white, opaque = 0.0, levels.full or 1.0, levels.full or 1.0
    if levels.is_deep and levels.colours in STRETCHED:
        used = STRETCHED[levels.colours]
        step = int(np.ceil((values.shape[0] * values.shape[1] * used / MOST_LOOKED_AT) ** 0.5)) or 1
        # Greys use what range they like; colours are left alone where they use a good part of it.
        full = None if used == 1 else levels.full
        black, white = black_and_white(values[::step, ::step, :used], full)
        highest = float(values[..., used : used + 1].max(initial=0))
        opaque = highest if 0 < highest < UNUSED * opaque else opaque
    pixels = np.empty((*values.shape[:2], 3), np.uint8)
    for first in range(0, len(values), BAND_ROWS):
        band = np.s_[first : first + BAND_ROWS]
        rgb, rest = _colours(values[band], levels, black, white)
        if opacity_counts:
            rgb = _on_white(rgb, rest, levels, opaque)
        pixels[band] = (np.clip(rgb, 0, 1) * 255).round()
    return pixels


def _colours(
    values: FloatArray, levels: Levels, black: float, white: float
) -> tuple[FloatArray, FloatArray]:
    """RGB from 0 to 1, and the samples that are left."""
    if levels.colours is Colours.INKS:
        inks = 1 - np.clip(values[..., :4] / np.float32(white), 0, 1)
        return inks[..., :3] * inks[..., 3:], values[..., 4:]
    if levels.colours not in BRIGHT:
        return _rgb_of_lab(values[..., :3], levels), values[..., 3:]
    used = BRIGHT[levels.colours]
    light = np.clip((values[..., :used] - np.float32(black)) / np.float32(white - black), 0, 1)
    if levels.colours is Colours.WHITE_IS_ZERO:
        light = 1 - light
    return np.broadcast_to(light, (*light.shape[:2], 3)), values[..., used:]


def black_and_white(values: FloatArray, full: float | None) -> tuple[float, float]:
    """The numbers that stand for black and for white.

    Black is 0, or the least where that is below, or where greys use only the highest numbers: the
    maker of the file counted down from the top. White is the brightest number of the picture
    without its few brightest pixels and, where all else is dark, without a white border. A picture
    that uses a good part of `full` is taken as it is.

    Args:
        values: Numbers of a picture, or of its colours.
        full: The largest that there can be; None where white is what is brightest.
    """
    looked_at = np.sort(values, axis=None)
    black = min(0.0, float(_at(looked_at, OUTLIERS)))
    white = top = max(float(looked_at[-1]), black + 1e-30)
    below = looked_at[: np.searchsorted(looked_at, black + NEAR_TOP * (top - black))]
    if len(below):
        used = float(_at(below, 1 - OUTLIERS))
        is_hot_only = len(looked_at) - len(below) <= OUTLIERS * len(looked_at)
        if (0 if is_hot_only else LEAST) < (used - black) / (top - black) < UNUSED:
            white = used
    if full is not None and white >= UNUSED * full:
        white = full
    lowest = float(_at(looked_at, OUTLIERS))
    if full is None and 0 < white - lowest < UNUSED * (white - black):
        black = lowest
    return black, white


def _at(ordered: FloatArray, share: float) -> np.float32:
    """The number below which such a share of some ordered ones is; of few the first or the last."""
    place = share * (len(ordered) - 1)
    value: np.float32 = ordered[int(np.ceil(place) if share > OUTLIERS else place)]
    return value


def _rgb_of_lab(values: FloatArray, levels: Levels) -> FloatArray:
    """CIE L*a*b* as TIFF stores it: a and b with a sign, or (ICC) with their zero in the middle."""
    full = levels.full or 1.0
    middle = (full + 1) / 2
    lab = values.astype(np.float32)
    lab[..., 0] *= 100 / full
    ab = lab[..., 1:]
    if levels.colours == Colours.LAB:
        ab[ab >= middle] -= full + 1
    else:
        ab -= middle
    ab *= 256 / (full + 1)
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(lab), cv2.COLOR_Lab2RGB), np.float32)


def _on_white(rgb: FloatArray, rest: FloatArray, levels: Levels, opaque: float) -> FloatArray:
    """Show transparency on white; `opaque` is the number that hides it."""
    kind = next(iter(levels.extra), 0)
    if kind not in (1, 2) or not rest.shape[2]:
        return rgb
    opacity = np.clip(rest[..., :1] / np.float32(opaque), 0, 1)
    shown: FloatArray = (rgb if kind == 1 else rgb * opacity) + 1 - opacity
    return shown
