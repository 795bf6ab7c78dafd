"""Where a face is: in the photo as one sees it, and in its pixels as they are stored.

A camera held upright stores a photo lying on its side and notes its orientation (EXIF, tag 0x0112).
Our boxes are in the photo as one sees it; other programs name faces in the stored pixels (Metadata
Working Group, Guidelines for Handling Image Metadata 2.0, section 5.9).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from facefinder.records.boxes import Box

Size = tuple[int, int]
"""Width and height, pixels."""


class Area(NamedTuple):
    """A rectangle in the stored pixels: its centre, width and height, each as a share, 0 to 1."""

    x: float
    y: float
    w: float
    h: float


SEEN: Mapping[int, Callable[[float, float], tuple[float, float]]] = {
    1: lambda u, v: (u, v),
    2: lambda u, v: (1 - u, v),
    3: lambda u, v: (1 - u, 1 - v),
    4: lambda u, v: (u, 1 - v),
    5: lambda u, v: (v, u),
    6: lambda u, v: (1 - v, u),
    7: lambda u, v: (1 - v, 1 - u),
    8: lambda u, v: (v, 1 - u),
}
"""For each orientation, where a point of the stored pixels is seen; shares from the top left."""

STORED = {**SEEN, 6: SEEN[8], 8: SEEN[6]}
"""The way back: a reflection undoes itself, a quarter turn is undone by the other one."""

ON_ITS_SIDE = (5, 6, 7, 8)
"""Orientations whose stored width is the height that one sees."""


def upright_size(size: Size, orientation: int) -> Size:
    """The size as one sees it for the stored size, or the other way round."""
    return (size[1], size[0]) if orientation in ON_ITS_SIDE else size


def to_area(box: Box, upright: Size, orientation: int) -> Area | None:
    """Convert a box to the stored pixels.

    Args:
        box: Pixels of the upright photo; what reaches out of the photo is cut off.
        upright: Size of the photo as one sees it.
        orientation: EXIF's number, 1 to 8; any other counts as 1.

    Returns:
        None when the box lies outside of the photo.
    """
    left, right = (min(max(x / upright[0], 0.0), 1.0) for x in (box.x, box.x + box.w))
    top, bottom = (min(max(y / upright[1], 0.0), 1.0) for y in (box.y, box.y + box.h))
    if left >= right or top >= bottom:
        return None
    x, y = STORED.get(orientation, STORED[1])((left + right) / 2, (top + bottom) / 2)
    w, h = right - left, bottom - top
    return Area(x, y, *((h, w) if orientation in ON_ITS_SIDE else (w, h)))


def to_box(area: Area, upright: Size, orientation: int) -> Box:
    """Convert an area of the stored pixels to a box; arguments as of `to_area`."""
    x, y = SEEN.get(orientation, SEEN[1])(area.x, area.y)
    w, h = (area.h, area.w) if orientation in ON_ITS_SIDE else (area.w, area.h)
    return Box((x - w / 2) * upright[0], (y - h / 2) * upright[1], w * upright[0], h * upright[1])
