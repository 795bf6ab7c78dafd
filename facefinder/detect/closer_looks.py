"""Which of two ways up a face stands, where one look at it cannot tell.

A detector shown a face upside down sometimes sees an upright one in it: a chin for a forehead, a
beard for hair. With one look that is luck: MTCNN gave .980 to a face, and .996 to the same face on
its head. The luck does not last when the face is looked at with less and with more around it, and
mirrored; a face remains a face.
"""

import math
from collections.abc import Callable
from statistics import fmean

import cv2
import numpy as np

from facefinder.detect.resize import resized
from facefinder.detect.upright import is_upright
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, ImageArray

MARGINS = (1.6, 2.2, 3.0)
"""How much is looked at, in sizes of the face."""
SIDE_PX = 144
"""Long side at which it is looked at, pixels: quick, and as good as 96 and 200."""
LEAST_SHARE = 0.2
"""A face that takes less of the sides that are looked at is another one, in the background."""
LOWEST, HIGHEST = 0.02, 0.9999
"""Scores beyond which differences mean nothing."""


def steadiness(
    detect: Callable[[ImageArray], list[DetectedFace]], image: ImageArray, box: Box
) -> float:
    """How certain a detector is of an upright face at a place, over several looks.

    Args:
        detect: Does the looking, as `Detector.detect`.
        image: The way up that is in question.
        box: The place, pixels of `image`.

    Returns:
        Mean log odds, by the score of the best face of each look; to be compared only.
    """
    looks = []
    for margin in MARGINS:
        patch = _patch(image, box, margin)
        for view in (patch, np.ascontiguousarray(patch[:, ::-1])):
            looks.append(_log_odds(detect(view), SIDE_PX * LEAST_SHARE))
    return fmean(looks)


def _patch(image: ImageArray, box: Box, margin: float) -> ImageArray:
    """A square around a place, as far as it lies in the image, at the size to look at."""
    height, width = image.shape[:2]
    half = max(box.w, box.h) * margin / 2
    x, y = box.x + box.w / 2, box.y + box.h / 2
    left, top = max(0, int(x - half)), max(0, int(y - half))
    right, bottom = min(width, math.ceil(x + half)), min(height, math.ceil(y + half))
    patch = image[top:bottom, left:right]
    scale = SIDE_PX / max(patch.shape[:2])
    size = (max(1, round(patch.shape[1] * scale)), max(1, round(patch.shape[0] * scale)))
    if scale > 1:
        return np.asarray(cv2.resize(patch, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return resized(patch, size)


def _log_odds(faces: list[DetectedFace], least_px: float) -> float:
    scores = [f.score for f in faces if is_upright(f) and max(f.box.w, f.box.h) >= least_px]
    score = min(max([LOWEST, *scores]), HIGHEST)
    return math.log(score / (1 - score))
