"""What the model is to see of each face, from pixels as fine as they are needed.

Photos are decoded at a reduced size, which is enough to find faces and to describe most of them.
Small ones are cut out of a finer decode of the same photo. How far a face is from itself in a much
larger photo (dlib-resnet, medians over 63 faces that were shrunken; two photos of one person are
0.3 to 0.5 apart):

    width, pixels                 24     32     40     60
    cut out of this decode        0.37   0.27   0.22   0.14
    out of one of twice the size  0.18   0.12   0.08   0.07

For 12-megapixel JPEGs with a small face that takes 50 ms more, and 70 MB while it lasts.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from facefinder.align import crop_face
from facefinder.decode.picture import read_picture
from facefinder.embed.protocol import View
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray
from facefinder.records.photos import Picture
from facefinder.records.sizes import finer_side
from facefinder.sources.protocol import Source

FINER_BELOW_PX = 48
"""Width of a face, in pixels of the reduced decode, below which the photo is decoded once more."""

WORTH = 1.25
"""How much larger than the reduced decode a finer one must be."""


class Seen(NamedTuple):
    """What a face is cut out of.

    Attributes:
        pixels: RGB, shape (H, W, 3), uint8.
        landmarks: Shape (5, 2), float32, pixels of `pixels`.
        box: The face, pixels of `pixels`.
        scale: Pixels of the photo for one of `pixels`.
    """

    pixels: ImageArray
    landmarks: FloatArray
    box: Box
    scale: float


def seen_in(
    faces: Sequence[DetectedFace],
    picture: Picture,
    source: Source,
    *,
    max_pixels: int,
    inside: str = "",
) -> list[Seen]:
    """Find for each face pixels that are fine enough.

    Args:
        faces: In pixels of the picture.
        picture: The photo, decoded at a reduced size.
        source: The photo, should it be needed again.
        max_pixels: A photo with more is not decoded again.
        inside: Where in the file, as in `Photo`.

    Raises:
        PhotoError: The photo cannot be read again.
    """
    finer = picture
    side = finer_side(picture.full_size)
    if side >= WORTH * max(picture.pixels.shape) and any(map(_is_small, faces)):
        finer = read_picture(source, max_side_px=side, max_pixels=max_pixels, inside=inside)
    return [_seen(face, picture, finer) for face in faces]


def crops_of(seen: Sequence[Seen], views: Sequence[View]) -> tuple[ImageArray, ...]:
    """Cut out faces, upright.

    Args:
        seen: The faces.
        views: How those who are to describe the faces want them, `Embedder.views`.

    Returns:
        For each view the crops of all faces, shape (N, S, S, 3), uint8, RGB.
    """
    return tuple(_crops(seen, view) for view in views)


def _is_small(face: DetectedFace) -> bool:
    # The box of a face that lies on its side is wider than high.
    return min(face.box.w, face.box.h) < FINER_BELOW_PX


def _seen(face: DetectedFace, picture: Picture, finer: Picture) -> Seen:
    if not _is_small(face):
        return Seen(picture.pixels, face.landmarks, face.box, picture.scale)
    ratio = np.divide(finer.pixels.shape[1::-1], picture.pixels.shape[1::-1])
    # Positions count from the centre of a pixel, sizes from its edge.
    landmarks = ((face.landmarks + 0.5) * ratio - 0.5).astype(np.float32)
    box = Box(*(float(side * by) for side, by in zip(face.box, (*ratio, *ratio), strict=True)))
    return Seen(finer.pixels, landmarks, box, finer.scale)


def _crops(seen: Sequence[Seen], view: View) -> ImageArray:
    crops = np.empty((len(seen), view.size, view.size, 3), np.uint8)
    for i, face in enumerate(seen):
        crops[i] = crop_face(face.pixels, face.landmarks, template=view.template, size=view.size)
    return crops
