"""An image seen through an affine map, the same to the last bit on Windows and on Linux."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from facefinder.records.faces import ImageArray

_AT_A_TIME: Final = 16
"""Pixels of a row that OpenCV computes together. Those that are left at its end it computes as its
compiler likes, for Windows otherwise than for Linux: one of 150 x 150 pixels that was brighter by 1
moved a vector of dlib's network by 0.0015."""


def warped(
    image: ImageArray,
    to_image: NDArray[np.float64],
    size: tuple[int, int],
    *,
    fill: int | None = None,
) -> ImageArray:
    """Sample an image, bilinear: four of its pixels for each of the result.

    Args:
        image: RGB, shape (H, W, 3), uint8.
        to_image: Shape (2, 3); ``to_image @ (x, y, 1)`` is where the centre of the result's pixel
            (x, y) lies in the image, whose top left pixel has its centre at (0, 0).
        size: Width and height of the result, pixels.
        fill: Grey value of what lies outside of the image; None repeats the pixels at its edge.

    Returns:
        Shape (height, width, 3), uint8, contiguous.
    """
    width, height = size
    whole = -(-width // _AT_A_TIME) * _AT_A_TIME
    border = cv2.BORDER_REPLICATE if fill is None else cv2.BORDER_CONSTANT
    pixels = cv2.warpAffine(
        image,
        to_image,
        (whole, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=border,
        borderValue=(fill or 0,) * 3,
    )
    return np.ascontiguousarray(pixels[:, :width], np.uint8)
