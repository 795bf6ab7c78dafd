"""Vectors -> the connected parts of the graph of all pairs within a distance, at several distances.

A matrix product in float32 tells which pairs are near, block by block; it is several times as fast
as `distance.pairwise`. Only where its error could turn the answer, a distance is computed again in
float64, so that parts are those that `pairwise` would give. All distances are looked at in one
pass, and no pair is kept: the memory grows with the number of faces alone.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facefinder.match.distance import DECIMALS, between
from facefinder.models.catalogue import Metric
from facefinder.records.faces import FloatArray

BLOCK_ROWS = 1024
"""Rows and columns compared at a time: 4 MB for a matrix of them, some more for the pairs."""


def roots(
    vectors: FloatArray, metric: Metric, distances: Sequence[float]
) -> list[NDArray[np.int64]]:
    """Find connected parts.

    Args:
        vectors: Shape (N, D).
        metric: How they are compared.
        distances: Up to which two rows are connected; above 0.

    Returns:
        For each distance, shape (N,): the first row of the part that each row is in.
    """
    root = [np.arange(len(vectors)) for _ in distances]
    limits = [_squared(distance, metric) for distance in distances]
    left, right, margin = _factors(vectors, metric)
    lowest = np.float32(-(max(limits) + margin) / 2)
    for top in range(0, len(vectors), BLOCK_ROWS):
        for start in range(top, len(vectors), BLOCK_ROWS):
            product = left[top : top + BLOCK_ROWS] @ right[start : start + BLOCK_ROWS].T
            near = np.flatnonzero(product >= lowest)
            one, other = np.divmod(near, product.shape[1])
            squared = -2.0 * product.ravel()[near].astype(np.float64)
            one, other = one + top, other + start
            doubtful = _near_a_limit(squared, limits, margin)
            squared[doubtful] = _exact(vectors, one[doubtful], other[doubtful], metric)
            for parts, limit in zip(root, limits, strict=True):
                within = squared <= limit
                _join(parts, one[within], other[within])
    return root


def _squared(distance: float, metric: Metric) -> float:
    """The square of the Euclidean distance; between unit vectors where that of angles is meant."""
    return 2.0 * distance if metric is Metric.COSINE else distance * distance


def _factors(vectors: FloatArray, metric: Metric) -> tuple[FloatArray, FloatArray, float]:
    """Two matrices whose product holds -1/2 of all squares, and the largest error of a square.

    a.b - |a|²/2 - |b|²/2 in one product; its error is that of a sum of D + 2 products in float32,
    each rounded once, where no sum of absolute values exceeds twice the largest square (Higham,
    Accuracy and Stability of Numerical Algorithms, section 3.1).
    """
    wide = vectors.astype(np.float64)
    if metric is Metric.COSINE:
        lengths = np.linalg.norm(wide, axis=1, keepdims=True)
        wide /= np.where(lengths > 0, lengths, 1.0)
    half = (wide**2).sum(axis=1, keepdims=True) / 2
    one = np.ones_like(half)
    left = np.hstack([wide, -half, one]).astype(np.float32)
    right = np.hstack([wide, one, -half]).astype(np.float32)
    largest = 2 * float(half.max(initial=0.0))
    error = 4 * largest * (wide.shape[1] + 4) * float(np.finfo(np.float32).eps)
    return left, right, error + 10.0**-DECIMALS * (1 + largest)


def _near_a_limit(
    squared: NDArray[np.float64], limits: Sequence[float], margin: float
) -> NDArray[np.int64]:
    """Positions of the squares too near to a limit to be trusted."""
    doubtful = np.zeros(len(squared), dtype=np.bool_)
    for limit in limits:
        doubtful |= np.abs(squared - limit) <= margin
    return np.flatnonzero(doubtful)


def _exact(
    vectors: FloatArray, one: NDArray[np.int64], other: NDArray[np.int64], metric: Metric
) -> NDArray[np.float64]:
    """The squares of some pairs of rows, as `pairwise` has their distances."""
    squared = np.empty(len(one))
    for start in range(0, len(one), BLOCK_ROWS):
        some = slice(start, start + BLOCK_ROWS)
        distances = between(vectors[one[some]], vectors[other[some]], metric)
        squared[some] = [_squared(distance, metric) for distance in distances.tolist()]
    return squared


def _join(root: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64]) -> None:
    """Make the parts of the rows `one` and `other` the same, pair by pair, in place."""
    while True:
        a, b = root[one], root[other]
        apart = a != b
        if not apart.any():
            return
        one, other, a, b = one[apart], other[apart], a[apart], b[apart]
        np.minimum.at(root, np.maximum(a, b), np.minimum(a, b))
        while (root[root] != root).any():
            root[:] = root[root]
