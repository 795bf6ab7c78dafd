"""From a distance to a probability, and from the odds of several people to one for each.

The curve is a logistic one in the distance: the log of how much more often the person's own faces
than strangers' are at this distance, a straight line, shifted by the number of references, plus the
log odds of the share that own faces are taken to have (`constants.OWN_SHARE`).
"""

import math

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.constants import OWN_SHARE, Formula

Floats = NDArray[np.float64]


def log_odds(
    distances: Floats, references: int, formula: Formula, own_share: float = OWN_SHARE
) -> Floats:
    """Log odds that faces are the person's, were nobody else looked for; shape as `distances`.

    Args:
        distances: As `scale.person_distance` gives them.
        references: How many the person has, at least 1.
        formula: Of the engine.
        own_share: Share of the person's own among the faces that are compared, 0 to 1, both
            excluded.
    """
    before = math.log(own_share / (1 - own_share))
    level = formula.level + formula.many * (1 - 1 / references)
    return np.asarray(before + level - formula.fall * distances, np.float64)


def distance_at(
    probability: float, references: int, formula: Formula, own_share: float = OWN_SHARE
) -> float:
    """The distance at which a face has this probability, were nobody else looked for."""
    at_zero = float(log_odds(np.zeros(1), references, formula, own_share)[0])
    return (at_zero - math.log(probability / (1 - probability))) / formula.fall


def among(odds: Floats) -> Floats:
    """Probabilities of each person, given that a face is one of them or a stranger.

    A face that fits two people is shared between them: with equal odds neither gets more than a
    half, however near it is. This takes the place of a margin.

    Args:
        odds: Shape (N, P), log odds of each person against a stranger; -inf: not that person.

    Returns:
        Shape (N, P), 0 to 1; the sum of a row is at most 1.
    """
    # The stranger's log odds are 0. The largest is taken out, so that nothing overflows.
    largest = np.maximum(odds.max(axis=1, initial=0.0), 0.0)[:, None]
    shares = np.exp(odds - largest)
    return np.asarray(shares / (np.exp(-largest) + shares.sum(axis=1, keepdims=True)), np.float64)
