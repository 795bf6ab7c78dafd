"""MTCNN's first step: where a face could be, of any size, by P-Net.

P-Net finds faces of one size, so it looks at a pyramid of shrunken images. Levels lie on a canvas,
which it sees in tiles of one size, those with nothing in them left out.
"""

import math
from typing import NamedTuple

import numpy as np

from facefinder.detect.boxes import Boxes, Indices, shifted, squared, suppress
from facefinder.detect.mtcnn.nets import GREY, P_SIDES, WINDOW, PNet
from facefinder.detect.resize import resized
from facefinder.detect.scores import log_odds, scores_of
from facefinder.records.faces import FloatArray, ImageArray

# From level to level. The customary 0.709 costs 35 % more and finds the same 98 faces of 88 photos.
# 0.55 and 0.5 lose 18 and 19 of 1,302.
PYRAMID_STEP = 0.6
# A face that fills P-Net's first window: pixels, and as a share of the long side (37 pixels in
# 2048). Smaller ones are found, too: of 240 labelled heads of 24, 28 and 32 pixels in 2048 174, 213
# and 230, with 1/64 217, 234 and 233, for a sixth more time; with 1/52 133, 194 and 225.
MIN_FACE_PX = 20.0
MIN_FACE_SHARE = 1 / 56
MARGIN = 6  # how far a window may reach over a level's edge, pixels: faces cut off by the frame
# The wheel's 0.6 means a third more work for R-Net and finds the same faces (docs/speed.md).
P_SCORE = 0.7
P_LOG_ODDS = log_odds(P_SCORE)


def propose(sparse: PNet, dense: PNet, images: list[ImageArray]) -> Boxes:
    """Squares that may hold a face, in pixels of the image, best first, shape (N, 4).

    Args:
        sparse: Looks at the largest level, which is two thirds of the work. Of 1,302 faces three
            are lost, 18 to 21 pixels wide in 2000 (with `MIN_FACE_SHARE` 1/64); where it looks at
            the second one, too, seven.
        dense: Looks at the others, where a face that fills the image has few windows.
        images: The image and its halvings, RGB, shape (H, W, 3), uint8.
    """
    image, levels = images[0], pyramid(images)
    found: list[tuple[Boxes, Boxes]] = [(np.empty((0, 4)), np.empty(0))]
    for p_net, some in ((sparse, levels[:1]), (dense, levels[1:])):
        found += [
            _likely(p_net, windows, level, image)
            for level, windows in zip(some, look(p_net, some, P_LOG_ODDS), strict=True)
        ]
    boxes, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return squared(boxes[suppress(boxes, scores, above=0.7)])


def pyramid(images: list[ImageArray]) -> list[ImageArray]:
    """Shrunken (or for tiny faces enlarged) images, largest first.

    At the first level the smallest face that is looked for fills P-Net's window, at the last the
    window fills the image.

    Args:
        images: As for `propose`.
    """
    height, width = images[0].shape[:2]
    scale = WINDOW / max(MIN_FACE_PX, MIN_FACE_SHARE * max(height, width))
    levels: list[ImageArray] = []
    while scale * min(height, width) >= WINDOW:
        size = (round(width * scale), round(height * scale))
        # From what is only a little larger: the image itself has ten times as many pixels to read.
        source = levels[-1] if levels else _smallest_above(images, size)
        levels.append(resized(source, size))
        scale *= PYRAMID_STEP
    return levels


def _smallest_above(images: list[ImageArray], size: tuple[int, int]) -> ImageArray:
    """The last of the images that has at least this width and height; the first, if none has."""
    large = (i for i in reversed(images) if i.shape[1] >= size[0] and i.shape[0] >= size[1])
    return next(large, images[0])


class Windows(NamedTuple):
    """Windows of a level in which there may be a face.

    Attributes:
        at: Row and column of each, shape (N, 2). The first window begins `MARGIN` pixels above and
            left of the level.
        results: What P-Net says of them, shape (N, 5), float32.
    """

    at: Indices
    results: FloatArray


def look(p_net: PNet, levels: list[ImageArray], above: float) -> list[Windows]:
    """Let P-Net see some images.

    Args:
        p_net: The network.
        levels: Shape (H, W, 3), uint8, of falling size.
        above: What a score, before a softmax, has to be above.

    Returns:
        The windows of each level, of which the last end at most as far outside as the first begin.
    """
    if not levels:
        return []
    places = laid_out([level.shape[:2] for level in levels], p_net.stride)
    at, results = _windows(p_net, *_canvas(p_net, levels, places), above)
    found = []
    for level, place in zip(levels, places, strict=True):
        first = (np.array(place) - MARGIN) // p_net.stride
        count = (np.array(level.shape[:2]) + 2 * MARGIN - WINDOW) // p_net.stride + 1
        inside = ((first <= at) & (at < first + count)).all(axis=1)
        found.append(Windows(at[inside] - first, results[inside]))
    return found


def laid_out(sizes: list[tuple[int, ...]], stride: int) -> list[tuple[int, int]]:
    """Places on a canvas, with `MARGIN` around each: by turns below and right of the one before.

    As each level is 0.6 times the size of the one before, the second and the third fill a row below
    the first, and all others fit below the third.

    Args:
        sizes: Height and width of each level, pixels.
        stride: From window to window, pixels.

    Returns:
        Top and left of each, such that a window begins `MARGIN` pixels before.
    """
    places = []
    top = left = MARGIN
    for number, size in enumerate(sizes):
        places.append((top, left))
        height, width = (-(-(side + MARGIN) // stride) * stride for side in size)
        if number % 2:
            left += width
        else:
            top += height
    return places


def _canvas(
    p_net: PNet, levels: list[ImageArray], places: list[tuple[int, int]]
) -> tuple[ImageArray, Indices]:
    """The levels in their places, and how high and wide its tiles are, pixels."""
    ends = np.add(places, [level.shape[:2] for level in levels]).max(axis=0) + MARGIN
    counts, sides = np.array([_tiles(int(end), p_net.shared) for end in ends]).T
    rows, columns = counts * (sides - p_net.shared) + p_net.shared
    canvas = np.full((rows, columns, 3), GREY, np.uint8)
    for level, (top, left) in zip(levels, places, strict=True):
        canvas[top : top + level.shape[0], left : left + level.shape[1]] = level
    return canvas, sides


def _tiles(end: int, shared: int) -> tuple[int, int]:
    """How many tiles of which side see so many pixels with the least to see."""
    tiles = [(max(1, -(-(end - shared) // (side - shared))), side) for side in P_SIDES]
    return min(tiles, key=math.prod)


def _windows(p_net: PNet, canvas: ImageArray, sides: Indices, above: float) -> Windows:
    """What P-Net sees on a whole canvas; nothing where it is grey."""
    stride, shared = p_net.stride, p_net.shared
    height, width = sides
    found = [Windows(np.empty((0, 2), np.intp), np.empty((0, 5), np.float32))]
    for top in range(0, canvas.shape[0] - shared, height - shared):
        for left in range(0, canvas.shape[1] - shared, width - shared):
            tile = canvas[top : top + height, left : left + width]
            if (tile != GREY).any():
                (seen,) = p_net.see(tile[None])[0]
                found.append(_above(above, seen, top // stride, left // stride))
    return Windows(*map(np.concatenate, zip(*found, strict=True)))


def _above(above: float, seen: FloatArray, row: int, column: int) -> Windows:
    """The likely windows of a tile, shape (rows, columns, 5), that begins in a row and column."""
    results = seen.reshape(-1, seen.shape[2])
    worth = np.flatnonzero(results[:, 4] > above)
    down, across = np.divmod(worth, seen.shape[1])
    return Windows(np.column_stack([row + down, column + across]), results[worth])


def _likely(
    p_net: PNet, windows: Windows, level: ImageArray, image: ImageArray
) -> tuple[Boxes, Boxes]:
    """P-Net's windows of one level -> boxes of the likely ones in the image, and their scores."""
    # The softmax of two scores is a function of their difference.
    scores = scores_of(windows.results[:, 4])
    corners = windows.at[:, ::-1] * float(p_net.stride) - MARGIN
    boxes = shifted(np.hstack([corners, corners + WINDOW]), windows.results[:, :4])
    keep = suppress(boxes, scores, above=0.5)
    to_image = np.divide(image.shape[1::-1], level.shape[1::-1])
    return boxes[keep] * np.tile(to_image, 2), scores[keep]
