"""Distances by the scale of the place where they are measured.

A network packs some people more densely than others: among East Asian women, strangers are as near
to each other as two photos of one European man. How near a face's strangers are is a smooth
function of where it lies, so that a plane through the vectors' space predicts it well enough, also
for people of whom it was not made (idols left out of the fit: as few wrong ones as with them).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.constants import Formula, Network

DECIMALS = 6
"""Sums of other shapes differ in the last bits; rounding hides it, so that neither the order of the
references nor the number of faces in one call changes a result."""

Floats = NDArray[np.float64]


def local_scale(vectors: Floats, network: Network) -> Floats:
    """How much farther than usual a face's nearest strangers are, shape (N,), negative: nearer.

    Args:
        vectors: Shape (N, size), as the network made them.
        network: Has the fitted plane.
    """
    scale: Floats = network.offset + vectors @ network.slope
    return scale


def person_distance(vectors: Floats, references: Floats, formula: Formula) -> Floats:
    """Distance of faces to one person, shape (N,): comparable between places and engines' networks.

    For each network the mean of the distances to the nearest reference and to the references'
    centroid (the nearest alone lets in more strangers with every reference, the centroid alone
    suits nobody who looks different in two photos), less the local scale halfway between face and
    references. May be negative.

    Args:
        vectors: Shape (N, D), the engine's.
        references: Shape (R, D), R >= 1, of one person.
        formula: Of the engine.
    """
    total = np.zeros(len(vectors))
    for network, own, known in _parts(vectors, references, formula):
        # Sorted, so that the order of the references does not change the last bit of the sum.
        centroid = np.sort(known, axis=0).mean(axis=0, keepdims=True)
        apart = (_euclidean(own, known).min(axis=1) + _euclidean(own, centroid)[:, 0]) / 2
        here = (local_scale(own, network) + local_scale(centroid, network)[0]) / 2
        total += network.weight * (apart - formula.local * here)
    return np.asarray(np.round(total, DECIMALS), np.float64)


def pair_distances(vectors: Floats, others: Floats, formula: Formula) -> Floats:
    """Distance of each face to each other one, shape (N, M): to a person with that one reference.

    May be negative.

    Args:
        vectors: Shape (N, D), the engine's.
        others: Shape (M, D), the engine's.
        formula: Of the engine.
    """
    total = np.zeros((len(vectors), len(others)))
    for network, own, its in _parts(vectors, others, formula):
        here = (local_scale(own, network)[:, None] + local_scale(its, network)[None, :]) / 2
        total += network.weight * (_euclidean(own, its) - formula.local * here)
    return np.asarray(np.round(total, DECIMALS), np.float64)


def crowding(vectors: Floats, formula: Formula) -> Floats:
    """By how much distances at these faces are lengthened, shape (N,); large: a crowded place.

    Args:
        vectors: Shape (N, D), the engine's.
        formula: Of the engine.
    """
    total = np.zeros(len(vectors))
    for network, own, _ in _parts(vectors, vectors[:0], formula):
        total -= network.weight * formula.local * local_scale(own, network)
    return np.asarray(np.round(total, DECIMALS), np.float64)


def _parts(
    vectors: Floats, references: Floats, formula: Formula
) -> Iterator[tuple[Network, Floats, Floats]]:
    """Each network with its own columns of both tables, as it made them."""
    start = 0
    for network in formula.networks:
        columns = slice(start, start + network.size)
        yield (
            network,
            vectors[:, columns].astype(np.float64) / network.stored,
            references[:, columns].astype(np.float64) / network.stored,
        )
        start += network.size


def _euclidean(a: Floats, b: Floats) -> Floats:
    squared = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2.0 * a @ b.T
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)), np.float64)
