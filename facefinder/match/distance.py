"""Distances between vectors, the same to the last digit in whatever company a vector comes."""

import numpy as np
from numpy.typing import NDArray

from facefinder.models.catalogue import Metric
from facefinder.records.faces import FloatArray

DECIMALS = 6
"""Matrix products of other shapes differ in the last bits of a float64; rounding hides that, so
that the order of photos and the size of a batch never change a result."""


def pairwise(a: FloatArray, b: FloatArray, metric: Metric) -> NDArray[np.float64]:
    """Distance of every vector in `a` to every vector in `b`.

    Args:
        a: Shape (N, D).
        b: Shape (M, D).
        metric: Euclidean, or cosine (1 - cosine similarity, 0 to 2).

    Returns:
        Shape (N, M), float64, rounded to `DECIMALS`.
    """
    left, right = a.astype(np.float64), b.astype(np.float64)
    if metric is Metric.COSINE:
        distances = 1.0 - _unit(left) @ _unit(right).T
    else:
        squared = (left**2).sum(1)[:, None] + (right**2).sum(1)[None, :] - 2.0 * left @ right.T
        distances = np.sqrt(np.maximum(squared, 0.0))
    return np.asarray(np.round(np.maximum(distances, 0.0), DECIMALS), dtype=np.float64)


def between(a: FloatArray, b: FloatArray, metric: Metric) -> NDArray[np.float64]:
    """Distance of every vector in `a` to the one in the same row of `b`; as `pairwise` otherwise.

    Args:
        a: Shape (N, D).
        b: Shape (N, D).
        metric: As in `pairwise`.

    Returns:
        Shape (N,), float64, rounded to `DECIMALS`.
    """
    left, right = a.astype(np.float64), b.astype(np.float64)
    if metric is Metric.COSINE:
        distances = 1.0 - (_unit(left) * _unit(right)).sum(axis=1)
    else:
        distances = np.linalg.norm(left - right, axis=1)
    return np.asarray(np.round(np.maximum(distances, 0.0), DECIMALS), dtype=np.float64)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float64)
