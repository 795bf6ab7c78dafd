"""A part of an image, cut out so that what lies in it stands upright, and the way back."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from facefinder.detect.resize import resized
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray
from facefinder.warp import warped


class Patch(NamedTuple):
    """A square part of an image.

    Attributes:
        pixels: RGB, shape (size, size, 3), uint8; edge pixels repeated outside of the image.
        to_image: Shape (2, 3), float64; ``to_image @ (x, y, 1)`` is where a pixel's centre lies in
            the image.
    """

    pixels: ImageArray
    to_image: NDArray[np.float64]

    def back(self, face: DetectedFace) -> DetectedFace:
        """Where a face of the patch is in the image.

        Its box keeps its size and its centre; it is wider than high where the face lies on a side.
        """
        landmarks = self._moved(face.landmarks).astype(np.float32)
        scale = float(np.hypot(*self.to_image[:, 0]))
        lies = abs(self.to_image[1, 0]) > abs(self.to_image[0, 0])
        w, h = (scale * side for side in (face.box.w, face.box.h))
        w, h = (h, w) if lies else (w, h)
        # Boxes end at pixel edges, landmarks count from pixel centres.
        centre = np.array([[face.box.x + face.box.w / 2, face.box.y + face.box.h / 2]]) - 0.5
        x, y = (float(value) for value in self._moved(centre)[0] + 0.5)
        return DetectedFace(Box(x - w / 2, y - h / 2, w, h), face.score, landmarks)

    def _moved(self, points: FloatArray | NDArray[np.float64]) -> NDArray[np.float64]:
        return points @ self.to_image[:, :2].T + self.to_image[:, 2]


def cut(image: ImageArray, box: Box, margin: float, degrees: float, size: int) -> Patch:
    """Cut out a place.

    Args:
        image: RGB, shape (H, W, 3), uint8.
        box: The place, pixels of `image`.
        margin: How much is seen, in sides of the place.
        degrees: How far what is there leans to the right; it stands upright in the patch.
        size: Side of the patch, pixels.
    """
    centre = np.array([box.x + box.w / 2 - 0.5, box.y + box.h / 2 - 0.5])
    step = max(box.w, box.h) * margin / size
    turn = np.radians(degrees)
    axes = step * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    to_image = np.column_stack([axes, centre - axes @ np.full(2, (size - 1) / 2)])
    source, to_source = _shrunk(image, to_image, centre, step, size)
    return Patch(warped(source, to_source, (size, size)), to_image)


def _shrunk(
    image: ImageArray,
    to_image: NDArray[np.float64],
    centre: NDArray[np.float64],
    step: float,
    size: int,
) -> tuple[ImageArray, NDArray[np.float64]]:
    """The part of the image that is needed, no finer than it is needed, and the way into it."""
    reach = step * size * 0.75 + 2  # half of the diagonal, and a little
    high = np.array(image.shape[1::-1])
    start = np.clip(np.floor(centre - reach), 0, high - 1).astype(int)
    stop = np.clip(np.ceil(centre + reach), start + 1, high).astype(int)
    part = image[start[1] : stop[1], start[0] : stop[0]]
    small = np.maximum(1, np.round((stop - start) / max(step, 1.0))).astype(int)
    scale = (stop - start) / small
    to_part = to_image.copy()
    to_part[:, 2] -= start
    # Positions count from the centre of a pixel, sizes from its edge.
    to_part[:, 2] += 0.5
    to_part /= scale[:, None]
    to_part[:, 2] -= 0.5
    return resized(part, (int(small[0]), int(small[1]))), to_part
