"""EXIF's orientations: which one a photo has, what it does, and how it is undone.

A camera held upright stores a photo lying on its side and notes that (EXIF 2.3, tag 0x0112). Every
orientation is made of at most three steps from the stored pixels to what one sees.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import cv2
import numpy as np
from PIL import Image

from facefinder.records.faces import ImageArray

TAG: Final = 0x0112
"""The number of the EXIF tag."""


class Steps(NamedTuple):
    """What brings stored pixels upright, in this order.

    Attributes:
        swaps: Rows become columns.
        mirrors_x: Then left and right change places.
        mirrors_y: Then top and bottom.
    """

    swaps: bool
    mirrors_x: bool
    mirrors_y: bool


STEPS: Final[Mapping[int, Steps]] = {
    1: Steps(False, False, False),
    2: Steps(False, True, False),
    3: Steps(False, True, True),
    4: Steps(False, False, True),
    5: Steps(True, False, False),
    6: Steps(True, True, False),
    7: Steps(True, True, True),
    8: Steps(True, False, True),
}
"""For each of EXIF's numbers."""

OF_LIBRAW_FLIP: Final = (1, 2, 4, 3, 5, 8, 6, 7)
"""EXIF's number for each value of LibRaw's ``flip``: 4 swaps; 1 and 2 mirror before, not after."""


def steps_of(orientation: int) -> Steps:
    """What an orientation asks for; a number that is none of the eight asks for nothing."""
    return STEPS.get(orientation, STEPS[1])


def orientation_of(image: Image.Image, default: int = 1) -> int:
    """The orientation that a picture's EXIF block states, 1 to 8; HEIF and TIFF come upright.

    Args:
        image: With its head read.
        default: Where nothing is stated; what is no orientation counts as 1.
    """
    try:
        stated = int(image.getexif().get(TAG, default))
    except Exception:  # the EXIF block may hold any rubbish; the picture is still good
        return default
    return stated if stated in STEPS else 1


def upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height as one sees them for those that are stored, or the other way round."""
    return size[::-1] if steps_of(orientation).swaps else size


def upright(pixels: ImageArray, orientation: int) -> ImageArray:
    """Stored pixels as one sees them, shape (H, W, 3); OpenCV turns ten times as fast as numpy."""
    swaps, mirrors_x, mirrors_y = steps_of(orientation)
    if swaps:
        pixels = np.asarray(cv2.transpose(pixels), np.uint8)
    if mirrors_x or mirrors_y:
        # OpenCV's code for both, for the first alone, for the second alone.
        code = -1 if mirrors_x and mirrors_y else int(mirrors_x)
        pixels = np.asarray(cv2.flip(pixels, code), np.uint8)
    return pixels


def seen(u: float, v: float, orientation: int) -> tuple[float, float]:
    """Where a point of the stored pixels is seen; all as shares from the top left, 0 to 1."""
    swaps, mirrors_x, mirrors_y = steps_of(orientation)
    x, y = (v, u) if swaps else (u, v)
    return 1 - x if mirrors_x else x, 1 - y if mirrors_y else y


def stored(x: float, y: float, orientation: int) -> tuple[float, float]:
    """Where a point that one sees is stored; the way back from `seen`."""
    swaps, mirrors_x, mirrors_y = steps_of(orientation)
    u, v = 1 - x if mirrors_x else x, 1 - y if mirrors_y else y
    return (v, u) if swaps else (u, v)
