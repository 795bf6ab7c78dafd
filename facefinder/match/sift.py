"""The faces, of very many, that can matter: all others are compared, counted, and let go.

A face that is far from everybody gets no verdict, and says nothing about others (`Judge.reach`).
Most faces of an album are such, so that only distances of them are ever in memory, and their
vectors for as long as a block of them is compared.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from facefinder.match.judge import Distances, Judge
from facefinder.records.people import Gallery
from facefinder.records.photos import FaceTable


@dataclass(frozen=True, slots=True, eq=False)
class Sifted:
    """The faces that can matter.

    Attributes:
        faces: K of them, in the order of all.
        distances: Shape (K, P), as `Judge.comparison` has them.
        count: How many faces there were.
        everybody: Shape (N, P), the distances of all; None where they were not asked for.
    """

    faces: FaceTable
    distances: Distances
    count: int
    everybody: Distances | None = None


def sift(
    blocks: Iterable[FaceTable],
    gallery: Gallery,
    judge: Judge,
    *,
    kept: Collection[int] = (),
    all_distances: bool = False,
) -> Sifted:
    """Compare faces with people, and keep those that can matter.

    Args:
        blocks: All faces, a part at a time.
        gallery: P people.
        judge: Knows how far is too far.
        kept: Photos whose faces are kept, however far they are, as `FaceTable.photo_row` has them.
        all_distances: Whether the distances of all faces are wanted, too.
    """
    compare, reach = judge.comparison(gallery), judge.reach(gallery)
    wanted = np.array(sorted(kept), np.int64)
    tables: list[FaceTable] = []
    distances, everybody = ([np.empty((0, len(gallery.people)))] for _ in range(2))
    count = 0
    for block in blocks:
        found = compare(block.vectors)
        near = (found <= reach).any(axis=1) | np.isin(block.photo_row, wanted)
        count += len(near)
        if near.any():
            tables.append(block.rows(near))
            distances.append(found[near])
        if all_distances:
            everybody.append(found)
    return Sifted(
        FaceTable.joined(tables),
        np.concatenate(distances),
        count,
        np.concatenate(everybody) if all_distances else None,
    )
