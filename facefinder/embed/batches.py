"""Feeds a network with one and the same input shape, whatever the number of crops."""

from collections.abc import Callable

import numpy as np

from facefinder.records.faces import FloatArray, ImageArray


def embed_in_batches(
    network: Callable[[ImageArray], FloatArray],
    crops: ImageArray,
    *,
    batch: int,
    vector_size: int,
) -> FloatArray:
    """Call a network for every `batch` crops, the last time filled up with black ones.

    One shape means one graph and one choice of kernels, so a vector cannot change with the number
    of crops that happen to be in a call.

    Args:
        network: Maps shape (batch, S, S, 3), uint8, to shape (batch, vector_size), float32.
        crops: Shape (N, S, S, 3), uint8; N may be 0.
        batch: How many crops the network takes.
        vector_size: How long its vectors are.

    Returns:
        Shape (N, vector_size), float32.
    """
    vectors = np.empty((len(crops), vector_size), np.float32)
    for start in range(0, len(crops), batch):
        part = crops[start : start + batch]
        filled = np.pad(part, [(0, batch - len(part)), (0, 0), (0, 0), (0, 0)])
        vectors[start : start + batch] = network(filled)[: len(part)]
    return vectors
