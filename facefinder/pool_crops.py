"""What the model is to see of each face, from pixels as fine as they are needed.

Photos are decoded at a reduced size, which is enough to find faces and to describe most of them.
Small ones are cut out of the same photo decoded at twice that size, where it is so large. How far
a face is from itself in a better photo (dlib-resnet, medians over 63 faces that were shrunken; two
photos of one person are 0.3 to 0.5 apart):

    width, pixels            24     32     40     60
    reduced decode           0.37   0.27   0.22   0.14
    crop from twice the size 0.18   0.12   0.08   0.07
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from facefinder.align import crop_face
from facefinder.decode import read_picture
from facefinder.embed.embedder import Embedder
from facefinder.records import DetectedFace, ImageArray, Picture

SMALL_PX = 48
"""Width of a face below which the photo is decoded once more."""

FINER = 2
"""How many times as large; so the memory that a huge photo takes stays within bounds."""

WORTH = 1.25
"""How much larger a photo must be than its reduced decode."""


def crops_of(
    faces: Sequence[DetectedFace],
    picture: Picture,
    path: Path,
    embedder: Embedder,
    *,
    max_side_px: int,
    max_pixels: int,
) -> ImageArray:
    """Cut out faces, upright.

    Args:
        faces: In pixels of the picture.
        picture: The photo, decoded to at most `max_side_px`.
        path: The photo, should it be needed again.
        embedder: Who is to describe the faces.
        max_side_px: As in `read_picture`.
        max_pixels: Likewise.

    Returns:
        Shape (N, S, S, 3), uint8, RGB.

    Raises:
        PhotoError: The photo cannot be read again.
    """
    finer = picture
    if picture.scale >= WORTH and any(face.box.w < SMALL_PX for face in faces):
        finer = read_picture(path, max_side_px=FINER * max_side_px, max_pixels=max_pixels)
    crops = [_crop(face, picture, finer, embedder) for face in faces]
    return np.stack(crops) if crops else no_crops(embedder)


def no_crops(embedder: Embedder) -> ImageArray:
    """The crops of no faces, shape (0, S, S, 3)."""
    return np.empty((0, embedder.size, embedder.size, 3), np.uint8)


def _crop(face: DetectedFace, picture: Picture, finer: Picture, embedder: Embedder) -> ImageArray:
    landmarks = face.landmarks
    if face.box.w < SMALL_PX:
        # Positions count from the centre of a pixel, sizes from its edge.
        landmarks = (landmarks + 0.5) * np.float32(picture.scale / finer.scale) - 0.5
        picture = finer
    return crop_face(picture.pixels, landmarks, template=embedder.template, size=embedder.size)
