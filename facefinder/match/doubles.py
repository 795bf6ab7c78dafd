"""References that repeat each other: the same picture, smaller or compressed once more.

How near a face has to be follows the number of a person's references, because photos that differ
let strangers come nearer. Copies do not: two of one photo would find less than the photo alone.
"""

from collections.abc import Collection, Sequence

import numpy as np

from facefinder.match.judge import Judge
from facefinder.records.faces import Face, stack_vectors
from facefinder.records.people import Gallery
from facefinder.records.photos import Photo


def doubles(
    photos: Sequence[Photo], faces: Sequence[Face], judge: Judge, first: Collection[int] = ()
) -> dict[int, int]:
    """Which of one person's faces repeat which others, by number.

    The widest of those that repeat each other is the one that counts; of equal ones the first by
    its place, so that the order in which photos are listed does not matter. Those named in `first`
    come before all others.
    """
    if len(faces) < 2 or judge.double < 0:
        return {}
    vectors = stack_vectors(faces)
    near = judge.apart(vectors, vectors) <= judge.double
    kept: list[int] = []
    found: dict[int, int] = {}
    numbers = range(len(faces))
    for number in sorted(numbers, key=lambda n: (n not in first, -faces[n].box.w, str(photos[n]))):
        of = next((other for other in kept if near[number, other]), None)
        if of is None:
            kept.append(number)
        else:
            found[number] = of
    return found


def without_doubles(gallery: Gallery, judge: Judge) -> Gallery:
    """The gallery with each picture of a person once."""
    left_out: set[int] = set()
    for person in range(len(gallery.people)):
        rows = np.flatnonzero(gallery.owner == person).tolist()
        own = [gallery.references[row] for row in rows]
        photos, faces = [one.photo for one in own], [one.face for one in own]
        left_out.update(rows[number] for number in doubles(photos, faces, judge))
    kept = [one for row, one in enumerate(gallery.references) if row not in left_out]
    return Gallery.of(gallery.people, kept) if left_out else gallery
