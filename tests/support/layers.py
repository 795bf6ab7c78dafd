"""Layers of neural networks in plain numpy and in double precision: what a library has to equal.

Arrays have the axes (N, height, width, channels); padding is as TensorFlow defines it.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from facefinder.network.graph import SAME

Numbers: TypeAlias = NDArray[np.float64]
AnyNumbers: TypeAlias = NDArray[np.floating] | NDArray[np.uint8]


def convolved(
    x: AnyNumbers, kernel: AnyNumbers, *, stride: int = 1, padding: str = SAME
) -> Numbers:
    """Kernel (height, width, channels in, channels out)."""
    around = neighbourhoods(x, kernel.shape[:2], stride, padding, outside=0)
    made: Numbers = np.tensordot(around, np.float64(kernel), axes=([4, 5, 3], [0, 1, 2]))
    return made


def convolved_within(
    x: AnyNumbers, kernel: AnyNumbers, *, stride: int = 1, padding: str = SAME
) -> Numbers:
    """Each channel for itself; kernel (height, width, channels, 1)."""
    around = neighbourhoods(x, kernel.shape[:2], stride, padding, outside=0)
    return np.asarray(np.einsum("nrcihw,hwi->nrci", around, np.float64(kernel[..., 0])))


def largest(x: AnyNumbers, size: int, *, stride: int = 2, padding: str = SAME) -> Numbers:
    """The maximum of each neighbourhood, of the places that there are."""
    around = neighbourhoods(x, (size, size), stride, padding, outside=-np.inf)
    return np.asarray(around.max(axis=(4, 5)))


def averaged(x: AnyNumbers, size: int, *, stride: int = 2, padding: str = SAME) -> Numbers:
    """The mean of each neighbourhood, of the places that there are."""
    around = neighbourhoods(x, (size, size), stride, padding, outside=np.nan)
    return np.asarray(np.nanmean(around, axis=(4, 5)))


def bent(x: Numbers, slope: AnyNumbers) -> Numbers:
    """PReLU."""
    return np.asarray(np.where(x < 0, x * slope.ravel(), x))


def neighbourhoods(
    x: AnyNumbers, size: Sequence[int], stride: int, padding: str, *, outside: float
) -> Numbers:
    """What a layer sees of each place: shape (N, rows, columns, channels, *size)."""
    margins = [(0, 0)] * 4
    if padding == SAME:
        margins[1:3] = map(_margin, x.shape[1:3], size, (stride, stride))
    padded = np.pad(np.float64(x), margins, constant_values=outside)
    return sliding_window_view(padded, tuple(size), axis=(1, 2))[:, ::stride, ::stride]


def _margin(side: int, size: int, stride: int) -> tuple[int, int]:
    """Places outside at either end so that each stride begins a neighbourhood, most at the end."""
    missing = max((-(-side // stride) - 1) * stride + size - side, 0)
    return missing // 2, missing - missing // 2
