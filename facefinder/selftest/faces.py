"""Drawn faces: a pair that every recogniser must take for one, and one that it must not.

They are painted by a few ellipses around the landmarks that a recogniser wants, so that no photo of
a person has to travel with the program. Measured with dlib-resnet: one face in two lights is 0.03
apart, the two faces 0.55, and `sure` ends at 0.50.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np

from facefinder.records.faces import FloatArray, ImageArray

Colour: TypeAlias = tuple[int, int, int]

OVERSAMPLED: Final = 4
"""Drawn so much larger and shrunk, for soft edges."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a face looks; lengths in distances between the eyes."""

    skin: Colour
    hair: Colour
    eyes: Colour
    background: Colour
    jaw: float
    mouth: float


ONE: Final = Drawn((224, 180, 150), (60, 40, 20), (60, 90, 140), (90, 120, 160), 1.05, 0.1)
OTHER: Final = Drawn((250, 220, 200), (230, 230, 230), (20, 15, 10), (200, 200, 190), 0.85, 0.3)


def drawn_faces(template: FloatArray, size: int) -> ImageArray:
    """A face, the same one in less light, and another one.

    Args:
        template: Shape (5, 2), where the landmarks lie in the crop, pixels.
        size: Side of the crop, pixels.

    Returns:
        Crops as a `Recogniser` wants them, shape (3, size, size, 3), uint8, RGB.
    """
    one, other = _draw(ONE, template, size), _draw(OTHER, template, size)
    darker = np.clip(one * np.float32(0.85) + 8, 0, 255).astype(np.uint8)
    return np.stack([one, darker, other])


def drawn_photo() -> ImageArray:
    """A photo of 2048 x 1536 pixels with a face of about 200 pixels, RGB."""
    landmarks = np.array([[60, 70], [100, 70], [80, 95], [65, 115], [95, 115]], np.float32)
    face = _draw(ONE, landmarks * 1.5, 240)
    photo = np.full((1536, 2048, 3), ONE.background, np.uint8)
    photo[600:840, 900:1140] = face
    return photo


def _draw(face: Drawn, template: FloatArray, size: int) -> ImageArray:
    scale = size * OVERSAMPLED
    canvas = np.full((scale, scale, 3), face.background, np.uint8)
    eyes, nose, mouth = template[:2], template[2], template[3:]
    unit = float(eyes[1, 0] - eyes[0, 0])
    between, lips = eyes.mean(axis=0), mouth.mean(axis=0)
    middle = (between + lips) / 2 - (0, 0.1 * unit)

    def ellipse(
        centre: FloatArray, radii: tuple[float, float], colour: Colour, line: float = 0
    ) -> None:
        start, width = (180, round(line * unit * OVERSAMPLED)) if line else (0, -1)
        axes = (int(radii[0] * unit * OVERSAMPLED), int(radii[1] * unit * OVERSAMPLED))
        cv2.ellipse(canvas, _pixel(centre), axes, 0, start, 360, colour, width)

    ellipse(middle - (0, 0.35 * unit), (1.25, 1.5), face.hair)
    ellipse(middle, (face.jaw, 1.45), face.skin)
    for eye in eyes:
        ellipse(eye, (0.25, 0.13), (240, 240, 240))
        ellipse(eye, (0.11, 0.11), face.eyes)
        ellipse(eye - (0, 0.28 * unit), (0.33, 0.08), face.hair, line=0.09)
    shade = np.multiply(face.skin, 0.8).tolist()
    cv2.line(canvas, _pixel(between), _pixel(nose), shade, int(0.12 * unit * OVERSAMPLED))
    ellipse(lips, (float(mouth[1, 0] - mouth[0, 0]) / 2 / unit, face.mouth), (170, 60, 60))
    small = cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 1), np.uint8)


def _pixel(point: FloatArray) -> tuple[int, int]:
    x, y = np.asarray(point) * OVERSAMPLED
    return int(x), int(y)
