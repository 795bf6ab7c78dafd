"""Where a face is: in the photo as one sees it, and in its pixels as they are stored.

Our boxes are in the photo as one sees it; other programs name faces in the pixels as they are
stored (Metadata Working Group, Guidelines for Handling Image Metadata 2.0, section 5.9). What lies
between the two is said in `decode.orientation`.
"""

from typing import NamedTuple

from facefinder.decode.orientation import seen, steps_of, stored
from facefinder.records.boxes import Box

Size = tuple[int, int]
"""Width and height, pixels."""


class Area(NamedTuple):
    """A rectangle in the stored pixels: its centre, width and height, each as a share, 0 to 1."""

    x: float
    y: float
    w: float
    h: float


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
    x, y = stored((left + right) / 2, (top + bottom) / 2, orientation)
    w, h = right - left, bottom - top
    return Area(x, y, *((h, w) if steps_of(orientation).swaps else (w, h)))


def to_box(area: Area, upright: Size, orientation: int) -> Box:
    """Convert an area of the stored pixels to a box in pixels of the photo as one sees it.

    Args:
        area: Shares of the stored pixels.
        upright: Size of the photo as one sees it.
        orientation: EXIF's number, 1 to 8; any other counts as 1.
    """
    x, y = seen(area.x, area.y, orientation)
    w, h = (area.h, area.w) if steps_of(orientation).swaps else (area.w, area.h)
    return Box((x - w / 2) * upright[0], (y - h / 2) * upright[1], w * upright[0], h * upright[1])
