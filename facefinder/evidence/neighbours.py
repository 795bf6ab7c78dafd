"""What other photos of an album say about a face: those that surely show the same person.

A face's distance to a person depends on the light and the pose of one photo. Other faces that
surely are that face's person, whoever it is, were taken in other light, and the mean of all their
distances says more than the one does: who looks like somebody in one photo looks less so in others.
It is query expansion (`Chum et al. 2007, Total Recall
<https://doi.org/10.1109/ICCV.2007.4408891>`_) the other way round: a face that is in doubt gathers
its like, not the person, so that nothing wrong that was found lets in more.

Measured crosswise in labelled albums, with the constants of faces that are alone (both networks,
MTCNN and YuNet, three references; docs/accuracy.md): a quarter of the false `sure`, a fifth to nine
tenths fewer strangers to check, and as many own faces are found, or more. `sure` are 5 of 100 more
of small faces, 3 more of idols, as many of most others, 1 less of children. A face that has no
neighbours is judged as it was.

Also tried: where faces that are `sure` serve as further references, as much is found and up to six
times as many strangers are shown. Without the limit that `with_neighbours` sets, three times as
many other children are `sure` where references lie in the album. Constants that are fitted to
faces with neighbours take more strangers where a face has none.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facefinder.evidence.constants import Formula
from facefinder.evidence.cuts import NORMAL
from facefinder.evidence.probability import distance_at
from facefinder.evidence.scale import CHUNK_ROWS, DECIMALS, pair_distances

MOST: Final = 5
"""Neighbours that count; together they weigh as much as the face itself. Three, or twice the
weight, change no figure by more than another draw of people does."""
DOUBTFUL: Final = (0.02, 0.99)
"""Probabilities between which a face is judged by its neighbours, too. What is likelier needs no
other photo; what is less likely hardly ever gets to where anything is shown."""
POSSIBLE: Final = 0.001
"""Probability from which on a face can be a neighbour. Leaving out those that are even less like
the person changes nothing (measured down to 1 in 10^12), and nine of ten need not be compared."""
MANY: Final = 64
"""Neighbours of one face from which on picking the nearest is quicker than putting all in order."""
ROWS: Final = 256
"""Faces in doubt that are compared at a time, where their likes are few."""
AT_A_TIME: Final = 2_500_000
"""Pairs that are compared at a time: 20 MB for each matrix of them."""
MOST_PAIRS: Final = 20_000_000
"""Pairs that are compared for one person, in a second or two. Ordinary albums have fewer; where
thousands look like the person, those that look most like it are compared."""

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Album:
    """The faces that are judged together.

    Attributes:
        vectors: Shape (N, D), the engine's.
        photos: Shape (N,), a number for the photo of each; nobody is twice in one.
        takes: Shape (N,), for what was taken at once the number of the first photo of it: for the
            moments of a video, which are in one light and say no more than one of them. When not
            given, each photo was taken by itself.
    """

    vectors: NDArray[np.float32]
    photos: Rows
    takes: Rows = None  # type: ignore[assignment] # `__post_init__` gives it

    def __post_init__(self) -> None:
        if self.takes is None:
            object.__setattr__(self, "takes", self.photos)

    @cached_property
    def contents(self) -> Rows:
        """Shape (N,), the same number for the same vector: one face, in copies of a photo."""
        first: dict[bytes, int] = {}
        # Of hundreds of thousands the vectors themselves would fill the memory once more.
        digests = (blake2b(one.tobytes(), digest_size=16).digest() for one in self.vectors)
        return np.array([first.setdefault(digest, len(first)) for digest in digests])


def with_neighbours(distances: Floats, references: int, album: Album, formula: Formula) -> Floats:
    """Distances of faces to a person as their neighbours bear them out, shape (N,).

    A neighbour counts with its own distance to the person. One that is nearer to the person than
    the face is counts with no less than its distance to the face, for a copy of a reference that
    lies in the album says no more than the reference does; and it never takes anything away.

    Args:
        distances: Shape (N,), as `scale.person_distance`.
        references: How many the person has, at least 1.
        album: The N faces.
        formula: Of the engine.
    """
    known = distances.copy()
    doubtful = np.flatnonzero(is_doubtful(distances, references, formula))
    if not len(doubtful):
        return np.asarray(np.round(known, DECIMALS), np.float64)
    others = candidates(distances, references, album, formula)
    step = max(1, min(ROWS, AT_A_TIME // max(1, len(others.different))))
    for start in range(0, len(doubtful), step):
        rows = doubtful[start : start + step]
        place, faces, apart = neighbours(rows, distances, others, album, formula)
        own, theirs = distances[rows][place], distances[faces]
        theirs = np.where(theirs < own, np.minimum(np.maximum(theirs, apart), own), theirs)
        count = np.bincount(place, minlength=len(rows))
        known[rows] = (distances[rows] + np.bincount(place, theirs, len(rows)) / MOST) / (
            1 + count / MOST
        )
    return np.asarray(np.round(known, DECIMALS), np.float64)


def is_doubtful(distances: Floats, references: int, formula: Formula) -> NDArray[np.bool_]:
    """Whether neighbours count for faces at these distances to a person, shape (N,)."""
    far, near = (distance_at(likely, references, formula) for likely in DOUBTFUL)
    return np.asarray((near <= distances) & (distances <= far), np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The faces that may be neighbours.

    Attributes:
        rows: Shape (C,), of the faces.
        numbers: Shape (C,), which different face each is, from 0: copies of a photo count once.
        different: Shape (E,), the rows of these faces, of copies the first.
    """

    rows: Rows
    numbers: Rows
    different: Rows


def candidates(distances: Floats, references: int, album: Album, formula: Formula) -> Candidates:
    """The faces that are near enough to a person to tell something about those in doubt.

    Args:
        distances: Of all faces to the person, like all others as in `with_neighbours`.
        references: The person's.
        album: Where to look.
        formula: Of the engine.
    """
    limit = distance_at(POSSIBLE, references, formula)
    possible = np.flatnonzero(distances <= limit)
    doubtful = int(is_doubtful(distances, references, formula).sum())
    most = max(MOST_PAIRS // max(doubtful, 1), MOST)
    if len(possible) > most:  # all that are equally near, or the order of the photos would show
        limit = float(np.partition(distances[possible], most)[most])
        possible = possible[distances[possible] <= limit]
    _, first, numbers = np.unique(album.contents[possible], True, True)
    return Candidates(possible, numbers, possible[first])


def neighbours(
    rows: Rows, distances: Floats, others: Candidates, album: Album, formula: Formula
) -> tuple[Rows, Rows, Floats]:
    """The `MOST` nearest of the faces that would be `sure`, were a face a person's one reference.

    Args:
        rows: Shape (R,), the faces whose neighbours are wanted.
        distances: Of all faces to the person, like all others as in `with_neighbours`.
        others: Which faces come into question.
        album: Where to look.
        formula: Of the engine.

    Returns:
        Of each pair: the place in `rows`, the row of the neighbour, and how far the two are apart;
        ordered by place and distance.
    """
    every = _apart(rows, others.different, album, formula)
    _have_one_of_each_take(every, others.different, album)
    sure = distance_at(NORMAL.sure, 1, formula)
    place, column = np.nonzero(every <= sure)
    # Nobody is twice in a photo, nor in it and in a copy of it; and a video bears out nothing that
    # is in it.
    there = album.takes[others.rows] * every.shape[1] + others.numbers
    together = np.isin(album.takes[rows][place] * every.shape[1] + column, there)
    every[place[together], column[together]] = np.inf
    # Somebody may be in thousands of photos: only what can be among the nearest is put in order.
    many = np.flatnonzero(np.bincount(place, minlength=len(rows)) > MANY)
    limits = np.full(len(rows), sure)
    if len(many):
        limits[many] = np.minimum(np.partition(every[many], MOST - 1)[:, MOST - 1], sure)
    near = every[place, column] <= limits[place]
    place, column = place[near], column[near]
    faces, apart = others.different[column], every[place, column]
    # Of two that are equally near, the one that is nearer to the person: never the first listed.
    order = np.lexsort((distances[faces], apart, place))
    place, faces, apart = place[order], faces[order], apart[order]
    kept = np.arange(len(place)) - np.searchsorted(place, place) < MOST
    return place[kept], faces[kept], apart[kept]


def _apart(rows: Rows, others: Rows, album: Album, formula: Formula) -> Floats:
    """How far faces are from each other, by their rows; shape (R, E)."""
    every = np.empty((len(rows), len(others)))
    one = album.vectors[rows].astype(np.float64)
    for start in range(0, len(others), CHUNK_ROWS):
        some = slice(start, start + CHUNK_ROWS)
        every[:, some] = pair_distances(
            one, album.vectors[others[some]].astype(np.float64), formula
        )
    return every


def _have_one_of_each_take(every: Floats, faces: Rows, album: Album) -> None:
    """Put all moments of each video out of reach but the one that is nearest to a face.

    Args:
        every: Shape (R, E), distances.
        faces: Shape (E,), which faces of the album the columns are.
        album: Knows what was taken at once.
    """
    photos, takes = album.photos[faces], album.takes[faces]
    of_videos = np.flatnonzero(np.isin(takes, takes[photos != takes]))
    in_order = of_videos[np.argsort(takes[of_videos], kind="stable")]
    for columns in np.split(in_order, np.flatnonzero(np.diff(takes[in_order])) + 1):
        if not len(columns):  # there is no video at all
            return
        nearest = columns[every[:, columns].argmin(axis=1)]
        others = photos[columns] != photos[nearest][:, None]
        every[:, columns] = np.where(others, np.inf, every[:, columns])
