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
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

import numpy as np

from facefinder.records.faces import FloatArray

UNIT = float(np.finfo(np.float32).eps) / 2
"""How much rounding changes a float32 at most, relative to it."""
BOTH = 2
"""Two answers are compared, and each is rounded."""
TRIALS = 2
LUCK = 2
"""Few trials find no extreme."""

Weights = TypeVar("Weights")
"""Arrays in lists, tuples and dataclasses, however deep, in TensorFlow's layouts."""


def rounding_error(answer: Callable[[Weights], FloatArray], weights: Weights) -> float:
    """The largest difference that may lie between two right answers of a network.

    Args:
        answer: What the network gives with these weights, for one and the same input.
        weights: Its own.
    """
    others = [answer(rounded_otherwise(weights, seed)) for seed in range(TRIALS)]
    return error_among(answer(weights), others)


def error_among(expected: FloatArray, others: Sequence[FloatArray]) -> float:
    """The error of answers that are there: the network's, and those of `rounded_otherwise`."""
    return BOTH * LUCK * float(max(np.abs(other - expected).max() for other in others))


def rounded_otherwise(weights: Weights, seed: int) -> Weights:
    """Weights that amount to another order of the network's sums; each seed gives another."""
    return cast("Weights", _changed(weights, np.random.default_rng(seed)))


def _changed(weights: Any, rng: np.random.Generator) -> Any:  # noqa: ANN401 - of any depth
    if isinstance(weights, np.ndarray):
        change = 1 + UNIT * _summed(weights) ** 0.5 * rng.standard_normal(weights.shape)
        return np.asarray(weights * change, np.float32)
    if isinstance(weights, list | tuple):
        return type(weights)(_changed(part, rng) for part in weights)
    if is_dataclass(weights) and not isinstance(weights, type):
        parts = {one.name: _changed(getattr(weights, one.name), rng) for one in fields(weights)}
        return type(weights)(**parts)
    return weights  # such as None


def _summed(array: FloatArray) -> int:
    """How many products of this array make one number."""
    *before, channels = array.shape
    if len(before) == 3 and channels == 1:  # a kernel within each channel
        return int(before[0] * before[1])
    return int(np.prod(before)) if before else 1
