"""Camera RAW files, through LibRaw: the camera's own preview, else a half-size development."""

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

import numpy as np
import rawpy
from PIL import Image

from facefinder.decode.kinds import DAMAGED, LARGEST_WHOLE, size_of
from facefinder.decode.orientation import OF_LIBRAW_FLIP
from facefinder.decode.pillow import (
    Loaded,
    Side,
    load,
    native_messages_hidden,
    require_mostly,
    require_mostly_rows,
    require_pixels,
    side_for,
)
from facefinder.decode.pillow_head import open_image
from facefinder.errors import PhotoError
from facefinder.records.faces import ImageArray

ENOUGH_PX: Final = 2048
"""Longer side from which a preview is taken, however large the picture is to be."""

NOT_DEVELOPED: Final = f"{DAMAGED}, or of a kind that facefinder cannot read"

END_OF_JPEG: Final = b"\xff\xd9"
MOST_BEHIND: Final = 65536
"""Bytes; some cameras fill up their previews with others than zeros."""

LOOKED_AT: Final = 8
"""Every so many rows and columns are looked at for numbers above white."""


def load_raw(file: BinaryIO, share: float, side: Side, max_pixels: int) -> Loaded | None:
    """Read a camera's RAW file; None if LibRaw does not know it.

    Args:
        file: Open for reading.
        share: How much of its mosaic is there (see `raw_extent`).
        side: Of the picture that is wanted; a preview of less is not enough.
        max_pixels: Photos with more are refused.

    Raises:
        PhotoError: It is too large, damaged or cut off.
    """
    with _opened(file) as raw:
        if raw is None:
            return None
        full_size = raw.sizes.width, raw.sizes.height
        require_pixels(full_size, max_pixels)
        max_side_px = side_for(side, full_size)
        orientation = OF_LIBRAW_FLIP[raw.sizes.flip & 7]
        try:
            preview = _load_preview(raw.extract_thumb().data, orientation, max_side_px, max_pixels)
            # Not by what was decoded of it, so that all sizes of a photo show the same picture.
            wanted = min(max_side_px, ENOUGH_PX, max(full_size) // 2)
            if max(preview.full_size) >= wanted:
                return replace(preview, full_size=full_size)
        except (rawpy.LibRawError, OSError, PhotoError):
            pass  # there is none, or only a damaged one
        require_mostly(share)
        try:
            pixels = _developed(raw)
        except rawpy.LibRawError as error:
            raise PhotoError(NOT_DEVELOPED if share == 1 else DAMAGED) from error
    return Loaded(Image.fromarray(pixels), full_size, orientation)


def raw_head(file: BinaryIO) -> tuple[tuple[int, int], int] | None:
    """Read the stored size and the orientation of a RAW file; None if LibRaw does not know it."""
    with _opened(file) as raw:
        if raw is None:
            return None
        return (raw.sizes.width, raw.sizes.height), OF_LIBRAW_FLIP[raw.sizes.flip & 7]


@contextlib.contextmanager
def _opened(file: BinaryIO) -> Iterator[rawpy.RawPy | None]:
    """What LibRaw makes of a file. By its name, for otherwise all of it is taken into memory."""
    with native_messages_hidden(True), contextlib.ExitStack() as stack:
        try:
            raw = stack.enter_context(rawpy.imread(_source(file)))
        except rawpy.LibRawError:
            raw = None
        yield raw


def _source(file: BinaryIO) -> str | BinaryIO:
    name = getattr(file, "name", None)
    try:
        if isinstance(name, str) and name.encode():
            return name
    except UnicodeEncodeError:
        pass  # not every name that Linux allows is text
    if size_of(file) > LARGEST_WHOLE:
        raise PhotoError("its name is not text, and it is too large to be read whole; rename it")
    file.seek(0)
    return file


def _developed(raw: rawpy.RawPy) -> ImageArray:
    """Half the size, with the camera's white balance.

    What is brighter than white, as the file or LibRaw's table states it, would all be white; where
    more than some hot pixels are, the statement is wrong.

    Raises:
        PhotoError: Only a part of it is there. LibRaw fills up what a cut-off file lacks.
        rawpy.LibRawError: It cannot be decoded.
    """
    numbers = raw.raw_image_visible
    require_mostly_rows(numbers)
    top = int(np.percentile(numbers[::LOOKED_AT, ::LOOKED_AT], 99.8))
    white = raw.white_level or top
    return raw.postprocess(
        half_size=True,
        use_camera_wb=True,
        user_flip=0,
        user_sat=top if top > 1.1 * white else None,
    )


def _load_preview(
    data: bytes | ImageArray, orientation: int, max_side_px: int, max_pixels: int
) -> Loaded:
    """Decode what the camera put beside its sensor data; LibRaw adds an EXIF block to most."""
    if isinstance(data, bytes):
        if END_OF_JPEG not in data.rstrip(b"\0")[-MOST_BEHIND:]:
            raise PhotoError(DAMAGED)  # LibRaw fills it up with zeros
        file = io.BytesIO(data)
        return load(open_image(file), file, max_side_px, max_pixels, orientation)
    require_mostly_rows(data)
    bitmap = Image.fromarray(data)
    return Loaded(bitmap, bitmap.size, orientation)
