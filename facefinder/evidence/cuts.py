"""From which probability on a face is `sure`, and worth a `check`: what strictness means."""

from collections.abc import Mapping
from typing import NamedTuple

from facefinder.models.catalogue import Strictness


class Cuts(NamedTuple):
    """Probabilities, 0 to 1."""

    sure: float
    check: float


CUTS: Mapping[Strictness, Cuts] = {
    Strictness.STRICT: Cuts(0.97, 0.35),
    Strictness.NORMAL: Cuts(0.90, 0.20),
    Strictness.LOOSE: Cuts(0.80, 0.10),
}
NORMAL = CUTS[Strictness.NORMAL]
