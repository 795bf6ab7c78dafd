"""What every detector needs around it: other turns of the photo, and no nonsense.

Photos that lie on their side without saying so in their EXIF data are common in old albums, and
every detector is nearly blind to them.
"""

from dataclasses import dataclass

import numpy as np

from facefinder.detect.closer_looks import steadiness
from facefinder.detect.protocol import Detector
from facefinder.detect.resize import reduced
from facefinder.detect.upright import is_upright
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray

# Long side at which turns are compared, pixels: enough to see whether there are faces.
TURN_SIDE_PX = 384
# A box over the whole picture is a network's way to say nothing, unless it is very sure.
WHOLE_SHARE, WHOLE_SCORE = 0.95, 0.95
WORSE, BETTER = -0.05, 0.15
"""A turn whose best score lies between these, seen from that of upright, is told from it by more
looks. Of 212 photos one needs them with MTCNN, of 151 none with YuNet."""
CLEAR_ALONE = 0.95
"""Score that suffices for a turn where nothing is seen upright."""


@dataclass(frozen=True, slots=True, eq=False)
class _WayUp:
    """An image in one turn, with the faces that are seen in it so."""

    image: ImageArray
    faces: list[DetectedFace]

    @property
    def best(self) -> DetectedFace | None:
        """The face with the best score of those that stand upright."""
        upright = filter(is_upright, self.faces)
        return max(upright, key=lambda face: face.score, default=None)

    @property
    def worth(self) -> float:
        """One face that is certain is worth more than one that is not, but less than two."""
        return sum(max(face.score - 0.5, 0.0) for face in self.faces if is_upright(face))

    def back(self, face: DetectedFace, turns: int) -> DetectedFace:
        """Where a face is in the image before it was turned."""
        height, width = self.image.shape[:2]
        if turns % 2:
            height, width = width, height
        return turned_back(face, turns, width, height)


class AnyTurn:
    """A detector that also finds faces in photos that lie on a side or upside down.

    Args:
        detector: Does the looking.
        sure_score: A photo with one face of this score, head up, is taken to be upright. To be
            above what the detector gives to faces that stand on their head.
    """

    def __init__(self, detector: Detector, sure_score: float) -> None:
        self._detector = detector
        self._sure_score = sure_score

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        """Find the faces; see `Detector.detect`.

        Only where no face is sure, the other three quarter turns are tried, on a reduced image;
        the best of them is then looked at in full and counts if it is better than upright; where
        that is unclear, the best face of each decides by `closer_looks`.
        """
        upright = self._seen(image)
        if upright.best is not None and upright.best.score >= self._sure_score:
            return upright.faces
        small = reduced(image, TURN_SIDE_PX)
        worth = {turns: self._seen(turned(small, turns)).worth for turns in (1, 2, 3)}
        best = max(worth, key=worth.__getitem__)
        if worth[best] == 0:
            return upright.faces
        other = self._seen(turned(image, best))
        if not self._is_better(other, best, upright):
            return upright.faces
        return [other.back(face, best) for face in other.faces]

    def _seen(self, image: ImageArray) -> _WayUp:
        return _WayUp(image, self._plausible(image))

    def _is_better(self, other: _WayUp, turns: int, upright: _WayUp) -> bool:
        its, own = other.best, upright.best
        if its is None:
            return False
        if own is None and its.score >= CLEAR_ALONE:
            return True
        if own is not None and not WORSE < its.score - own.score < BETTER:
            return other.worth > upright.worth
        place = (own or other.back(its, turns)).box
        theirs = steadiness(self._plausible, other.image, its.box)
        ours = steadiness(self._plausible, upright.image, place)
        # Equal where neither is seen from near, as with the smallest faces.
        return (theirs, other.worth) > (ours, upright.worth)

    def _plausible(self, image: ImageArray) -> list[DetectedFace]:
        height, width = image.shape[:2]
        return [f for f in self._detector.detect(image) if is_plausible(f, width, height)]


def is_plausible(face: DetectedFace, width: int, height: int) -> bool:
    """Whether a face can be one: finite numbers, centre in the image, not just the whole image."""
    x, y, w, h = face.box
    if not (np.isfinite([*face.box, face.score]).all() and np.isfinite(face.landmarks).all()):
        return False
    if w <= 0 or h <= 0 or not (0 <= x + w / 2 <= width and 0 <= y + h / 2 <= height):
        return False
    seen = (min(x + w, width) - max(x, 0)) * (min(y + h, height) - max(y, 0))
    return seen < WHOLE_SHARE * width * height or face.score >= WHOLE_SCORE


def turned(image: ImageArray, turns: int) -> ImageArray:
    """The image after quarter turns against the clock."""
    return np.ascontiguousarray(np.rot90(image, turns))


def turned_back(face: DetectedFace, turns: int, width: int, height: int) -> DetectedFace:
    """A face found in a turned image -> where it is in the image itself.

    Args:
        face: In pixels of the turned image.
        turns: Quarter turns against the clock that the image was turned.
        width: Of the image itself, pixels.
        height: Likewise.

    Returns:
        The face in pixels of the image itself; landmarks keep their order, so "left" stays what
        it is when the face stands upright.
    """
    box, landmarks = face.box, face.landmarks
    for turn in range(turns):
        # What becomes the width after this turn back: sides swap with every turn.
        side = width if (turns - turn) % 2 else height
        box, landmarks = _quarter_back(box, landmarks, side)
    return DetectedFace(box, face.score, landmarks)


def _quarter_back(box: Box, landmarks: FloatArray, side: int) -> tuple[Box, FloatArray]:
    """Undo one quarter turn; boxes end at pixel edges, landmarks count from pixel centres."""
    back = np.stack([side - 1 - landmarks[:, 1], landmarks[:, 0]], axis=1)
    return Box(side - box.y - box.h, box.x, box.h, box.w), back.astype(np.float32)
