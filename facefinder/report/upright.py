"""Faces as people compare them: upright, the eyes level, and about as far apart in each picture."""

import math
from typing import Final, NamedTuple

import numpy as np
from PIL import Image

from facefinder.detect.patches import cut
from facefinder.records.boxes import Box
from facefinder.records.faces import FloatArray
from facefinder.records.photos import Picture

EYES, EYES_TO_MOUTH = 0.25, 0.29
"""How far apart the eyes, and the eyes and the mouth, are in a face's picture, of its side. A face
seen from the side has its eyes near each other, so the larger of both says how large it is."""
LEAST, MOST = 1.35, 2.2
"""Sides of the picture, in those of the face's box, between which what landmarks say counts."""
ONE_EYE: Final = 0.5
"""Eyes nearer to each other than so much of their distance to the mouth: seen from the side."""

BEYOND: Final = (120, 120, 120)
"""Colour where the photo ends: its last pixels, repeated, would look like a part of it."""


class Place(NamedTuple):
    """Where a face is, as it is shown.

    Attributes:
        box: A square, in pixels of the upright, full-size photo.
        lean: How far the face leans to the right in it, degrees.
    """

    box: Box
    lean: float


def upright_place(landmarks: FloatArray, box: Box) -> Place:
    """The square in which a face is shown, and how far it leans.

    Args:
        landmarks: Shape (5, 2); order as in `DetectedFace`.
        box: Around the face; what landmarks say counts as long as it is near to this.
    """
    left, right = landmarks[0], landmarks[1]
    eyes, mouth = (left + right) / 2, landmarks[3:].mean(axis=0)
    apart = math.hypot(*(right - left).tolist())
    high = math.hypot(*(mouth - eyes).tolist())
    size = max(box.w, box.h)
    side = min(MOST * size, max(LEAST * size, apart / EYES, high / EYES_TO_MOUTH))
    # From above to below: where the eyes are too near each other to tell, the mouth tells.
    across, down = right - left, mouth - eyes
    axis = across if apart > ONE_EYE * high else np.array([down[1], -down[0]])
    lean = math.degrees(math.atan2(float(axis[1]), float(axis[0])))
    x, y = ((eyes + mouth) / 2).tolist()
    return Place(Box(x - side / 2, y - side / 2, side, side), lean)


def upright(picture: Picture, place: Place, side_px: int) -> Image.Image:
    """A square picture of a face; what lies beyond the photo is of one colour."""
    box = place.box.scaled(1 / picture.scale)
    patch = cut(picture.pixels, box, 1.0, place.lean, side_px)
    across, down = np.meshgrid(np.arange(side_px), np.arange(side_px))
    there = patch.to_image @ np.stack([across.ravel(), down.ravel(), np.ones(side_px**2)])
    high, wide = picture.pixels.shape[:2]
    outside = (there < -0.5).any(axis=0) | (there > [[wide - 0.5], [high - 0.5]]).any(axis=0)
    pixels = patch.pixels.copy()
    pixels[outside.reshape(side_px, side_px)] = BEYOND
    return Image.fromarray(pixels)
