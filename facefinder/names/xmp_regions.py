"""The named faces in an XMP packet: MWG's regions (Adobe, digiKam, Apple), and Microsoft's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from facefinder.decode.orientation import upright_size
from facefinder.names.regions import Area, Size
from facefinder.names.xmp import Document, Node


@dataclass(frozen=True, slots=True)
class Region:
    """A face that somebody, or a program, marked.

    Attributes:
        name: Whose face it is; "" where nobody named the face.
        area: In the pixels of `applied_to`; None where it cannot be understood. A mere point has
            no width and no height.
        applied_to: Size of the photo when the face was marked; (0, 0) where it is not told.
    """

    name: str
    area: Area | None
    applied_to: Size = (0, 0)

    def orientation(self, stored: Size, orientation: int) -> int:
        """The orientation that leads from this region to the photo as one sees it.

        Some programs mark faces in the photo as one sees it. Where width and height are exchanged
        that can be told from `applied_to`.

        Args:
            stored: Size of the stored pixels.
            orientation: EXIF's number that the photo states.
        """
        w, h = self.applied_to
        seen = upright_size(stored, orientation)
        exchanged = seen != stored and (w - h) * (seen[0] - seen[1]) > 0
        return 1 if exchanged else orientation


def read_regions(document: Document) -> list[Region]:
    """List the faces that are marked, MWG's first: many programs write them in both ways.

    Raises:
        XmpError: There are regions in an unknown form.
    """
    return [*_mwg(document), *_microsoft(document)]


def applied_size(regions: Node) -> Size:
    """The size of the photo that MWG's regions are about; (0, 0) where it is not told."""
    dimensions = regions.member("mwg-rs:AppliedToDimensions")
    if dimensions is None:
        return 0, 0
    w, h = _numbers([dimensions.value("stDim:w"), dimensions.value("stDim:h")]) or (0, 0)
    return int(w), int(h)


def _mwg(document: Document) -> list[Region]:
    regions = document.property_named("mwg-rs:Regions")
    listed = regions.member("mwg-rs:RegionList") if regions else None
    if regions is None or listed is None:
        return []
    size = applied_size(regions)
    return [
        Region(item.value("mwg-rs:Name"), _mwg_area(item, size), size)
        for item in listed.items
        if item.value("mwg-rs:Type").lower() in ("face", "")
    ]


def _mwg_area(item: Node, size: Size) -> Area | None:
    """A rectangle, a circle or a point (MWG's Guidelines 2.0, section 5.9)."""
    node = item.member("mwg-rs:Area")
    if node is None:
        return None
    x, y, *sides = (node.value(f"stArea:{side}") for side in "xywhd")
    # Some programs write all five, with 0 for what a circle or a point has not.
    w, h, d = ("" if _numbers([side]) == [0] else side for side in sides)
    in_pixels = node.value("stArea:unit") == "pixel"
    if in_pixels and not all(size):
        return None
    if w or h:
        area = _area([x, y, w, h])
    elif d:
        area = _circle(x, y, d, (1, 1) if in_pixels or not all(size) else size)
    else:
        place = _numbers([x, y])
        area = Area(place[0], place[1], 0, 0) if place else None
    if area and in_pixels:
        return Area(area.x / size[0], area.y / size[1], area.w / size[0], area.h / size[1])
    return area


def _circle(x: str, y: str, diameter: str, size: Size) -> Area | None:
    """The square around a circle, whose diameter is a share of the photo's smaller side."""
    area = _area([x, y, diameter, diameter])
    if area is None:
        return None
    w, h = (area.w * min(size) / side for side in size)
    return Area(area.x, area.y, w, h)


def _microsoft(document: Document) -> list[Region]:
    """Corner and size as shares, in one text: "0.25, 0.25, 0.5, 0.5"."""
    info = document.property_named("MP:RegionInfo")
    listed = info.member("MPRI:Regions") if info else None
    found = []
    for item in listed.items if listed else []:
        corner = _area(item.value("MPReg:Rectangle").split(","))
        area = None
        if corner:
            x, y, w, h = corner
            area = Area(x + w / 2, y + h / 2, w, h)
        found.append(Region(item.value("MPReg:PersonDisplayName"), area))
    return found


def _area(texts: Sequence[str]) -> Area | None:
    numbers = _numbers(texts)
    if numbers is None or len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:
        return None
    return Area(*numbers)


def _numbers(texts: Sequence[str]) -> list[float] | None:
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        return None
    return numbers if all(math.isfinite(number) for number in numbers) else None
