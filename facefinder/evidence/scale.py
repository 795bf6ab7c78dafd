"""Distances by the scale of the place where they are measured.

A network packs some people more densely than others: among East Asian women, strangers are as near
to each other as two photos of one European man. How near a face's strangers are is a smooth
function of where it lies, so that a plane through the vectors' space predicts it well enough, also
for people of whom it was not made (idols left out of the fit: as few wrong ones as with them).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.constants import Formula, Network

DECIMALS = 6
"""Sums of other shapes differ in the last bits; rounding hides it, so that neither the order of the
references nor the number of faces in one call changes a result."""
CHUNK_ROWS = 8192
"""Faces compared at a time: bounds the float64 copies to some tens of MB."""
CHUNK_PAIRS = 4_000_000
"""Faces times references that are compared at a time: 32 MB for a matrix of them."""

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
    """Distance of faces to one person, shape (N,), as `People.distances` has it.

    Args:
        vectors: Shape (N, D), the engine's.
        references: Shape (R, D), R >= 1, of one person.
        formula: Of the engine.
    """
    return People([references], formula).distances(vectors)[:, 0]


class People:
    """The references of some people, ready to be compared with many faces: one product for all.

    Args:
        references: For each of P people the engine's vectors, shape (R, D); R may be 0.
        formula: Of the engine.
    """

    def __init__(self, references: Sequence[NDArray[np.floating]], formula: Formula) -> None:
        self._formula = formula
        self._count = len(references)
        counts = np.array([len(known) for known in references], np.int64)
        self._there = np.flatnonzero(counts)
        self._starts = np.cumsum(counts[self._there]) - counts[self._there]
        parts = [known.astype(np.float64) for known in references if len(known)]
        joined = np.concatenate(parts) if parts else np.empty((0, formula.size))
        self._parts = [self._part(*part) for part in _parts(joined, joined[:0], formula)]
        self._columns = len(joined) + len(parts)

    def _part(self, network: Network, known: Floats, _: Floats) -> "_Part":
        people = np.split(known, self._starts[1:])
        # Sorted, so that the order of the references does not change the last bit of the sum.
        centroids = [np.sort(own, axis=0).mean(axis=0) for own in people if len(own)]
        middle = np.array(centroids).reshape(-1, network.size)
        return _Part(np.concatenate([known, middle]), local_scale(middle, network))

    def distances(self, vectors: NDArray[np.floating]) -> Floats:
        """Distance of faces to each person, shape (N, P): comparable between places and networks.

        For each network the mean of the distances to the nearest reference and to the references'
        centroid (the nearest alone lets in more strangers with every reference, the centroid alone
        suits nobody who looks different in two photos), less the local scale halfway between face
        and references. May be negative; inf for a person without a reference.

        Args:
            vectors: Shape (N, D), the engine's.
        """
        result = np.full((len(vectors), self._count), np.inf)
        step = min(CHUNK_ROWS, max(1, CHUNK_PAIRS // max(1, self._columns)))
        for start in range(0, len(vectors) if self._columns else 0, step):
            rows = slice(start, start + step)
            result[rows, self._there] = self._of_some(vectors[rows].astype(np.float64))
        return result

    def _of_some(self, vectors: Floats) -> Floats:
        total = np.zeros((len(vectors), len(self._there)))
        nothing = vectors[:0]
        for part, (network, own, _) in zip(
            self._parts, _parts(vectors, nothing, self._formula), strict=True
        ):
            squared = _squared(own, part.compared)
            references = squared.shape[1] - len(self._there)
            # The root of the least square is the least root: fewer of them.
            nearest = np.minimum.reduceat(squared[:, :references], self._starts, axis=1)
            apart = (_root(nearest) + _root(squared[:, references:])) / 2
            here = (local_scale(own, network)[:, None] + part.scales[None, :]) / 2
            total += network.weight * (apart - self._formula.local * here)
        return np.asarray(np.round(total, DECIMALS), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A network's part of some people: all their references, then each one's centroid."""

    compared: Floats
    scales: Floats


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
            vectors[:, columns] / network.stored,
            references[:, columns] / network.stored,
        )
        start += network.size


def _euclidean(a: Floats, b: Floats) -> Floats:
    return _root(_squared(a, b))


def _squared(a: Floats, b: Floats) -> Floats:
    """Squares of distances, shape (N, M); below zero only by what the sums lose."""
    squared: Floats = a @ (-2.0 * b).T
    squared += np.einsum("nd,nd->n", a, a)[:, None]
    squared += np.einsum("md,md->m", b, b)
    return squared


def _root(squared: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)), np.float64)
