"""Small pictures for a report: a thumbnail of each photo, a picture of each face; one photo a call.

Made after the search, of photos with a match alone: few of 60,000 photos have one. Their names hold
the photo's content, so that a second report of the same folder makes only what is new.
"""

import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from facefinder.decode.picture import read_picture
from facefinder.decode.taken import day_taken
from facefinder.errors import PhotoError
from facefinder.host.files import temporary_file
from facefinder.host.held import patiently
from facefinder.host.in_the_way import is_regular
from facefinder.records.boxes import Box
from facefinder.records.photos import Photo
from facefinder.report.upright import Place, upright
from facefinder.sources.places import source_of
from facefinder.sources.takeout import people_noted

THUMB_PX, CROP_PX, LARGE_PX = 360, 256, 1600
"""Long side of a thumbnail, side of a face's picture (180 on the page, and sharp on finer screens),
long side of the picture that stands for a photo which browsers cannot show."""
MOST_PX = 2048
"""Long side at which a photo is decoded at most; a face of 100 pixels of 4096 is then 50 wide."""
QUALITY = 80


class Crop(NamedTuple):
    """A picture of a face."""

    place: Place
    file: Path


@dataclass(frozen=True, slots=True)
class Task:
    """A photo that needs pictures.

    Attributes:
        photo: The photo.
        thumb: File for the thumbnail; None where none is shown.
        crops: The pictures of its faces.
        max_pixels: As in `picture.read_picture`.
        long_side: Of the upright, full-size photo, pixels; 0 = not known.
        turns: Quarter turns against the clock of thumbnail and large picture.
        large: File for the large picture; None where browsers show the photo itself.
    """

    photo: Photo
    thumb: Path | None
    crops: tuple[Crop, ...]
    max_pixels: int
    long_side: int = 0
    turns: int = 0
    large: Path | None = None

    @property
    def files(self) -> list[Path]:
        """All that it needs."""
        return [*(crop.file for crop in self.crops), *filter(None, (self.thumb, self.large))]


@dataclass(frozen=True, slots=True)
class Made:
    """What is known about a photo that has pictures.

    Attributes:
        width: Of the thumbnail, pixels; 0 without one.
        height: Likewise.
        date: When the photo was taken, ``YYYY-MM-DD``; "" when it does not say.
        noted: Whom Google Takeout names in it.
    """

    width: int
    height: int
    date: str
    noted: tuple[str, ...] = ()


def make(task: Task) -> Made | None:
    """Write the pictures of a photo that are not there yet; None when it can no longer be read.

    Raises:
        OSError: A picture cannot be written.
    """
    missing = [crop for crop in task.crops if not is_regular(crop.file)]
    large = None if task.large is None or is_regular(task.large) else task.large
    try:
        size = _size(task.thumb)
        if not missing and size and not large:
            return Made(*size, day_taken(task.photo), people_noted(task.photo))
        side = _side([crop.place.box.w for crop in missing], task.long_side)
        limits = {"max_side_px": max(side, LARGE_PX if large else 0), "max_pixels": task.max_pixels}
        picture = read_picture(source_of(task.photo), **limits, inside=task.photo.inside)
        known = day_taken(task.photo), people_noted(task.photo)
    except (PhotoError, OSError):
        return None
    for crop in missing:
        _write(upright(picture, crop.place, CROP_PX), crop.file)
    standing = Image.fromarray(np.rot90(picture.pixels, task.turns))
    if large:
        _write(_at_most(standing, LARGE_PX), large)
    if task.thumb is None:
        return Made(0, 0, *known)
    thumb = _at_most(standing, THUMB_PX)
    _write(thumb, task.thumb)
    return Made(*thumb.size, *known)


def _at_most(image: Image.Image, side_px: int) -> Image.Image:
    small = image.copy()
    small.thumbnail((side_px, side_px))
    return small


def _size(file: Path | None) -> tuple[int, int] | None:
    """Width and height of a picture of an earlier report; None when it is gone or damaged."""
    if file is None:
        return 0, 0
    if not is_regular(file):  # a pipe would be waited for
        return None
    with suppress(OSError), Image.open(file) as there:
        return there.size
    return None


def _side(places: Sequence[float], long_side: int) -> int:
    """Longest side of a picture so that no face has to be enlarged, and no larger.

    Args:
        places: Sides of the squares that are shown, pixels of the photo.
        long_side: Of the photo, pixels; 0 = not known.
    """
    if not places:
        return 2 * THUMB_PX
    if not long_side:
        return MOST_PX
    wanted = long_side * CROP_PX / max(1.0, min(places))
    return min(MOST_PX, max(2 * THUMB_PX, round(wanted)))


def turned_box(box: Box, turns: int, width: float, height: float) -> Box:
    """Where a box is after quarter turns of its picture against the clock.

    Args:
        box: Before.
        turns: How many.
        width: Of the picture before, in the same unit.
        height: Likewise.
    """
    for _ in range(turns):
        box = Box(box.y, width - box.x - box.w, box.h, box.w)
        width, height = height, width
    return box


def _write(image: Image.Image, file: Path) -> None:
    """Never half a picture under its name; without a sync, a picture can be made again."""
    output = io.BytesIO()
    image.save(output, "JPEG", quality=QUALITY, optimize=True)
    with temporary_file(file.parent) as (unfinished, handle):
        handle.write(output.getvalue())
        handle.close()
        patiently(lambda: unfinished.replace(file))


def make_some(tasks: Sequence[Task]) -> list[Made | None]:
    """`make` for a few photos: what one call of a worker does."""
    return [make(task) for task in tasks]
