"""One look at several turns of an image: all of them small, side by side in one picture."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from facefinder.detect.patches import Patch
from facefinder.detect.resize import reduced
from facefinder.detect.upright import is_upright
from facefinder.records.faces import DetectedFace, ImageArray
from facefinder.warp import warped

COLUMNS = 3
GREY = 128

Detect = Callable[[ImageArray], list[DetectedFace]]
"""Does the looking, as `Detector.detect`."""


def look_around(
    detect: Detect, image: ImageArray, leans: Sequence[float], cell: int
) -> list[DetectedFace]:
    """Faces that lean by about one of some angles; those of some size, for it is a small look.

    Args:
        detect: Sees one picture of a few sizes: three turns in a row.
        image: RGB, shape (H, W, 3), uint8.
        leans: How far what is looked for leans to the right, degrees.
        cell: Side of the square that each turn gets, pixels.

    Returns:
        Faces in pixels of `image`, best first; several at one place where several turns show one.
    """
    small = reduced(image, cell)
    to_image = (image.shape[1] / small.shape[1], image.shape[0] / small.shape[0])
    patches = [_turned(small, lean, cell) for lean in leans]
    rows = math.ceil(len(patches) / COLUMNS)
    mosaic = np.full((rows * cell, COLUMNS * cell, 3), GREY, np.uint8)
    for number, patch in enumerate(patches):
        height, width = patch.pixels.shape[:2]
        top, left = (cell * n for n in divmod(number, COLUMNS))
        mosaic[top : top + height, left : left + width] = patch.pixels
    found = []
    for face in filter(is_upright, detect(mosaic)):
        x, y = face.box.x + face.box.w / 2, face.box.y + face.box.h / 2
        row, column = int(y // cell), int(x // cell)
        number = row * COLUMNS + column
        if not (0 <= column < COLUMNS and 0 <= number < len(patches)):
            continue
        in_cell = face.moved((-column * cell, -row * cell))
        found.append(patches[number].back(in_cell).moved((0, 0), to_image))
    return found


def _turned(image: ImageArray, lean: float, cell: int) -> Patch:
    """All of the image, turned so that what leans stands, no larger than a cell."""
    height, width = image.shape[:2]
    turn = math.radians(lean)
    cos, sin = math.cos(turn), math.sin(turn)
    sides = np.array([abs(width * cos) + abs(height * sin), abs(width * sin) + abs(height * cos)])
    scale = max(1.0, sides.max() / cell)
    across, down = (max(1, int(side / scale + 1e-6)) for side in sides)
    axes = scale * np.array([[cos, -sin], [sin, cos]])
    centre = (np.array([width, height]) - 1) / 2
    to_image = np.column_stack([axes, centre - axes @ ((np.array([across, down]) - 1) / 2)])
    return Patch(warped(image, to_image, (across, down), fill=GREY), to_image)
