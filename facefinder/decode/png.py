"""PNGs of more than 8 bits, through OpenCV: Pillow keeps only the high byte of their colours."""

from typing import BinaryIO

import cv2
import numpy as np
from PIL import Image

from facefinder.decode.kinds import LARGEST_WHOLE, size_of
from facefinder.decode.levels import Levels, rgb_of
from facefinder.decode.orientation import orientation_of
from facefinder.decode.pillow import Loaded, fitting, native_messages_hidden, require_pixels
from facefinder.decode.tiff_page import Colours

UNASSOCIATED = 2
"""Opacity by which the colours were not multiplied, as TIFF numbers it."""

FULL = 65535.0


def load_deep_png(
    image: Image.Image, file: BinaryIO, max_side_px: int, max_pixels: int
) -> Loaded | None:
    """Decode a PNG of 16 bits.

    Args:
        image: What Pillow found in the head of the file.
        file: Open for reading.
        max_side_px: It is decoded at full size, then shortened to this.
        max_pixels: Pictures with more are refused.

    Returns:
        None where this has to be left to Pillow: another depth or format, a damaged file.

    Raises:
        PhotoError: It has too many pixels.
    """
    if image.format != "PNG" or not _is_deep(image) or size_of(file) > LARGEST_WHOLE:
        return None
    require_pixels(image.size, max_pixels)
    file.seek(0)
    content = np.frombuffer(file.read(), np.uint8)
    file.seek(0)
    with native_messages_hidden(True):
        try:
            pixels = cv2.imdecode(content, cv2.IMREAD_UNCHANGED)
        except cv2.error:
            return None
    if pixels is None or pixels.dtype != np.uint16 or pixels.shape[1::-1] != image.size:
        return None
    size = fitting(image.size, max_side_px)
    if size != image.size:
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    values = pixels.reshape(size[1], size[0], -1).astype(np.float32)
    colours = Colours.RGB if values.shape[2] > 2 else Colours.GREY
    if colours is Colours.RGB:
        values[..., :3] = values[..., 2::-1]
    levels = Levels(colours, (UNASSOCIATED,), FULL, is_deep=True)
    return Loaded(Image.fromarray(rgb_of(values, levels)), image.size, orientation_of(image))


def _is_deep(image: Image.Image) -> bool:
    """Whether a number has 16 bits; Pillow says so in how it would unpack a row."""
    return any("16" in str(part) for tile in getattr(image, "tile", ()) for part in tile[3:])
