"""How far the faces are from a person, as a drawing (SVG) with the thresholds in it."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from facefinder.models.catalogue import Thresholds

BINS = 40
"""About so many, for the thresholds are borders of bins: no bar is of two kinds."""
WIDTH, HEIGHT = 640, 160
"""Size of the drawing, in its own units."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram, in units of the drawing; `kind` is "sure", "check" or "no"."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Plot:
    """What the template draws.

    Attributes:
        bars: From left to right; heights grow with the square root of the count, so that five
            matches show beside 10,000 strangers.
        sure: Place of the threshold.
        check: Likewise.
        faces: How many are drawn.
        near: How many of them are up to the threshold `sure`.
        perhaps: How many more are up to the other one.
    """

    bars: tuple[Bar, ...]
    sure: float
    check: float
    faces: int
    near: int
    perhaps: int
    width: int = WIDTH
    height: int = HEIGHT


def histogram(distances: NDArray[np.float64], thresholds: Thresholds) -> Plot:
    """Draw the distribution of distances, shape (N,), of all faces to a person."""
    known = distances[np.isfinite(distances)]
    # A limit below 0 lets nobody in: a very small --threshold, and many references.
    sure, check = (max(0.0, limit) for limit in (thresholds.sure, thresholds.check))
    end = max(float(known.max(initial=0.0)), 1.5 * check) or 1.0  # room for its label
    kinds = {"sure": (0.0, sure), "check": (sure, check), "no": (check, end)}
    bins = [
        one
        for kind, (start, stop) in kinds.items()
        if stop > start
        for one in _bins(kind, start, stop, end)
    ]
    counts = [int(((known > start) & (known <= stop)).sum()) for _, start, stop in bins]
    counts[0] += int((known == 0).sum())
    unit = WIDTH / end
    highest = math.sqrt(max(*counts, 1))
    bars = tuple(
        Bar(start * unit, HEIGHT - high, max(1.0, (stop - start) * unit - 1), high, kind)
        for (kind, start, stop), count in zip(bins, counts, strict=True)
        if (high := HEIGHT * math.sqrt(count) / highest) > 0
    )
    near, all_near = (int((known <= limit).sum()) for limit in (thresholds.sure, thresholds.check))
    return Plot(bars, sure * unit, check * unit, len(known), near, all_near - near)


def _bins(kind: str, start: float, stop: float, end: float) -> list[tuple[str, float, float]]:
    """Kind, start and end of the bins between two distances, about as wide as all others."""
    count = max(1, round(BINS * (stop - start) / end))
    edges = np.linspace(start, stop, count + 1).tolist()
    return [(kind, *between) for between in pairwise(edges)]
