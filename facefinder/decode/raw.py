"""Camera RAW files, through LibRaw: the camera's own preview, else a half-size development."""

import contextlib
import io
from dataclasses import replace
from typing import BinaryIO

import rawpy
from PIL import Image

from facefinder.decode.orientation import OF_LIBRAW_FLIP
from facefinder.decode.pillow import (
    DAMAGED,
    Loaded,
    load,
    native_messages_hidden,
    open_image,
    require_pixels,
)
from facefinder.errors import PhotoError
from facefinder.records.faces import ImageArray

ENOUGH_PX = 2048
"""Longer side from which a preview is taken, however large the picture is to be."""


def load_raw(file: BinaryIO, max_side_px: int, max_pixels: int) -> Loaded | None:
    """Read a camera's RAW file; None if LibRaw does not know it."""
    file.seek(0)
    with native_messages_hidden(True), contextlib.ExitStack() as stack:
        try:
            raw = stack.enter_context(rawpy.imread(file))
        except rawpy.LibRawError:
            return None
        full_size = raw.sizes.width, raw.sizes.height
        require_pixels(full_size, max_pixels)
        orientation = OF_LIBRAW_FLIP[raw.sizes.flip & 7]
        try:
            preview = _load_preview(raw.extract_thumb().data, orientation, max_side_px, max_pixels)
            # Not by what was decoded of it, so that all sizes of a photo show the same picture.
            wanted = min(max_side_px, ENOUGH_PX, max(full_size) // 2)
            if max(preview.full_size) >= wanted:
                return replace(preview, full_size=full_size)
        except (rawpy.LibRawError, OSError, PhotoError):
            pass  # there is none, or only a damaged one
        try:
            pixels = raw.postprocess(half_size=True, use_camera_wb=True, user_flip=0)
        except rawpy.LibRawError as error:
            raise PhotoError(DAMAGED) from error
    return Loaded(Image.fromarray(pixels), full_size, orientation)


def raw_head(file: BinaryIO) -> tuple[tuple[int, int], int] | None:
    """Read the stored size and the orientation of a RAW file; None if LibRaw does not know it."""
    file.seek(0)
    with native_messages_hidden(True):
        try:
            with rawpy.imread(file) as raw:
                size = raw.sizes.width, raw.sizes.height
                return size, OF_LIBRAW_FLIP[raw.sizes.flip & 7]
        except rawpy.LibRawError:
            return None


def _load_preview(
    data: bytes | ImageArray, orientation: int, max_side_px: int, max_pixels: int
) -> Loaded:
    """Decode what the camera put beside its sensor data; LibRaw adds an EXIF block to most."""
    if isinstance(data, bytes):
        file = io.BytesIO(data)
        return load(open_image(file), file, max_side_px, max_pixels, orientation)
    bitmap = Image.fromarray(data)
    return Loaded(bitmap, bitmap.size, orientation)
