"""How coarsely a face was compressed, as its pixels show it, whatever file they are in now.

A JPEG that was saved again as PNG, or as a JPEG of high quality, has lost the table that tells how
coarse it was, and kept the blocks: brightness jumps every 8 pixels. That a brightness jumps more at
one place than right beside it, again and again at that distance, is what is measured here.

Measured on 1,600 labelled photos (`builder.measure.blocks`): of faces as they are, none that is 48
pixels wide has what `evidence.floors.RUINED` takes for ruined, and one narrower one of 120; saved
at quality 4 all 200 have it, at 6 19 of 20, at 8 three of four, at 15 one of 25. What was made two,
three or four times larger before it was saved again has larger blocks; made smaller as many times
it is like what it was, and of 300 faces of quality 4 279 have it, of 1,600 as they are and 800
enlarged ones none but that narrow one. Made larger by a quarter, a third, a half, two thirds or
three quarters, of 322 faces of quality 4 that are 96 pixels wide then 293 have it (by a third three
of four), of as many of quality 15 none, of 1,216 whole ones one, of 1,479 as they are none. What
was made larger by other numbers, or smaller, is not seen.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from facefinder.records.boxes import Box
from facefinder.records.faces import ImageArray

BLOCK_PX = 8
"""Side of what a JPEG compresses at a time, pixels of the photo."""
MOST_PX = 512
"""Side of the part of a face that is looked at, at most: 64 blocks are enough."""
BESIDE = 3
"""Columns of a face that are no place where a jump can be compared with those on both sides."""
FEWEST_BLOCKS = 3
"""Blocks in a row below which nobody can tell that they come again and again."""
FEWEST_PX = 48
"""Width below which nothing is told of a face whose pixels are averages of several of the photo:
features of a small face are as far apart as blocks then."""
STEP, STEP_SHRUNK = 60.0, 100.0
"""Step of the quantisation of which there is one grey value of jump more at the blocks' edges, in
pixels as they were, and in averages of several, where half of a jump is lost."""
ENLARGED_TIMES: Final = ((5, 4), (4, 3), (3, 2), (5, 3), (7, 4), (2, 1), (3, 1), (4, 1))
"""How many times larger a face may have become after it was compressed: pixels, and of how many."""
STEP_ENLARGED = 75.0
"""The step of one grey value of jump where a face is made smaller as many times again: smoothed
twice, jumps are smaller."""
FEWEST_ENLARGED_PX = 96
"""Width below which nothing is told of a face that became less than twice as large: of narrower
ones nothing was measured."""
WORTH_A_LOOK = 0.6
"""How much all jumps swing once in a larger block, from which a face is made smaller by less than
twice to be looked at: of 100 faces as they are one, of 294 of quality 4 all swing as much, and the
others cost a tenth."""
ENLARGED = 1.02
"""Pixels of the photo for one pixel, from which these are averages."""


def step_seen(pixels: ImageArray, box: Box, scale: float) -> float:
    """How coarsely the brightness of a face was once stored, as its pixels show it.

    Args:
        pixels: RGB, shape (H, W, 3), uint8.
        box: The face, in pixels of `pixels`.
        scale: Pixels of the photo for one of `pixels`.

    Returns:
        About the first entry of the JPEG's quantisation table, as `Picture.jpeg_step`, if that is
        large; little where there are no blocks, 0 where there are too few pixels to tell.
    """
    averaged = scale > ENLARGED
    face, period = _middle(pixels, box), BLOCK_PX / scale
    places = min(face.shape[:2]) - BESIDE
    if places < FEWEST_BLOCKS * period or (averaged and min(box.w, box.h) < FEWEST_PX):
        return 0.0
    grey = np.asarray(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY), np.uint8)
    # Both ways: stripes of a shirt come again and again one way.
    ways = (grey, np.asarray(cv2.transpose(grey), np.uint8))
    step = min(_jumps(way, period) for way in ways) * (STEP_SHRUNK if averaged else STEP)
    if averaged:
        return step
    least = min(grey.shape)
    brightness = [np.abs(np.diff(way.astype(np.int16), axis=1)).mean(axis=0) for way in ways]
    fitting = [
        (pixels, of)
        for pixels, of in ENLARGED_TIMES
        if least >= max(FEWEST_PX * pixels / of, FEWEST_ENLARGED_PX)
        and (
            pixels >= 2 * of
            or min(_swing(one, BLOCK_PX * pixels / of) for one in brightness) >= WORTH_A_LOOK
        )
    ]
    return max(step, *(min(_enlarged(way, *times) for way in ways) for times in fitting), 0.0)


def _enlarged(grey: NDArray[np.uint8], pixels: int, of: int) -> float:
    """The step of what was made larger, `pixels` of each `of`, after it was compressed, in one way.

    It is made smaller again, beginning at each of the columns at which these pixels may begin.
    """
    jumps = []
    for start in range(pixels):
        high, wide = grey.shape[0] // pixels, (grey.shape[1] - start) // pixels
        part = np.ascontiguousarray(grey[: high * pixels, start : start + wide * pixels])
        small = cv2.resize(part, (wide * of, high * of), interpolation=cv2.INTER_AREA)
        jumps.append(_jumps(np.asarray(small, np.uint8), BLOCK_PX))
    return max(jumps) * STEP_ENLARGED


def _jumps(grey: NDArray[np.uint8], period: float) -> float:
    """How much more brightness jumps once in a period than beside that, along the rows."""
    return _swing(_beyond_neighbours(grey), period)


def _middle(pixels: ImageArray, box: Box) -> ImageArray:
    """The middle of a face, at most `MOST_PX` wide and high, as far as it is in the image."""
    wide, high = min(box.w, MOST_PX), min(box.h, MOST_PX)
    left, top = box.x + (box.w - wide) / 2, box.y + (box.h - high) / 2
    return pixels[
        max(0, int(top)) : max(0, int(top + high)), max(0, int(left)) : max(0, int(left + wide))
    ]


def _beyond_neighbours(grey: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How much more brightness jumps between two columns than on either side, shape (W - 3,)."""
    jump = cv2.absdiff(grey[:, 1:], grey[:, :-1])
    beside = cv2.max(jump[:, :-2], jump[:, 2:])
    beyond = cv2.subtract(jump[:, 1:-1], beside)  # nothing below zero
    total = cv2.reduce(beyond, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0]
    return np.asarray(total / len(grey), np.float64)


def _swing(values: NDArray[np.float64], period: float) -> float:
    """How far values swing up and down once in a period, wherever that begins."""
    window = np.hanning(len(values) + 2)[1:-1]
    values = values - (window * values).sum() / window.sum()
    turns = np.exp(-2j * np.pi * np.arange(len(values)) / period)
    return float(2 * abs((window * values * turns).sum()) / window.sum())
