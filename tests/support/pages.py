"""Pages of prints, composed of photos, each turned its own way."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from facefinder.records.faces import ImageArray


class Print(NamedTuple):
    """A photo on a page.

    Attributes:
        lean: How far it leans to the right, degrees.
        x: Of the face's centre, pixels of the page.
        y: Likewise.
        face: Width of the face, pixels of the page.
    """

    lean: float
    x: float
    y: float
    face: float


def page(
    photos: Sequence[tuple[ImageArray, tuple[float, float, float]]],
    leans: Sequence[float],
    columns: int,
    cell: int,
) -> tuple[ImageArray, list[Print]]:
    """Prints side by side on light paper.

    Args:
        photos: Each with x and y of a face's centre and its width, pixels; taken in turn.
        leans: How far each print leans to the right, degrees.
        columns: Of the page.
        cell: Side of the square for each print, pixels; a print takes 0.7 of it.
    """
    rows = math.ceil(len(leans) / columns)
    paper = np.random.default_rng(1).normal((215, 205, 190), 3, (rows * cell, columns * cell, 3))
    picture = paper.clip(0, 255).astype(np.uint8)
    prints = []
    for number, lean in enumerate(leans):
        image, (x, y, face) = photos[number % len(photos)]
        scale = 0.7 * cell / math.hypot(*image.shape[:2]) * math.sqrt(2)
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        row, column = divmod(number, columns)
        # OpenCV turns against the clock.
        matrix = cv2.getRotationMatrix2D((small.shape[1] / 2, small.shape[0] / 2), -lean, 1)
        matrix[:, 2] += (cell / 2 - small.shape[1] / 2, cell / 2 - small.shape[0] / 2)
        place = picture[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        cv2.warpAffine(small, matrix, (cell, cell), place, borderMode=cv2.BORDER_TRANSPARENT)
        centre = matrix @ (x * scale, y * scale, 1) + (column * cell, row * cell)
        prints.append(Print(lean, float(centre[0]), float(centre[1]), face * scale))
    return picture, prints
