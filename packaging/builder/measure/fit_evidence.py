"""Fit what `facefinder.evidence` knows on a labelled folder, and write it.

The local scale is a ridge regression, the curve a logistic one. Each group of people counts the
same in the curve, however many photos it has; groups that are alike on purpose (`LEFT_OUT`) are
only measured. Both detectors' vectors go in together. What comes of it is measured on photos of
other people (`accuracy.py`): as it is, or crosswise, with what ``--half`` fits on half of them.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from builder.measure.album import read
from builder.measure.ending import code_of
from builder.measure.labelled import (
    PORTRAITS,
    STRANGERS,
    Faces,
    Label,
    choices,
    faces_of,
    halves,
    read_labels,
)
from facefinder.evidence import constants
from facefinder.evidence.constants import Formula, read_formulas
from facefinder.evidence.scale import person_distance
from facefinder.records.faces import FloatArray
from facefinder.settings import EngineChoice

PAIR: Final = "dlib-resnet+mobilefacenet"
SIZES: Final = {"dlib-resnet": 128, "mobilefacenet": 192}
# Part of an engine: network, what its vector was multiplied by, weight of its distance. Chosen by
# comparing 0.35, 0.5, 0.7 and 1 for the second (the measuring half hardly sees a difference).
PARTS: Final = {
    "dlib-resnet": (("dlib-resnet", 1.0, 1.0),),
    "mobilefacenet": (("mobilefacenet", 1.0, 1.0),),
    PAIR: (("dlib-resnet", 1.0, 1.0), ("mobilefacenet", 0.9, 0.5)),
}
# More takes finds from crowded places, less brings wrong ones there; 0.8 to 1.4 were compared.
LOCAL: Final = {"dlib-resnet": 1.1, "mobilefacenet": 1.0, PAIR: 1.1}
NEIGHBOURS, RIDGE, PHOTOS_OF_ONE = 20, 1.0, 5
LEFT_OUT: Final = frozenset({"korean-women", "japanese-women", "stranger", "kin"})
COUNTS, CHOICES, SEED = (1, 2, 3, 5, 8), 6, 0
OWN_SHARE_OF_FIT, WRONG_LABELS, SAME_PERSON_TWICE = 0.01, 0.01, 1e-5
"""The curve is fitted where it decides: at one own face in a hundred. One own photo in a hundred
is taken to be labelled wrongly, and so is one stranger in 100,000 (the same person twice)."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """Distances of the faces of one group to people with so many references, and whose they are."""

    distances: Floats
    own: NDArray[np.bool_]
    references: int


def fit_scale(tables: Sequence[tuple[Floats, NDArray[np.str_]]]) -> tuple[Floats, float]:
    """Slope and offset of a network's local scale.

    Args:
        tables: For each detector the network's vectors, shape (N, D), and whose they are.

    Returns:
        Shape (D,), and a number; the scale is 0 on average over people.
    """
    vectors = np.concatenate([table for table, _ in tables])
    targets = np.concatenate([_near_strangers(*table) for table in tables])
    weights = np.concatenate([_weights(people) for _, people in tables])
    middle, usual = (
        np.average(vectors, axis=0, weights=weights),
        np.average(targets, weights=weights),
    )
    centred, share = vectors - middle, weights / weights.mean()
    normal = (centred * share[:, None]).T @ centred + RIDGE * len(tables) * np.eye(vectors.shape[1])
    slope = np.linalg.solve(normal, (centred * share[:, None]).T @ (targets - usual))
    return slope, float(-middle @ slope)


def _near_strangers(vectors: Floats, people: NDArray[np.str_]) -> Floats:
    """How far the `NEIGHBOURS` nearest strangers are on average, shape (N,).

    A stranger's distance is the mean over the stranger's photos, so that somebody with a hundred
    photos is one stranger, not a hundred.
    """
    squared = (vectors**2).sum(1)
    apart = np.sqrt(np.maximum(squared[:, None] + squared[None] - 2 * vectors @ vectors.T, 0))
    _, number = np.unique(people, return_inverse=True)
    belongs = np.eye(number.max() + 1)[number]
    to_people = apart @ (belongs / belongs.sum(0))
    to_people[np.arange(len(people)), number] = np.inf
    nearest: Floats = np.partition(to_people, NEIGHBOURS, axis=1)[:, :NEIGHBOURS].mean(axis=1)
    return nearest


def _weights(people: NDArray[np.str_]) -> Floats:
    """So that a person with many photos counts as much as one with `PHOTOS_OF_ONE`."""
    _, number, counts = np.unique(people, return_inverse=True, return_counts=True)
    return np.asarray(np.minimum(1.0, PHOTOS_OF_ONE / counts)[number], np.float64)


def cells(faces: Faces, formula: Formula) -> Iterator[Cell]:
    """Every group and number of references: what the curve is fitted on."""
    vectors = faces.vectors.astype(np.float64)
    for group in sorted(set(faces.groups.tolist()) - LEFT_OUT):
        with_strangers = (faces.groups == STRANGERS) & (group == PORTRAITS)
        inside = np.flatnonzero((faces.groups == group) | with_strangers)
        people = sorted(set(faces.people[faces.groups == group].tolist()))
        for count in COUNTS:
            distances, own = [], []
            for person in people:
                photos = np.flatnonzero((faces.groups == group) & (faces.people == person))
                for rows in choices(photos, count, CHOICES, (SEED, count)):
                    others = np.setdiff1d(inside, rows)
                    distances.append(person_distance(vectors[others], vectors[rows], formula))
                    own.append(faces.people[others] == person)
            if own and min(np.sum(np.concatenate(own)), np.sum(~np.concatenate(own))) >= NEEDED:
                yield Cell(np.concatenate(distances), np.concatenate(own), count)


NEEDED: Final = 30
"""Own faces, and strangers, without which a group says nothing about a number of references."""


def fit_curve(samples: Sequence[Cell]) -> tuple[float, float, float]:
    """Level, fall and many of a `Formula`: a logistic regression that expects wrong labels.

    Newton's method with halved steps; the Hessian is Fisher's.
    """
    table = [_weighted(cell) for cell in samples]
    x = np.concatenate([columns for columns, _, _ in table])
    y = np.concatenate([own for _, own, _ in table]).astype(np.float64)
    weights = np.concatenate([weight for _, _, weight in table]) / len(table)
    low, range_ = SAME_PERSON_TWICE, 1 - WRONG_LABELS - SAME_PERSON_TWICE

    def likely(theta: Floats) -> tuple[Floats, Floats]:
        p = 1 / (1 + np.exp(-np.clip(x @ theta, -50, 50)))
        return low + range_ * p, range_ * p * (1 - p)

    def loss(theta: Floats) -> float:
        right, _ = likely(theta)
        return float(-(weights * (y * np.log(right) + (1 - y) * np.log(1 - right))).sum())

    theta = np.array([15.0, 15.0, 0.0])
    for _ in range(100):
        right, slope = likely(theta)
        variance = np.maximum(right * (1 - right), 1e-300)
        gradient = x.T @ (weights * (right - y) / variance * slope)
        hessian = (x * (weights * slope**2 / variance)[:, None]).T @ x + 1e-12 * np.eye(3)
        step, length = np.linalg.solve(hessian, gradient), 1.0
        before = loss(theta)
        while length > 1e-4 and loss(theta - length * step) > before:
            length /= 2
        theta = theta - length * step
        if np.abs(length * step).max() < 1e-6:
            break
    level = theta[0] - np.log(OWN_SHARE_OF_FIT / (1 - OWN_SHARE_OF_FIT))
    return float(level), float(theta[1]), float(theta[2])


def _weighted(cell: Cell) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Columns, answers and weights of a cell, without the strangers that are too far to matter."""
    far = np.quantile(cell.distances[cell.own], 0.995) + 0.05
    kept = (cell.distances < far) | cell.own
    own = cell.own[kept]
    columns = np.ones((len(own), 3))
    columns[:, 1], columns[:, 2] = -cell.distances[kept], 1 - 1 / cell.references
    each = np.where(
        own, OWN_SHARE_OF_FIT / cell.own.sum(), (1 - OWN_SHARE_OF_FIT) / (~cell.own).sum()
    )
    return columns, own, each


def fit(tables: Sequence[Faces]) -> dict[str, Any]:
    """What ``fitted.json`` holds, without where it comes from.

    Args:
        tables: The faces, once for each detector, with the vectors of the engine `PAIR`.
    """
    scales = {}
    start = 0
    for network, stored, _ in PARTS[PAIR]:
        columns = slice(start, start + SIZES[network])
        start += SIZES[network]
        slope, offset = fit_scale(
            [(t.vectors[:, columns].astype(np.float64) / stored, t.people) for t in tables]
        )
        scales[network] = {"slope": [round(float(s), 5) for s in slope], "offset": round(offset, 5)}
    fitted: dict[str, Any] = {"networks": scales, "engines": {}}
    for engine, parts in PARTS.items():
        entry: dict[str, Any] = {
            "parts": [{"network": n, "stored": s, "weight": w} for n, s, w in parts],
            "local": LOCAL[engine],
        } | dict.fromkeys(("level", "fall", "many"), 0.0)
        formula = read_formulas({"networks": scales, "engines": {engine: entry}})[engine]
        of_it = [Faces(t.people, t.groups, of_engine(t.vectors, engine)) for t in tables]
        samples = [cell for table in of_it for cell in cells(table, formula)]
        curve = fit_curve(samples)
        entry |= dict(zip(("level", "fall", "many"), (round(c, 4) for c in curve), strict=True))
        fitted["engines"][engine] = entry
    return fitted


def of_engine(vectors: FloatArray, engine: str) -> FloatArray:
    """What one of the pair's networks, or both, made of each face: part of the pair's vectors.

    Args:
        vectors: Shape (..., D), of `PAIR`.
        engine: One of `PARTS`.
    """
    if engine == PAIR:
        return vectors
    first = SIZES["dlib-resnet"]
    stored = {network: scale for network, scale, _ in PARTS[PAIR]}
    own = vectors[..., :first] if engine == "dlib-resnet" else vectors[..., first:]
    return np.asarray(own / np.float32(stored[engine]), np.float32)


HALVES: Final = {"first": True, "second": False}


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, nargs="+", help="labelled folders")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("-d", "--detector", nargs="+", default=["mtcnn", "yunet"])
    parser.add_argument("-p", "--parallel", type=int, default=2)
    parser.add_argument("--half", choices=list(HALVES), help="of the people; default: all")
    parser.add_argument("--index", type=Path, help="remember there what was read")
    parser.add_argument("--output", type=Path, default=constants.FITTED)
    arguments = parser.parse_args()
    labels = read_labels([folder.resolve() for folder in arguments.photos])
    if arguments.half:
        first = halves(labels)
        wanted = HALVES[arguments.half]
        labels = [label for label in labels if first[label.person] == wanted]
    tables = []
    for detector in arguments.detector:
        choice = EngineChoice(models_dir=arguments.models_dir, detector=detector, model=PAIR)
        outcomes = read(labels, choice, arguments.parallel, arguments.index)
        tables.append(faces_of(labels, outcomes))
    write(fit(tables), provenance(labels, arguments.detector), arguments.output)


def provenance(labels: Sequence[Label], detectors: Sequence[str]) -> str:
    """What the numbers come from, in a sentence."""
    people = len({label.person for label in labels})
    groups = ", ".join(sorted({label.group for label in labels}))
    return (
        f"Fitted by packaging/builder/measure/fit_evidence.py on {len(labels)} photos of {people} "
        f"people ({groups}), found by {' and '.join(detectors)}."
    )


def write(fitted: dict[str, Any], source: str, path: Path) -> None:
    """Write the file that `facefinder.evidence.constants` reads."""
    text = json.dumps({"source": source} | fitted, indent=1)
    path.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(code_of(main))
