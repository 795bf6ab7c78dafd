"""From which probability on a face is `sure`, and worth a `check`: what strictness means.

`sure` is to be wrong for less than one stranger in 10,000 of a large and mixed set, and for less
than one in 1,000 of any group but those who look alike on purpose. A probability of 90 % says more
than that of ordinary faces and less where many are alike; a network that tells people apart less
well needs a higher one to keep the same promise.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from facefinder.models.catalogue import Strictness


class Cuts(NamedTuple):
    """Probabilities, 0 to 1."""

    sure: float
    check: float


CUTS: Final[Mapping[Strictness, Cuts]] = {
    Strictness.STRICT: Cuts(0.97, 0.35),
    Strictness.NORMAL: Cuts(0.90, 0.20),
    Strictness.LOOSE: Cuts(0.80, 0.10),
}
NORMAL: Final = CUTS[Strictness.NORMAL]
STRICTER: Final[Mapping[str, Mapping[Strictness, Cuts]]] = {
    "dlib-resnet": {
        Strictness.STRICT: Cuts(0.98, 0.35),
        Strictness.NORMAL: Cuts(0.95, 0.20),
        Strictness.LOOSE: Cuts(0.90, 0.10),
    }
}
"""Cuts for the network that errs more: at 90 % it takes 1.7 of 1,000 East Asian strangers and up to
1.5 of 1,000 footballers for somebody, at 95 % less than half of that (measured crosswise, three
references)."""


def cuts_of(engine: str, strictness: Strictness = Strictness.NORMAL) -> Cuts:
    """The cuts of a recogniser.

    Args:
        engine: Its name.
        strictness: What the user wants.
    """
    return STRICTER.get(engine, CUTS)[strictness]
