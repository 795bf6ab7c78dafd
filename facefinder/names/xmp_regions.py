"""The named faces in an XMP packet: MWG's regions (Adobe, digiKam, Apple), else Microsoft's."""

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
        area: In the pixels of `applied_to`.
        applied_to: Size of the photo when the face was marked; (0, 0) where it is not told.
    """

    name: str
    area: Area
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
    """List the faces that are marked; what cannot be understood is passed over.

    Raises:
        XmpError: There are regions in an unknown form.
    """
    return _mwg(document) or _microsoft(document)


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
    found = []
    for item in listed.items:
        area = _mwg_area(item, size)
        if area and item.value("mwg-rs:Type") in ("Face", ""):
            found.append(Region(item.value("mwg-rs:Name"), area, size))
    return found


def _mwg_area(item: Node, size: Size) -> Area | None:
    node = item.member("mwg-rs:Area")
    if node is None:
        return None
    area = _area([node.value(f"stArea:{side}") for side in "xywh"])
    if area and node.value("stArea:unit") == "pixel":
        if not all(size):
            return None
        w, h = size
        return Area(area.x / w, area.y / h, area.w / w, area.h / h)
    return area


def _microsoft(document: Document) -> list[Region]:
    """Corner and size as shares, in one text: "0.25, 0.25, 0.5, 0.5"."""
    info = document.property_named("MP:RegionInfo")
    listed = info.member("MPRI:Regions") if info else None
    found = []
    for item in listed.items if listed else []:
        corner = _area(item.value("MPReg:Rectangle").split(","))
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
