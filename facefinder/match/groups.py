"""Vectors of unknown faces -> which of them are the same person, without knowing anybody.

Average linkage (`fastcluster <https://danifold.net/fastcluster.html>`_): two groups become one
while the mean distance of their faces stays within a threshold. Compared with others in
docs/groups.md. No group reaches beyond a connected part of the graph of all pairs within the
threshold, since a mean is never below the least; so parts are found first, in blocks, and linked
one at a time: the matrix of all pairs is never there.
"""

from collections.abc import Iterator

import fastcluster
import numpy as np
from numpy.typing import NDArray

from facefinder.match import parts
from facefinder.match.distance import pairwise
from facefinder.models.catalogue import Metric
from facefinder.records.faces import FloatArray

LEAST_PHOTOS = 3
"""A group is shown when it was met in so many photos: two are often one moment, taken twice."""
MOST_LINKED = 5000
"""Faces of one part that are linked at a time: 100 MB for their distances."""
ROWS = 256
"""Faces compared with all others of their part at a time: 10 MB for a matrix of them."""
CLOSER = 0.9
"""A part that is larger falls apart at so much of the distance; strangers are chained by few
faces, which a closer look tells apart."""
CLOSEST = 0.6
"""At so small a share of the distance a part is one person, however many faces it has."""
_NEVER = 1e9
"""Distance of two faces in one photo: far enough that no mean with it comes near a threshold."""


def find_groups(
    vectors: FloatArray,
    photo: NDArray[np.int64],
    metric: Metric,
    threshold: float,
    *,
    least_photos: int = LEAST_PHOTOS,
) -> list[NDArray[np.int64]]:
    """Group faces by person.

    The same faces make the same groups in whatever order they come. Two faces of one photo are
    never the same person.

    Args:
        vectors: Shape (N, D), of faces good enough to tell people apart.
        photo: Shape (N,), a number for the photo of each.
        metric: How vectors are compared.
        threshold: Mean distance up to which faces are one person.
        least_photos: Smaller groups are left out.

    Returns:
        Rows of each group, ascending; the largest group first, then by the first row.
    """
    # Ties are broken by position, so there has to be one that does not depend on the caller.
    order = np.lexsort(vectors[:, :8].T) if len(vectors) else np.empty(0, dtype=np.int64)
    found = []
    for part in _parts(vectors[order], metric, threshold, least_photos):
        rows = order[part]
        found += [rows[group] for group in _link(vectors[rows], photo[rows], metric, threshold)]
    large = [np.sort(rows) for rows in found if len(rows) >= least_photos]
    return sorted(large, key=lambda rows: (-len(rows), int(rows[0])))


def _parts(
    vectors: FloatArray, metric: Metric, threshold: float, least: int
) -> Iterator[NDArray[np.int64]]:
    """Rows of each connected part with at least so many faces, none too large to be linked."""
    distances = [threshold]
    while len(vectors) > MOST_LINKED and distances[-1] > CLOSEST * threshold:
        distances.append(CLOSER * distances[-1])
    roots = parts.roots(vectors, metric, distances)
    waiting = [(np.arange(len(vectors)), 0)]
    while waiting:
        rows, step = waiting.pop()
        root = roots[step][rows]
        by_root = np.argsort(root, kind="stable")
        starts = np.flatnonzero(np.diff(root[by_root], prepend=-1))
        for part in np.split(by_root, starts[1:]):
            if len(part) > MOST_LINKED and step + 1 < len(roots):
                waiting.append((rows[part], step + 1))
            elif len(part) >= least:
                yield rows[part]


def _link(
    vectors: FloatArray, photo: NDArray[np.int64], metric: Metric, threshold: float
) -> list[NDArray[np.int64]]:
    """Rows of each group in one part."""
    count = len(vectors)
    if count < 2:
        return [np.arange(count)]
    if count > MOST_LINKED:  # alike within `CLOSEST`, and far too many to compare
        return [np.sort(np.unique(photo, return_index=True)[1])]
    condensed = _condensed(vectors, photo, metric)
    tree = fastcluster.linkage(condensed, method="average", preserve_input=False)
    members = {row: [row] for row in range(count)}
    for step, (one, other, distance, _) in enumerate(tree.tolist()):
        if distance > threshold:
            break
        members[count + step] = members.pop(int(one)) + members.pop(int(other))
    return [np.array(rows, dtype=np.int64) for rows in members.values()]


def _condensed(
    vectors: FloatArray, photo: NDArray[np.int64], metric: Metric
) -> NDArray[np.float64]:
    """Distances of all pairs, row by row, each pair once: shape (N * (N - 1) / 2,)."""
    count = len(vectors)
    condensed = np.empty(count * (count - 1) // 2)
    filled = 0
    for top in range(0, count, ROWS):
        apart = pairwise(vectors[top : top + ROWS], vectors[top:], metric)
        apart[photo[top : top + ROWS, None] == photo[None, top:]] = _NEVER
        for row, distances in enumerate(apart, 1):
            condensed[filled : filled + count - top - row] = distances[row:]
            filled += count - top - row
    return condensed
