"""A box around a face, and which of several boxes is meant."""

from collections.abc import Sequence
from typing import NamedTuple

SAME_FACE = 0.4
"""Intersection over union from which two boxes are around the same face. Detectors draw boxes of
different height; faces of two people beside each other hardly overlap at all."""


class Box(NamedTuple):
    """A rectangle in pixels of the upright, full-size photo; origin top left."""

    x: float
    y: float
    w: float
    h: float

    def scaled(self, by: float) -> "Box":
        """This rectangle in an image so many times as large."""
        return Box(self.x * by, self.y * by, self.w * by, self.h * by)


def same_face(box: Box, others: Sequence[Sequence[float]]) -> int | None:
    """Which of the other boxes is around the same face: the one that overlaps most, and enough.

    Args:
        box: Around a face, as another engine or an earlier run saw it.
        others: x, y, w, h of the faces in the same photo, in the same pixels.

    Returns:
        A position in `others`; None when the face is not among them.
    """
    overlaps = [_overlap(box, other) for other in others]
    best = max(range(len(overlaps)), key=overlaps.__getitem__, default=None)
    return best if best is not None and overlaps[best] >= SAME_FACE else None


def _overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union."""
    shared = _shared(one, other)
    union = one[2] * one[3] + other[2] * other[3] - shared
    return shared / union if union > 0 else 0.0


def _shared(one: Sequence[float], other: Sequence[float]) -> float:
    """The area of what two boxes share."""
    x, y, w, h = one
    left, top, wide, high = other
    across = min(x + w, left + wide) - max(x, left)
    down = min(y + h, top + high) - max(y, top)
    return max(across, 0.0) * max(down, 0.0)


def share_of_smaller(one: Box, other: Box) -> float:
    """What two boxes share, of the smaller one: 1 for one inside the other."""
    smaller = min(one.w * one.h, other.w * other.h)
    return _shared(one, other) / smaller if smaller > 0 else 0.0


def is_same_place(one: Box, other: Box) -> bool:
    """Whether the centre of each lies in the other.

    People and programs draw the box of a face very differently: with hair and neck, or from the
    brows to the chin. The centres agree. Of a place that is a mere point, without a size, it is
    enough that it lies in the other.
    """
    inside, around = holds_centre(one, other), holds_centre(other, one)
    return (inside or around) and (inside or _is_point(one)) and (around or _is_point(other))


def _is_point(box: Box) -> bool:
    return box.w <= 0 and box.h <= 0


def best_at(place: Box, boxes: Sequence[Box]) -> int | None:
    """Which of some boxes is at a place: the one whose centre is nearest to its centre."""
    there = [i for i, box in enumerate(boxes) if is_same_place(place, box)]
    return min(there, key=lambda i: _between_centres(place, boxes[i]), default=None)


def holds_centre(box: Box, other: Box) -> bool:
    """Whether the centre of the other box lies in this one."""
    x, y = _centre(other)
    return box.x <= x <= box.x + box.w and box.y <= y <= box.y + box.h


def _between_centres(one: Box, other: Box) -> float:
    (x1, y1), (x2, y2) = _centre(one), _centre(other)
    return (x1 - x2) ** 2 + (y1 - y2) ** 2


def _centre(box: Box) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2
