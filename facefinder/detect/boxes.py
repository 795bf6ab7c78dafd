"""Geometry of many boxes at once; pure numpy.

Boxes are rows ``x1, y1, x2, y2`` (left, top, right, bottom) in pixels, shape (N, 4), float.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Boxes: TypeAlias = NDArray[np.floating[Any]]
Indices: TypeAlias = NDArray[np.intp]


def areas(boxes: Boxes) -> Boxes:
    """Area of each box, shape (N,); 0 for one that is turned inside out."""
    sides = np.clip(boxes[:, 2:4] - boxes[:, 0:2], 0, None)
    return np.asarray(sides[:, 0] * sides[:, 1])


def overlaps(box: Boxes, boxes: Boxes, *, of_smaller: bool = False) -> Boxes:
    """How much each of many boxes overlaps with one.

    Args:
        box: Shape (4,).
        boxes: Shape (N, 4).
        of_smaller: Divide the common area by that of the smaller box (1 for a box inside
            another), not by the area of both together.

    Returns:
        Shape (N,), 0 to 1; 0 where an area is 0.
    """
    common = areas(
        np.hstack([np.maximum(box[0:2], boxes[:, 0:2]), np.minimum(box[2:4], boxes[:, 2:4])])
    )
    own, others = areas(box[None])[0], areas(boxes)
    whole = np.minimum(own, others) if of_smaller else own + others - common
    return np.asarray(np.divide(common, whole, out=np.zeros_like(common), where=whole > 0))


def suppress(
    boxes: Boxes, scores: Boxes, *, above: float, of_smaller: bool = False, at_most: int = 1000
) -> Indices:
    """Non-maximum suppression: of boxes that overlap keep the one with the best score.

    Greedy: the best box removes all that overlap with it by more than `above`, then the best of
    the rest, and so on. Equal scores keep their order, so the result is always the same.

    Args:
        boxes: Shape (N, 4).
        scores: Shape (N,).
        above: Overlap, see `overlaps`.
        of_smaller: See `overlaps`.
        at_most: How many to keep.

    Returns:
        Indices of the kept boxes, best score first.
    """
    order = np.argsort(-scores, kind="stable")
    # Column by column: short arrays, so what counts is the number of calls.
    x1, y1, x2, y2 = np.ascontiguousarray(boxes.T)
    sizes = areas(boxes)
    kept: list[int] = []
    while order.size and len(kept) < at_most:
        best, order = order[0], order[1:]
        kept.append(int(best))
        width = np.minimum(x2[best], x2[order]) - np.maximum(x1[best], x1[order])
        height = np.minimum(y2[best], y2[order]) - np.maximum(y1[best], y1[order])
        common = np.maximum(width, 0) * np.maximum(height, 0)
        own, others = sizes[best], sizes[order]
        whole = np.minimum(own, others) if of_smaller else own + others - common
        order = order[(common <= above * whole) | (whole <= 0)]
    return np.array(kept, np.intp)


def squared(boxes: Boxes) -> Boxes:
    """The smallest squares around the boxes, with the same centres."""
    centres = (boxes[:, 0:2] + boxes[:, 2:4]) / 2
    half = (boxes[:, 2:4] - boxes[:, 0:2]).max(axis=1, keepdims=True) / 2
    return np.hstack([centres - half, centres + half])
