"""Picture files of every kind, made on the spot from one picture without any symmetry."""

import io
import struct
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pillow_heif
from PIL import Image

from facefinder.records.faces import ImageArray

WIDTH, HEIGHT = 96, 64
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 200, 40), (40, 40, 210), (230, 220, 40)


def truth(width: int = WIDTH, height: int = HEIGHT) -> ImageArray:
    """Four quarters of different colours, shape (height, width, 3): tells all 8 orientations."""
    pixels = np.empty((height, width, 3), np.uint8)
    middle_x, middle_y = width // 2, height // 2
    pixels[:middle_y, :middle_x], pixels[:middle_y, middle_x:] = RED, GREEN
    pixels[middle_y:, :middle_x], pixels[middle_y:, middle_x:] = BLUE, YELLOW
    return pixels


def stored_for(orientation: int, upright: ImageArray) -> ImageArray:
    """How a camera that writes this orientation stores the picture (EXIF 2.3, tag Orientation)."""
    swapped = upright.transpose(1, 0, 2)
    stored: dict[int, ImageArray] = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: swapped,
        6: swapped[::-1],
        7: swapped[::-1, ::-1],
        8: swapped[:, ::-1],
    }
    return np.ascontiguousarray(stored[orientation])


def encoded(
    image: Image.Image,
    kind: str,
    orientation: int = 1,
    **options: Any,  # noqa: ANN401 - whatever Pillow's writer of that kind takes
) -> bytes:
    """A file of Pillow's format `kind`."""
    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    if kind == "TIFF":
        image.save(file, kind, tiffinfo={0x0112: orientation}, **options)
    elif kind in ("BMP", "GIF"):
        image.save(file, kind, **options)
    else:
        exif = Image.Exif()
        exif[0x0112] = orientation
        image.save(file, kind, exif=exif.tobytes(), **options)
    return file.getvalue()


Tags: TypeAlias = dict[int, tuple[int, list[int] | bytes]]
BYTE, ASCII, SHORT, LONG, SRATIONAL = 1, 2, 3, 4, 10
LETTERS: Mapping[int, str] = {SHORT: "H", LONG: "I", SRATIONAL: "i"}


def dng(upright: ImageArray, orientation: int, preview: bytes | None) -> bytes:
    """The smallest DNG that LibRaw opens: 16-bit Bayer data, and a JPEG preview if wanted.

    Tags and values are those of the DNG specification 1.4 (chapters 2 to 4).
    """
    pixels = stored_for(orientation, upright).astype("<u2") * 257
    height, width, _ = pixels.shape
    mosaic = np.empty((height, width), "<u2")  # red green / green blue
    mosaic[0::2, 0::2], mosaic[0::2, 1::2] = pixels[0::2, 0::2, 0], pixels[0::2, 1::2, 1]
    mosaic[1::2, 0::2], mosaic[1::2, 1::2] = pixels[1::2, 0::2, 1], pixels[1::2, 1::2, 2]
    size: Tags = {256: (LONG, [width]), 257: (LONG, [height]), 278: (LONG, [height])}
    camera: Tags = {
        271: (ASCII, b"Facefinder\0"),
        272: (ASCII, b"Test camera\0"),
        274: (SHORT, [orientation]),
        50706: (BYTE, bytes([1, 4, 0, 0])),
        50707: (BYTE, bytes([1, 1, 0, 0])),
        50708: (ASCII, b"Test camera\0"),
        50721: (SRATIONAL, [1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]),
        50778: (SHORT, [21]),
    }
    raw: Tags = size | {
        254: (LONG, [0]),
        258: (SHORT, [16]),
        259: (SHORT, [1]),
        262: (SHORT, [32803]),
        277: (SHORT, [1]),
        279: (LONG, [mosaic.nbytes]),
        33421: (SHORT, [2, 2]),
        33422: (BYTE, bytes([0, 1, 1, 2])),
        50717: (LONG, [65535]),
    }
    if preview is None:
        return _tiff([raw | camera], [mosaic.tobytes()])
    shown = Image.open(io.BytesIO(preview))
    front: Tags = camera | {
        254: (LONG, [1]),
        256: (LONG, [shown.width]),
        257: (LONG, [shown.height]),
        258: (SHORT, [8, 8, 8]),
        259: (SHORT, [7]),
        262: (SHORT, [6]),
        277: (SHORT, [3]),
        278: (LONG, [shown.height]),
        279: (LONG, [len(preview)]),
    }
    return _tiff([front, raw], [preview, mosaic.tobytes()])


def _tiff(directories: list[Tags], strips: list[bytes]) -> bytes:
    """Lay out directories, the second one as a sub-directory of the first, and one strip each."""
    sizes = [
        len(_directory(tags | _pointers(0, len(directories) > 1 and n == 0), 0))
        for n, tags in enumerate(directories)
    ]
    strip_at = 8 + sum(sizes)
    file, start = struct.pack("<2sHI", b"II", 42, 8), 8
    for number, (tags, strip) in enumerate(zip(directories, strips, strict=True)):
        below = start + sizes[number] if len(directories) > 1 and number == 0 else 0
        file += _directory(tags | _pointers(strip_at, below), start)
        start += sizes[number]
        strip_at += len(strip)
    return file + b"".join(strips)


def _pointers(strip_at: int, sub_directory_at: int) -> Tags:
    strip: Tags = {273: (LONG, [strip_at])}
    return strip | ({330: (LONG, [sub_directory_at])} if sub_directory_at else {})


def _directory(tags: Tags, start: int) -> bytes:
    entries, values = struct.pack("<H", len(tags)), b""
    values_at = start + 2 + 12 * len(tags) + 4
    for tag, (kind, value) in sorted(tags.items()):
        if isinstance(value, bytes):
            count, packed = len(value), value
        else:
            count = len(value) // (2 if kind == SRATIONAL else 1)
            packed = struct.pack(f"<{len(value)}{LETTERS[kind]}", *value)
        if len(packed) > 4:
            place, values = struct.pack("<I", values_at + len(values)), values + packed
            values += b"\0" * (len(values) % 2)
        else:
            place = packed.ljust(4, b"\0")
        entries += struct.pack("<HHI", tag, kind, count) + place
    return entries + bytes(4) + values


def noise(kind: str, **options: Any) -> bytes:  # noqa: ANN401 - as in `encoded`
    """A file of 300 x 200 pixels that cannot be compressed: no two rows are equal."""
    pixels = np.random.default_rng(1).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    return encoded(Image.fromarray(pixels), kind, **options)
