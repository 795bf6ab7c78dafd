"""What people are shown of found faces: how each stands, and which are of one picture."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facefinder.index.index import Index
from facefinder.match.judge import Judge
from facefinder.records.boxes import same_face
from facefinder.records.faces import Face, FloatArray, parse_face_id, stack_vectors
from facefinder.records.people import Match
from facefinder.records.photos import Photo
from facefinder.search.versions import of_one_scene, with_edited

PHOTOS_AT_A_TIME: Final = 500
"""Whose faces are taken out of the index together."""
FACES_AT_A_TIME: Final = 512
"""That are compared with all others in one product."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The faces of some matches.

    Attributes:
        landmarks: As in `Face`, by the face's id.
        versions: As `others` of `Versions`, where they show as much; with edited photos and their
            originals.
    """

    landmarks: Mapping[str, FloatArray]
    versions: Mapping[str, str]


def shown(index: Index, matches: Sequence[Match], judge: Judge) -> Shown:
    """All that a page shows beside the matches themselves."""
    landmarks: dict[str, FloatArray] = {}
    found, versions = [], Versions(judge)
    for match, face in faces_of(index, matches):
        landmarks[match.face_id] = face.landmarks
        found.append((match, face))
    versions.add(found)
    faces = versions.others.keys() | set(versions.others.values())
    facts = index.facts(list({one.photo for one in matches if one.face_id in faces}))
    others = of_one_scene(matches, versions.others, facts)
    return Shown(landmarks, with_edited(matches, others))


def faces_of(index: Index, matches: Iterable[Match]) -> Iterator[tuple[Match, Face]]:
    """The face of each match, as the index knows it; a few photos at a time."""
    wanted: dict[Photo, list[Match]] = {}
    for match in matches:
        wanted.setdefault(match.photo, []).append(match)
    photos = list(wanted)
    for start in range(0, len(photos), PHOTOS_AT_A_TIME):
        some = photos[start : start + PHOTOS_AT_A_TIME]
        for photo, scanned in index.scanned(some).items():
            boxes = [face.box for face in scanned.faces]
            for match in wanted[photo]:
                row = same_face(parse_face_id(match.face_id)[1], boxes)
                if row is not None:
                    yield match, scanned.faces[row]


class Versions:
    """Which faces are of one picture: smaller, brighter, or compressed once more.

    Two faces of somebody that are as near to each other as two of one picture are
    (`Judge.double`) count as such, so a person is not looked at three times in the same photo.

    Args:
        judge: Knows how near that is; of most engines it does not, then only equal files are one.

    Attributes:
        others: The face that came first of the same picture, by a face's id; of the first ones
            nothing is said.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._firsts: dict[str, _Firsts] = {}
        self._known: set[str] = set()
        self.others: dict[str, str] = {}

    def add(self, found: Iterable[tuple[Match, Face]]) -> None:
        """Compare further faces with all that came before."""
        if self._judge.double < 0:
            return
        new: dict[str, list[tuple[Match, Face]]] = {}
        for match, face in found:
            if match.face_id not in self._known:
                self._known.add(match.face_id)
                new.setdefault(match.person, []).append((match, face))
        for person, own in new.items():
            own.sort(key=lambda one: one[0].distance)
            firsts = self._firsts.setdefault(person, _Firsts())
            for start in range(0, len(own), FACES_AT_A_TIME):
                self._add(own[start : start + FACES_AT_A_TIME], firsts)

    def _add(self, some: Sequence[tuple[Match, Face]], firsts: "_Firsts") -> None:
        vectors = stack_vectors([face for _, face in some])
        distances = np.array([match.distance for match, _ in some])
        double = self._judge.double
        # What is one picture is also equally far from the person; all else need not be compared.
        rivals = firsts.between(distances[0] - double, distances[-1] + double)
        earlier = self._judge.apart(vectors, rivals.vectors) if rivals.names else None
        own = self._judge.apart(vectors, vectors) <= double
        heads: list[int] = []
        for row, (match, _) in enumerate(some):
            if earlier is not None and earlier[row].min() <= double:
                self.others[match.face_id] = rivals.names[int(earlier[row].argmin())]
                continue
            head = next((other for other in heads if own[row, other]), None)
            if head is None:
                heads.append(row)
            else:
                self.others[match.face_id] = some[head][0].face_id
        firsts.add([some[row][0].face_id for row in heads], distances[heads], vectors[heads])


class _Firsts:
    """The faces of one person that came first of their picture."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.distances = np.empty(0)
        self.vectors = np.empty((0, 0), np.float32)

    def add(
        self, names: Sequence[str], distances: NDArray[np.float64], vectors: FloatArray
    ) -> None:
        self.names += names
        self.distances = np.append(self.distances, distances)
        self.vectors = np.concatenate([self.vectors, vectors]) if len(self.vectors) else vectors

    def between(self, nearest: float, farthest: float) -> "_Firsts":
        rows = np.flatnonzero((self.distances >= nearest) & (self.distances <= farthest))
        some = _Firsts()
        if rows.size:
            names = [self.names[row] for row in rows]
            some.add(names, self.distances[rows], self.vectors[rows])
        return some
