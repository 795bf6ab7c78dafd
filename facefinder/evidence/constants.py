"""The few numbers that turn distances into probabilities, as they were fitted.

``fitted.json`` is written by ``packaging/builder/measure/fit_evidence.py`` and says in itself what
it was fitted on. It holds weights and curves, nobody's vector.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FITTED = Path(__file__).with_name("fitted.json")

OWN_SHARE = 0.05
"""How many of the faces of an album are taken to be the person's before any is compared. One in
twenty is a guess at a family's photos; in an album where it is one in a hundred, the odds of every
match are a fifth of what they are said to be."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network's part in an engine.

    Attributes:
        name: Of the recogniser.
        size: How many numbers of the engine's vector are this network's.
        stored: What the network's own vector was multiplied by when it became part of it.
        weight: How much its distances count in the sum.
        slope: Shape (size,), of the local scale, see `scale.local_scale`.
        offset: Of the local scale, so that it is 0 on average.
    """

    name: str
    size: int
    stored: float
    weight: float
    slope: NDArray[np.float64]
    offset: float


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """What an engine's distances are worth.

    Attributes:
        networks: In the order in which their numbers follow each other in a vector.
        local: How much of the local scale is taken off a distance.
        level: Log of the likelihood ratio at distance 0 with one reference.
        fall: By how much it falls with the distance, per unit.
        many: By how much it changes from one reference to very many.
    """

    networks: tuple[Network, ...]
    local: float
    level: float
    fall: float
    many: float

    @property
    def size(self) -> int:
        """How many numbers a vector has."""
        return sum(network.size for network in self.networks)


def formula_of(engine: str) -> Formula | None:
    """The formula of a recogniser; None for one whose distances nobody here has measured."""
    return _formulas().get(engine)


@cache
def _formulas() -> Mapping[str, Formula]:
    return read_formulas(json.loads(FITTED.read_text("utf-8")))


def read_formulas(fitted: Any) -> dict[str, Formula]:  # noqa: ANN401 - what json.loads gives
    """Make formulas of what the file says."""
    scales = fitted["networks"]
    return {
        engine: Formula(
            tuple(
                Network(
                    part["network"],
                    len(scales[part["network"]]["slope"]),
                    part["stored"],
                    part["weight"],
                    np.array(scales[part["network"]]["slope"], np.float64),
                    scales[part["network"]]["offset"],
                )
                for part in entry["parts"]
            ),
            *(entry[name] for name in ("local", "level", "fall", "many")),
        )
        for engine, entry in fitted["engines"].items()
    }
