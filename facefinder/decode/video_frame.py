"""A frame as FFmpeg decodes it becomes an upright picture of bounded size."""

import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, cast

import cv2
import numpy as np

from facefinder.decode.orientation import STEPS, upright, upright_size
from facefinder.decode.pillow import Side, fitting, require_pixels, side_for
from facefinder.records.faces import ImageArray
from facefinder.records.photos import Picture

if TYPE_CHECKING:  # FFmpeg is loaded when a video comes
    from av.sidedata.sidedata import SideData
    from av.video.frame import VideoFrame

SQUARE: Final = (0.25, 4.0)
"""Widths of a pixel, for a height of 1, that are believed."""

ORIENTATIONS: Final = {tuple(steps): number for number, steps in STEPS.items()}
"""EXIF's number, by what a matrix does: swaps the sides, then mirrors x, then y."""
OF_DEGREES: Final = {90: 8, -90: 6, 180: 3, -180: 3}
"""EXIF's number by the degrees alone, against the clock."""


def picture_of(frame: "VideoFrame", wide: float, side: Side, max_pixels: int) -> Picture:
    """Make a picture of a frame.

    Args:
        frame: Decoded.
        wide: How wide a pixel is for its height: those of camcorders and television are no squares.
        side: The longer side at most, as in `picture.read_picture`.
        max_pixels: Frames that have more are refused.

    Raises:
        PhotoError: It is larger.
    """
    require_pixels((frame.width, frame.height), max_pixels)
    wide = wide if SQUARE[0] <= wide <= SQUARE[1] else 1.0
    full_size = max(1, round(frame.width * wide)), frame.height
    size = fitting(full_size, side_for(side, full_size))
    # Who asks for what is told of a frame keeps it in a circle, with all its pixels.
    tiny = frame.reformat(16, 16, "gray", interpolation="POINT", threads=1)
    orientation = orientation_of(tiny)
    return Picture(
        pixels=upright(_rgb(frame, size), orientation),
        scale=max(full_size) / max(size),
        full_size=upright_size(full_size, orientation),
    )


def _rgb(frame: "VideoFrame", size: tuple[int, int]) -> ImageArray:
    """Colours of a frame; of two half pictures taken one after the other only the first.

    Whoever moves is elsewhere in the second one, and together they make combs of a face.
    """
    if not frame.interlaced_frame:
        frame = frame.reformat(*size, format="rgb24", interpolation="AREA", threads=1)
        return np.asarray(frame.to_ndarray(), np.uint8)
    half = frame.reformat(format="rgb24", threads=1).to_ndarray()[::2]
    return np.asarray(cv2.resize(half, size, interpolation=cv2.INTER_AREA), np.uint8)


def orientation_of(frame: "VideoFrame") -> int:
    """EXIF's number of what a video says is to be done to its frames (ISO 14496-12, 6.2.2).

    Args:
        frame: Decoded.
    """
    try:
        told = list(
            cast("Iterable[SideData]", frame.side_data)
        )  # its stubs speak of one kind alone
    except ValueError:  # among them is a kind that PyAV does not know
        return OF_DEGREES.get(frame.rotation, 1)
    for data in told:
        if data.type.name == "DISPLAYMATRIX":
            a, b, _, c, d = struct.unpack_from("=5i", bytes(data))
            swaps = abs(b) + abs(c) > abs(a) + abs(d)
            x, y = (c, b) if swaps else (a, d)
            return ORIENTATIONS[swaps, x < 0, y < 0]
    return 1
