"""How far the faces are from a person, as a drawing (SVG) with the thresholds in it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.models.catalogue import Thresholds

BINS = 40
WIDTH, HEIGHT = 640, 160
"""Of the drawing, in its own units."""


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
        words: The same for people who cannot see it.
    """

    bars: tuple[Bar, ...]
    sure: float
    check: float
    words: str
    width: int = WIDTH
    height: int = HEIGHT


def histogram(distances: NDArray[np.float64], thresholds: Thresholds) -> Plot:
    """Draw the distribution of distances, shape (N,), of all faces to a person."""
    known = distances[np.isfinite(distances)]
    end = max(float(known.max(initial=0.0)), 1.25 * thresholds.check)
    counts, edges = np.histogram(known, bins=BINS, range=(0.0, end))
    highest = math.sqrt(max(int(counts.max(initial=0)), 1))
    step = WIDTH / BINS
    bars = tuple(
        Bar(i * step, HEIGHT - high, step - 1, high, _kind(edges[i] + edges[1] / 2, thresholds))
        for i, count in enumerate(counts.tolist())
        if (high := HEIGHT * math.sqrt(count) / highest) > 0
    )
    near, perhaps = (int((known <= d).sum()) for d in (thresholds.sure, thresholds.check))
    words = (
        f"Of {_faces(len(known))}, {near} within a distance of {thresholds.sure:g}: sure; and "
        f"{perhaps - near} more within {thresholds.check:g}: worth a check. A face that is poor, "
        "or also like somebody else, may count for less."
    )
    return Plot(bars, WIDTH * thresholds.sure / end, WIDTH * thresholds.check / end, words)


def _faces(count: int) -> str:
    return f"{count} {'face' if count == 1 else 'faces'}"


def _kind(distance: float, thresholds: Thresholds) -> str:
    if distance <= thresholds.sure:
        return "sure"
    return "check" if distance <= thresholds.check else "no"
