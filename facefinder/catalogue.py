"""Which detectors and recognisers there are, what they need and what their distances mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Metric(StrEnum):
    """How two vectors are compared."""

    EUCLIDEAN = "euclidean"
    COSINE = "cosine"


class Strictness(StrEnum):
    """Presets of the two thresholds."""

    STRICT = "strict"
    NORMAL = "normal"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Distances up to which a face is `sure`, and worth a `check`."""

    sure: float
    check: float


@dataclass(frozen=True, slots=True)
class DetectorInfo:
    """A face detector: its name on the command line and the weight files it reads."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A recogniser.

    Attributes:
        name: On the command line.
        files: Weight files in the models folder, keys of `weights.WEIGHTS`.
        metric: How its vectors are compared.
        thresholds: By strictness.
        measured: Whether the thresholds come from our own measurements; else they are the ones
            that deepface publishes.
    """

    name: str
    files: tuple[str, ...]
    metric: Metric
    thresholds: Mapping[Strictness, Thresholds]
    measured: bool
