"""BMPs whose colours lie in any bits of 16 or 32; Pillow knows some such layouts, OpenCV mixes up.

Source: Microsoft's BITMAPINFOHEADER to BITMAPV5HEADER.
"""

import struct
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facefinder.decode.pillow import Loaded, require_mostly, require_pixels
from facefinder.records.faces import ImageArray

FILE_HEAD: Final = 14
"""Bytes before the head of the picture."""

OLDEST: Final = 40
"""Bytes of a head that may state masks."""

BIT_FIELDS: Final = (3, 6)
"""Values of biCompression: three masks follow, or four."""

MOST_SIDE: Final = 1 << 20


def load_bit_fields(file: BinaryIO, max_pixels: int) -> Loaded | None:
    """Decode a BMP with bit fields; None where it is something else.

    Raises:
        PhotoError: It has too many pixels, or too few of them are there.
    """
    file.seek(0)
    head = file.read(FILE_HEAD + OLDEST + 16)
    file.seek(0)
    if head[:2] != b"BM" or len(head) < FILE_HEAD + OLDEST + 16:
        return None
    start, size, width, height, _, bits, compression = struct.unpack_from("<IIiiHHI", head, 10)
    if size < OLDEST or compression not in BIT_FIELDS or bits not in (16, 32):
        return None
    if not (0 < width <= MOST_SIDE and 0 < abs(height) <= MOST_SIDE):
        return None
    require_pixels((width, abs(height)), max_pixels)
    masks = struct.unpack_from("<3I", head, FILE_HEAD + OLDEST)
    file.seek(start)
    row_bytes = (width * bits // 8 + 3) // 4 * 4
    data = file.read(row_bytes * abs(height))
    there = len(data) // row_bytes
    require_mostly(there / abs(height))
    rows = np.frombuffer(data, np.uint8, there * row_bytes).reshape(there, row_bytes)
    numbers = rows[:, : width * bits // 8].copy().view(f"<u{bits // 8}")
    pixels = np.full((abs(height), width, 3), 255, np.uint8)
    pixels[:there] = np.stack([_shade(numbers, mask) for mask in masks], axis=2)
    upright = pixels if height < 0 else pixels[::-1]
    return Loaded(Image.fromarray(np.ascontiguousarray(upright)), (width, abs(height)), 1)


def _shade(numbers: NDArray[np.unsignedinteger], mask: int) -> ImageArray:
    """What lies in the bits of a mask, stretched to 8 bits."""
    if not mask:
        return np.zeros(numbers.shape, np.uint8)
    shift = (mask & -mask).bit_length() - 1
    full = mask >> shift
    values = ((numbers & np.asarray(mask, numbers.dtype)) >> shift).astype(np.float32)
    return np.asarray((values * np.float32(255 / full)).round(), np.uint8)
