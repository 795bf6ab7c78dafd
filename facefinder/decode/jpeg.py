"""Ordinary JPEGs, which nearly all photos are, straight to an array.

A JPEG can be decoded at a half, a quarter or an eighth of its size from fewer DCT frequencies. On
12-megapixel photos at half size, processor time: OpenCV 18 ms; Pillow (``draft``) 20 ms, and 25 ms
more until its pixels are an array of the wanted size. A quarter of the size would save another 4
ms, no more: most of the time goes into the entropy code, which has to be read in full.
"""

import os
from typing import BinaryIO

import cv2
import numpy as np
from PIL import Image

from facefinder.decode.orientation import orientation_of, upright, upright_size
from facefinder.decode.pillow import (
    fitting,
    least_side,
    native_messages_hidden,
    require_pixels,
)
from facefinder.records.faces import ImageArray
from facefinder.records.photos import Picture

LARGEST_FILE = 200_000_000
"""Bytes; what is larger is read piece by piece, by Pillow."""

REDUCED = {
    1: 0,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
}
"""What OpenCV calls the sizes; grey is what remains when no colours are asked for."""


def read_jpeg(
    image: Image.Image, file: BinaryIO, max_side_px: int, max_pixels: int
) -> Picture | None:
    """Read a photo upright.

    Args:
        image: What Pillow found in the head of the file.
        file: Open for reading.
        max_side_px: The longer side of the result is at most this, in pixels.
        max_pixels: Photos with more are refused.

    Returns:
        None where this has to be left to Pillow: another format, ink colours, a damaged file.

    Raises:
        PhotoError: It has too many pixels.
    """
    if image.format not in ("JPEG", "MPO") or image.mode not in ("RGB", "L"):
        return None
    require_pixels(image.size, max_pixels)
    stored = _decode(image.size, file, least_side(image.size, max_side_px))
    if stored is None:
        return None
    size = fitting(image.size, min(max_side_px, max(stored.shape)))
    orientation = orientation_of(image)
    return Picture(
        pixels=upright(_resized(stored, size), orientation),
        scale=max(image.size) / max(size),
        full_size=upright_size(image.size, orientation),
    )


def _decode(full_size: tuple[int, int], file: BinaryIO, least: int) -> ImageArray | None:
    """RGB as stored, at the smallest size whose longer side is still `least` pixels."""
    reduced = max(d for d in REDUCED if d == 1 or max(full_size) >= d * least)
    place = file.tell()
    if file.seek(0, os.SEEK_END) > LARGEST_FILE:
        file.seek(place)
        return None
    file.seek(0)
    content = file.read()
    file.seek(place)
    flags = REDUCED[reduced] | cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    with native_messages_hidden(True):
        try:
            pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
        except cv2.error:
            return None
    width, height = (-(-side // reduced) for side in full_size)
    if pixels is None or pixels.shape != (height, width, 3):
        return None
    return np.asarray(pixels, np.uint8)


def _resized(pixels: ImageArray, size: tuple[int, int]) -> ImageArray:
    """Shrink; below a half, bilinear reads every pixel, as the slower average does (3 ms, 15)."""
    if size == pixels.shape[1::-1]:
        return pixels
    how = cv2.INTER_LINEAR if pixels.shape[1] < 2 * size[0] else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)
