"""Shows a network one crop after the other."""

from collections.abc import Callable

import numpy as np

from facefinder.records.faces import FloatArray, ImageArray


def described_one_by_one(
    network: Callable[[ImageArray], FloatArray], crops: ImageArray, *, vector_size: int
) -> FloatArray:
    """Call a network for each crop: no other crop can touch its vector, on any processor.

    Args:
        network: Maps shape (1, S, S, 3), uint8, to `vector_size` numbers, float32, in any shape.
        crops: Shape (N, S, S, 3), uint8; N may be 0.
        vector_size: How long the vectors are.

    Returns:
        Shape (N, vector_size), float32.
    """
    vectors = np.empty((len(crops), vector_size), np.float32)
    for vector, crop in zip(vectors, crops, strict=True):
        vector[:] = network(crop[None]).ravel()
    return vectors
