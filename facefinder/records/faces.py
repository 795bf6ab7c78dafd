"""A face in a photo and the vector that describes it; `score` is detection confidence only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from facefinder.records.boxes import Box

FloatArray: TypeAlias = NDArray[np.float32]

ImageArray: TypeAlias = NDArray[np.uint8]

SHOWN_LEAN: Final = 45.0
"""Degrees that a face may lean and still be shown as it is; beyond, its picture is turned."""


@dataclass(frozen=True, slots=True, eq=False)
class DetectedFace:
    """Where a face is, in pixels of the image that was given to the detector.

    Attributes:
        box: Around the face.
        score: Detection confidence, 0 to 1.
        landmarks: Shape (5, 2), float32, x and y of image-left eye, image-right eye, nose tip,
            image-left and image-right mouth corner (as the face itself stands upright).
    """

    box: Box
    score: float
    landmarks: FloatArray

    @property
    def lean(self) -> float:
        """How far the face leans to the right, degrees from -180 to 180: eyes to mouth, from above.

        A face on its head leans by 180.
        """
        return lean_of(self.landmarks)

    def moved(self, corner: Sequence[float], scale: Sequence[float] = (1.0, 1.0)) -> "DetectedFace":
        """The face in pixels of an image of which this one is a part, or a smaller copy.

        Args:
            corner: Where the part begins in that image, x and y.
            scale: Pixels of that image for one of this, across and down.
        """
        (x, y), (across, down) = corner, scale
        box = self.box
        there = Box(box.x * across + x, box.y * down + y, box.w * across, box.h * down)
        # Positions count from the centre of a pixel, sizes from its edge.
        landmarks = (self.landmarks + 0.5) * (across, down) + (x - 0.5, y - 0.5)
        return DetectedFace(there, self.score, landmarks.astype(np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A face with its vector; coordinates in pixels of the upright, full-size photo.

    Attributes:
        box: Around the face.
        score: Detection confidence, 0 to 1.
        landmarks: Shape (5, 2), float32; order as in `DetectedFace`.
        sharpness: Variance of the Laplacian of the grey face crop; low is blurred.
        vector: Shape (D,), float32.
        jpeg_step: How coarsely it was compressed: that of its photo (`Picture.jpeg_step`), or more
            where its pixels show more (`scan.blocks`).
    """

    box: Box
    score: float
    landmarks: FloatArray
    sharpness: float
    vector: FloatArray
    jpeg_step: float = 0.0


def lean_of(landmarks: FloatArray) -> float:
    """How far a face leans to the right, degrees; see `DetectedFace.lean`."""
    right, down = landmarks[3:].mean(axis=0) - landmarks[:2].mean(axis=0)
    return math.degrees(math.atan2(-right, down))


def stack_vectors(faces: Sequence[Face]) -> FloatArray:
    """The vectors of some faces, shape (N, D), float32; (0, 0) without any face."""
    if not faces:
        return np.empty((0, 0), dtype=np.float32)
    return np.stack([face.vector for face in faces])


def face_id(content_hash: bytes, box: Box) -> str:
    """Name of a face that stays when its photo is renamed, moved, or searched by another engine.

    Args:
        content_hash: Of the photo, as in `Scanned`.
        box: Around the face, pixels of the upright, full-size photo.
    """
    return f"{content_hash.hex()}:{','.join(str(round(side)) for side in box)}"


def parse_face_id(text: str) -> tuple[bytes, Box]:
    """Take apart what `face_id` made.

    Raises:
        ValueError: It is no such text.
    """
    digest, _, sides = text.partition(":")
    x, y, w, h = (int(side) for side in sides.split(","))
    return bytes.fromhex(digest), Box(x, y, w, h)
