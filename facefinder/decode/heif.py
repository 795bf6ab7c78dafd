"""Large HEICs, straight from libheif's pixels: 4.7 bytes a pixel at most, through Pillow 7.1."""

from typing import BinaryIO, Final

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from facefinder.decode.pillow import Loaded, fitting, require_pixels

LARGE: Final = 30_000_000
"""Pixels; phones' ordinary photos have fewer."""


def load_large_heif(
    image: Image.Image, file: BinaryIO, max_side_px: int, max_pixels: int
) -> Loaded | None:
    """Decode a HEIC at full size, and keep it at the wanted one.

    Args:
        image: What Pillow found in the head of the file.
        file: Open for reading.
        max_side_px: It is shortened to this.
        max_pixels: Pictures with more are refused.

    Returns:
        Upright, as libheif gives it; None where this can be left to Pillow.

    Raises:
        PhotoError: It has too many pixels.
    """
    if image.format != "HEIF" or image.width * image.height < LARGE:
        return None
    require_pixels(image.size, max_pixels)
    file.seek(0)
    opened = pillow_heif.open_heif(file)
    pixels = np.asarray(opened[image.tell()])
    size = fitting(image.size, max_side_px)
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return Loaded(Image.fromarray(np.asarray(small, np.uint8)), image.size, 1)
