"""Small pictures for a report: a thumbnail of each photo, a crop of each face; one photo a call.

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
from facefinder.decode.taken import date_taken
from facefinder.detect.patches import cut
from facefinder.errors import PhotoError
from facefinder.host.files import temporary_file
from facefinder.host.held import patiently
from facefinder.records.boxes import Box
from facefinder.records.faces import SHOWN_LEAN
from facefinder.records.photos import Picture

THUMB_PX, CROP_PX = 360, 160
"""Long side of a thumbnail, side of a crop."""
MOST_PX = 2048
"""Long side at which a photo is decoded at most; a face of 100 pixels of 4096 is then 50 wide."""
AROUND = 0.35
"""How much of the face's size is shown around it."""
QUALITY = 80


class Crop(NamedTuple):
    """A picture of a face.

    Attributes:
        box: In pixels of the upright, full-size photo.
        file: For the picture.
        lean: How far the face leans to the right, degrees.
    """

    box: Box
    file: Path
    lean: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """A photo that needs pictures.

    Attributes:
        path: The photo.
        thumb: File for the thumbnail; None where none is shown.
        crops: The pictures of its faces.
        max_pixels: As in `picture.read_picture`.
        long_side: Of the upright, full-size photo, pixels; 0 = not known.
        page: Which picture of the file, from 1 on.
        turns: Quarter turns against the clock of the thumbnail.
    """

    path: str
    thumb: Path | None
    crops: tuple[Crop, ...]
    max_pixels: int
    long_side: int = 0
    page: int = 1
    turns: int = 0

    @property
    def files(self) -> list[Path]:
        """All that it needs."""
        return [crop.file for crop in self.crops] + ([self.thumb] if self.thumb else [])


@dataclass(frozen=True, slots=True)
class Made:
    """What is known about a photo that has pictures.

    Attributes:
        width: Of the thumbnail, pixels; 0 without one.
        height: Likewise.
        date: When the photo was taken, ``YYYY-MM-DD``; "" when it does not say.
    """

    width: int
    height: int
    date: str


def make(task: Task) -> Made | None:
    """Write the pictures of a photo that are not there yet; None when it can no longer be read.

    Raises:
        OSError: A picture cannot be written.
    """
    path = Path(task.path)
    missing = [crop for crop in task.crops if not crop.file.exists()]
    try:
        size = _size(task.thumb)
        if not missing and size:
            return Made(*size, date_taken(path))
        side = _side([min(crop.box.w, crop.box.h) for crop in missing], task.long_side)
        limits = {"max_side_px": side, "max_pixels": task.max_pixels}
        picture = read_picture(path, **limits, page=task.page)
        taken = date_taken(path)
    except (PhotoError, OSError):
        return None
    image = Image.fromarray(picture.pixels)
    for crop in missing:
        _write(_upright(picture, image, crop), crop.file)
    if task.thumb is None:
        return Made(0, 0, taken)
    if task.turns:
        image = Image.fromarray(np.rot90(picture.pixels, task.turns))
    image.thumbnail((THUMB_PX, THUMB_PX))
    _write(image, task.thumb)
    return Made(*image.size, taken)


def _size(file: Path | None) -> tuple[int, int] | None:
    """Width and height of a picture of an earlier report; None when it is gone or damaged."""
    if file is None:
        return 0, 0
    with suppress(OSError), Image.open(file) as there:
        return there.size
    return None


def _side(widths: Sequence[float], long_side: int) -> int:
    """Longest side of a picture so that no face's crop has to be enlarged, and no larger."""
    if not widths:
        return 2 * THUMB_PX
    if not long_side:
        return MOST_PX
    wanted = long_side * CROP_PX / (1 + 2 * AROUND) / max(1.0, min(widths))
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


def _upright(picture: Picture, image: Image.Image, crop: Crop) -> Image.Image:
    """A face as people look at it, whichever way it lies in the photo."""
    if abs(crop.lean) <= SHOWN_LEAN:
        return _crop(image, crop.box, picture.scale)
    box = Box(*(side / picture.scale for side in crop.box))
    return Image.fromarray(cut(picture.pixels, box, 1 + 2 * AROUND, crop.lean, CROP_PX).pixels)


def _crop(image: Image.Image, box: Box, scale: float) -> Image.Image:
    """A square around a face, inside the photo as far as that is large enough; else black."""
    side = max(1, round(max(box.w, box.h) * (1 + 2 * AROUND) / scale))
    x, y = (box.x + box.w / 2) / scale, (box.y + box.h / 2) / scale
    left, top = _inside(x, side, image.width), _inside(y, side, image.height)
    return image.crop((left, top, left + side, top + side)).resize((CROP_PX, CROP_PX))


def _inside(middle: float, side: int, whole: int) -> int:
    """Where a stretch around `middle` begins: moved into the whole, or in the middle of it."""
    if side >= whole:
        return (whole - side) // 2
    return min(max(round(middle - side / 2), 0), whole - side)


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
