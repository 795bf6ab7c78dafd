"""How far apart two right answers of a network may lie, measured on the computer at hand.

Processors, libraries and numbers of threads add up the same products in another order, and each
order rounds otherwise. By backward error analysis (N. Higham, Accuracy and Stability of Numerical
Algorithms, section 3.1) a rounded sum of n products is the exact sum of products that were changed
a little: by at most n units of rounding each, and by about the square root of n where roundings
fall either way. So a network whose weights were changed by as much gives what another order may
give. How far that lies from the unchanged network's answer is larger where depth or odd weights
magnify, and needs neither another processor nor a number that was guessed.
"""

from collections.abc import Callable, Sequence

import numpy as np

from facefinder.records.faces import FloatArray

UNIT = float(np.finfo(np.float32).eps) / 2
"""How much rounding changes a float32 at most, relative to it."""
BOTH = 2
"""Two answers are compared, and each is rounded."""
TRIALS = 2
LUCK = 2
"""Few trials find no extreme: between any two of ten the largest difference varied by less."""


def rounding_error(
    answer: Callable[[list[FloatArray]], FloatArray], weights: Sequence[FloatArray]
) -> float:
    """The largest difference that may lie between two right answers of a network.

    Args:
        answer: What the network gives with these weights, for one and the same input.
        weights: Its own, in TensorFlow's layouts; see `rounded_otherwise`.
    """
    expected = answer(list(weights))
    others = [answer(rounded_otherwise(weights, seed)) for seed in range(TRIALS)]
    return BOTH * LUCK * float(max(np.abs(other - expected).max() for other in others))


def rounded_otherwise(weights: Sequence[FloatArray], seed: int) -> list[FloatArray]:
    """Weights that amount to another order of the network's sums.

    Args:
        weights: In a kernel all axes but the last are summed over; vectors are added or multiplied
            once.
        seed: Each gives another order.
    """
    rng = np.random.default_rng(seed)
    return [
        np.asarray(array * (1 + _unit(array) * rng.standard_normal(array.shape)), np.float32)
        for array in weights
    ]


def _unit(array: FloatArray) -> float:
    summed = array.size // array.shape[-1] if array.ndim > 1 else 1
    return UNIT * float(summed) ** 0.5
