"""Which of two ways up a face stands, or whether it is one, where one look at it cannot tell.

A detector shown a face upside down sometimes sees an upright one in it: a chin for a forehead, a
beard for hair. With one look that is luck: MTCNN gave .980 to a face, and .996 to the same face on
its head. The luck does not last when the face is looked at with less and with more around it, and
mirrored; a face remains a face.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from statistics import fmean

import numpy as np

from facefinder.detect.mosaic import Detect
from facefinder.detect.patches import cut
from facefinder.detect.resize import halvings
from facefinder.detect.scores import log_odds
from facefinder.detect.upright import is_upright
from facefinder.records.boxes import Box, is_same_place
from facefinder.records.faces import DetectedFace, ImageArray

MARGINS = (1.6, 2.2, 3.0)
"""How much is looked at, in sizes of the face."""
VIEWS = 2
"""Straight and mirrored."""
SIDE_PX = 144
"""Long side at which it is looked at, pixels: quick, and as good as 96 and 200."""
HALVINGS = 3
"""What takes many pixels is cut out of a photo halved so often, at most."""
LEAST_SHARE = 0.2
"""A face that takes less of the sides that are looked at is another one, in the background."""
LOWEST, HIGHEST = 0.02, 0.9999
"""Scores beyond which differences mean nothing."""
NOTHING = log_odds(LOWEST)
"""What steadiness is where no look shows a face."""
FINE_PX, FINE_MARGIN = 320, 2.2
"""How a face that leans is looked at to place its landmarks."""


class CloserLooks:
    """What a detector sees of an image from near; no place is looked at twice in the same way.

    Args:
        detect: Places landmarks well.
        peek: Does all other looking.
        image: Where there may be faces. All boxes below are in its pixels.
    """

    def __init__(self, detect: Detect, peek: Detect, image: ImageArray) -> None:
        self._detect, self._peek = detect, peek
        self._image = image
        self._seen: dict[tuple[Box, float], list[float]] = {}

    def shows_face(self, box: Box, degrees: float = 0.0) -> bool:
        """Whether one of the first two looks at a place shows a face: else nothing is there.

        Args:
            box: The place.
            degrees: How far what is there leans to the right.
        """
        return max(self._looks(box, degrees, MARGINS[:1])) > NOTHING

    def steadiness(self, box: Box, degrees: float = 0.0) -> float:
        """How certain the detector is of a face at a place, over several looks.

        Returns:
            Mean log odds, by the score of the best face of each look; `NOTHING` where
            `shows_face` says no.
        """
        if not self.shows_face(box, degrees):
            return NOTHING
        return fmean(self._looks(box, degrees, MARGINS))

    def finer(self, face: DetectedFace) -> DetectedFace | None:
        """A face that leans, seen upright and from near, where boxes and landmarks are best."""
        patch = cut(self._image, face.box, FINE_MARGIN, face.lean, FINE_PX)
        seen = [patch.back(found) for found in self._detect(patch.pixels) if is_upright(found)]
        there = (found for found in seen if is_same_place(found.box, face.box))
        return max(there, key=lambda found: found.score, default=None)

    @cached_property
    def _halvings(self) -> list[ImageArray]:
        return halvings(self._image, HALVINGS)

    def _cut(self, box: Box, margin: float, degrees: float) -> ImageArray:
        """A place, from pixels that are twice as fine as it is looked at, or finer."""
        step = max(box.w, box.h) * margin / SIDE_PX
        wanted = int(math.log2(max(step, 2))) - 1
        times = min(wanted, len(self._halvings) - 1) if wanted else 0
        image = self._halvings[times] if times else self._image
        return cut(image, box.scaled(1 / 2**times), margin, degrees, SIDE_PX).pixels

    def _looks(self, box: Box, degrees: float, margins: Sequence[float]) -> list[float]:
        looks = self._seen.setdefault((box, degrees), [])
        for margin in margins[len(looks) // VIEWS :]:
            patch = self._cut(box, margin, degrees)
            for view in (patch, np.ascontiguousarray(patch[:, ::-1])):
                looks.append(_best_log_odds(self._peek(view)))
        return looks


def _best_log_odds(faces: list[DetectedFace]) -> float:
    least = SIDE_PX * LEAST_SHARE
    scores = [f.score for f in faces if is_upright(f) and max(f.box.w, f.box.h) >= least]
    return log_odds(min(max([LOWEST, *scores]), HIGHEST))
