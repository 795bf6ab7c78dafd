"""Scores from 0 to 1, and the log odds that a network gives instead."""

import math

import numpy as np

from facefinder.records.faces import FloatArray

LOWEST = -80.0
"""Log odds below which all are alike: beyond 88, float32 has no number for what is computed."""


def log_odds(score: float) -> float:
    """The log odds of a score; infinite at its ends."""
    return math.log(score / (1 - score)) if 0 < score < 1 else math.copysign(math.inf, score - 0.5)


def scores_of(odds: FloatArray) -> FloatArray:
    """The scores of log odds, any shape, float32."""
    return np.asarray(1 / (1 + np.exp(-np.maximum(odds, LOWEST))), np.float32)
