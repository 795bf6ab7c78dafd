"""Images at another size, fast; what a detector finds in them stays the same."""

import cv2
import numpy as np

from facefinder.records.faces import ImageArray


def resized(image: ImageArray, size: tuple[int, int]) -> ImageArray:
    """Resize, reading every pixel.

    First the mean of whole blocks of pixels, then, less than a factor of 2 from the size, bilinear.
    From 2048 to 960 pixels that takes 3 ms, OpenCV's exact average (`cv2.INTER_AREA` for any other
    than a whole factor) 10 ms. It is quickest for blocks of two by two, so blocks of 4, 6 or 8 are
    made of those (to 320 pixels 3 instead of 6 ms).

    Args:
        image: Shape (H, W, 3), uint8.
        size: Width and height wanted.

    Returns:
        Shape (height, width, 3); the image itself where it has that size. Up to a block less one
        pixel at the right and bottom edge of a large image are left out.
    """
    block = min(image.shape[1] // size[0], image.shape[0] // size[1])
    while block >= 2:
        step = block if block % 2 else 2
        image, block = averaged(image, step), block // step
    if size == image.shape[1::-1]:
        return image
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def averaged(image: ImageArray, block: int) -> ImageArray:
    """The mean of each block of pixels, without what is left over at the right and the bottom."""
    height, width = (side // block for side in image.shape[:2])
    whole = image[: height * block, : width * block]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def halvings(image: ImageArray, times: int) -> list[ImageArray]:
    """The image, its half, its quarter and so on, each the mean of two by two pixels.

    Args:
        image: Shape (H, W, 3), uint8.
        times: How often to halve; less where nothing would be left.

    Returns:
        The largest first. Of an odd side the last pixel is left out.
    """
    images = [image]
    for _ in range(times):
        if min(images[-1].shape[:2]) < 2:
            break
        images.append(averaged(images[-1], 2))
    return images


def reduced(image: ImageArray, side: int) -> ImageArray:
    """The image with its long side at most `side` pixels."""
    height, width = image.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return resized(image, size)
