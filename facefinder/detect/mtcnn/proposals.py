"""MTCNN's first step: where a face could be, of any size, from one pass of P-Net.

P-Net finds faces of one size, so it looks at a pyramid of shrunken images. All levels lie on one
canvas, which it sees in tiles of one size, those with nothing in them left out.
"""

import math

import numpy as np

from facefinder.detect.boxes import Boxes, Indices, shifted, squared, suppress
from facefinder.detect.mtcnn.nets import GREY, P_SIDE
from facefinder.detect.resize import resized
from facefinder.network.runner import AnyShape
from facefinder.records.faces import FloatArray, ImageArray

WINDOW, STRIDE = 12, 2  # P-Net's view, pixels
# From level to level. The customary 0.709 costs 35 % more and finds the same 98 faces of 88 photos.
PYRAMID_STEP = 0.6
# A face that fills P-Net's first window: pixels, and as a share of the long side (31 pixels
# in 2000). Smaller ones are found too: 34 of 36 dark, noisy faces of 20 pixels in 2000. 1/80 costs
# 50 % more and finds 2 more of them, 1/50 loses 4.
MIN_FACE_PX = 20.0
MIN_FACE_SHARE = 1 / 64
MARGIN = 6  # how far a window may reach over a level's edge, pixels: faces cut off by the frame
SHARED = WINDOW - STRIDE  # what two tiles that P-Net sees share, pixels
# The wheel's 0.6 means a third more work for R-Net and finds the same faces (docs/speed.md).
P_SCORE = 0.7


def propose(p_net: AnyShape, image: ImageArray) -> Boxes:
    """Squares that may hold a face, in pixels of the image, best first, shape (N, 4)."""
    levels = pyramid(image)
    if not levels:
        return np.empty((0, 4))
    found = [
        _likely(windows, level, image)
        for level, windows in zip(levels, look(p_net, levels), strict=True)
    ]
    boxes, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return squared(boxes[suppress(boxes, scores, above=0.7)])


def pyramid(image: ImageArray) -> list[ImageArray]:
    """Shrunken (or for tiny faces enlarged) images, largest first.

    At the first level the smallest face that is looked for fills P-Net's window, at the last the
    window fills the image.
    """
    height, width = image.shape[:2]
    scale = WINDOW / max(MIN_FACE_PX, MIN_FACE_SHARE * max(height, width))
    levels: list[ImageArray] = []
    source = image
    while scale * min(height, width) >= WINDOW:
        size = (round(width * scale), round(height * scale))
        # From the level before, not from the image: a tenth of the pixels to read.
        source = resized(source, size)
        levels.append(source)
        scale *= PYRAMID_STEP
    return levels


def look(p_net: AnyShape, levels: list[ImageArray]) -> list[FloatArray]:
    """Let P-Net see some images.

    Args:
        p_net: See `nets.load_nets`.
        levels: At least one, shape (H, W, 3), uint8, of falling size.

    Returns:
        P-Net's results for the windows of each level, shape (rows, columns, 5), float32. The first
        window begins `MARGIN` pixels above and left of the level, the last ends as far outside.
    """
    places = laid_out([level.shape[:2] for level in levels])
    windows = _windows(p_net, *_canvas(levels, places))
    found = []
    for level, place in zip(levels, places, strict=True):
        top, left = ((side - MARGIN) // STRIDE for side in place)
        rows, columns = ((n + 2 * MARGIN - WINDOW) // STRIDE + 1 for n in level.shape[:2])
        found.append(windows[top : top + rows, left : left + columns])
    return found


def laid_out(sizes: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    """Places on a canvas, with `MARGIN` around each: by turns below and right of the one before.

    As each level is 0.6 times the size of the one before, the second and the third fill a row below
    the first, and all others fit below the third.

    Args:
        sizes: Height and width of each level, pixels.

    Returns:
        Top and left of each, even numbers, as P-Net's windows are 2 pixels apart.
    """
    places = []
    top = left = MARGIN
    for number, size in enumerate(sizes):
        places.append((top, left))
        height, width = (side + side % 2 + MARGIN for side in size)
        if number % 2:
            left += width
        else:
            top += height
    return places


def _canvas(levels: list[ImageArray], places: list[tuple[int, int]]) -> tuple[ImageArray, Indices]:
    """The levels in their places, and how far down and right it is from tile to tile, pixels."""
    ends = np.add(places, [level.shape[:2] for level in levels]).max(axis=0) + MARGIN
    counts = np.maximum(1, np.rint((ends - SHARED) / (P_SIDE - SHARED))).astype(int)
    steps = -(-(ends - SHARED) // (STRIDE * counts)) * STRIDE
    rows, columns = counts * steps + SHARED
    canvas = np.full((rows, columns, 3), GREY, np.uint8)
    for level, (top, left) in zip(levels, places, strict=True):
        canvas[top : top + level.shape[0], left : left + level.shape[1]] = level
    return canvas, steps


def _windows(p_net: AnyShape, canvas: ImageArray, steps: Indices) -> FloatArray:
    """P-Net's results for all windows of a canvas; no face where nothing is."""
    rows, columns = ((side - SHARED) // STRIDE for side in canvas.shape[:2])
    windows = np.full((rows, columns, 5), -np.inf, np.float32)
    down, across = (int(step) // STRIDE for step in steps)
    for top in range(0, rows, down):
        for left in range(0, columns, across):
            y, x = top * STRIDE, left * STRIDE
            tile = canvas[y : y + steps[0] + SHARED, x : x + steps[1] + SHARED]
            if (tile != GREY).any():
                windows[top : top + down, left : left + across] = p_net(tile[None])[0][0]
    return windows


def _likely(windows: FloatArray, level: ImageArray, image: ImageArray) -> tuple[Boxes, Boxes]:
    """P-Net's windows of one level -> boxes of the likely ones in the image, and their scores."""
    at = np.nonzero(windows[:, :, 4] > math.log(P_SCORE / (1 - P_SCORE)))
    # The softmax of two scores is a function of their difference.
    scores = 1 / (1 + np.exp(-windows[at][:, 4]))
    corners = np.stack([at[1], at[0]], axis=1) * float(STRIDE) - MARGIN
    boxes = shifted(np.hstack([corners, corners + WINDOW]), windows[at][:, :4])
    keep = suppress(boxes, scores, above=0.5)
    to_image = np.divide(image.shape[1::-1], level.shape[1::-1])
    return boxes[keep] * np.tile(to_image, 2), scores[keep]
