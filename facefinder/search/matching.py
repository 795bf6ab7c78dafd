"""The faces of all photos that were read x the people to look for -> matches.

The verdicts themselves are made in `match.hits`.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TypeAlias

import numpy as np

from facefinder.deliver.originals import unlikeliness
from facefinder.index.index import Index
from facefinder.match.hits import (
    Hit,
    decided_rows,
    find_hits,
    nearest_references,
    once_a_photo,
    rejected_hits,
)
from facefinder.match.judge import Distances, Judge
from facefinder.match.sift import sift
from facefinder.records.boxes import Box
from facefinder.records.faces import face_id, parse_face_id
from facefinder.records.people import Decision, Gallery, Match, Verdict
from facefinder.records.photos import FaceTable, Photo, PhotoFacts


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What comparing gave.

    Attributes:
        faces: How many faces the photos have.
        matches: Ordered by person, verdict, probability, distance and place.
        facts: Of every photo with a match, or a rejected one.
        distances: Shape (N, P), of all faces; None where they were not asked for.
        rejected: What would be matches, or would not, had the user not said that it is not the
            person; ordered by person and distance.
        of_people: How many faces of a photo with matches are, or may be, one of the people: of
            each the best one, and others of which it is sure.
    """

    faces: int
    matches: tuple[Match, ...]
    facts: Mapping[Photo, PhotoFacts]
    distances: Distances | None = None
    rejected: tuple[Match, ...] = ()
    of_people: Mapping[Photo, int] = field(default_factory=dict)


class Matching:
    """The matches of photos, which follow what the user decides: that counts more than distances.

    A decision is about one face: it changes who that face is, and whether another face in the photo
    is the person. So all that was compared is kept, and the photos that decisions are about are
    judged anew, as they would be among all (`Judge.borne_out`).

    Args:
        index: Knows the faces.
        photos: Those that are searched.
        gallery: The people.
        judge: Judges.
        all_distances: Whether those of all faces are wanted, for a drawing.
    """

    def __init__(
        self,
        index: Index,
        photos: Sequence[Photo],
        gallery: Gallery,
        judge: Judge,
        *,
        all_distances: bool = False,
    ) -> None:
        self._index, self._photos, self._gallery, self._judge = index, photos, gallery, judge
        decisions = index.decided(photos)
        self._whole = {position for position, _ in decisions}
        self._sifted = sift(
            index.blocks(photos), gallery, judge, kept=self._whole, all_distances=all_distances
        )
        faces, distances = self._sifted.faces, self._sifted.distances
        self._near = judge.borne_out(faces, gallery, distances)
        self._facts: dict[int, PhotoFacts] = {}
        self._of_people: Counter[Photo] = Counter()  # as `Matched.of_people`
        found, rejected = self._judged(faces, distances, self._near, decisions)
        self._ordered = sorted(found, key=_order)
        self._rejected = sorted(rejected, key=_order)
        self._shown = dict(map(self._fact, (*found, *rejected)))

    def matched(self) -> Matched:
        """All of them, as they stand now."""
        return Matched(
            self._sifted.count,
            tuple(_once_a_video(match for _, match in self._ordered)),
            dict(self._shown),
            self._sifted.everybody,
            tuple(match for _, match in self._rejected),
            dict(self._of_people),
        )

    def _fact(self, placed: "_Placed") -> tuple[Photo, PhotoFacts]:
        order, match = placed
        return match.photo, self._facts[order[-1]]

    def follow(self, about: Set[bytes]) -> bool:
        """Judge anew what is decided otherwise now.

        Args:
            about: The content of the photos, as `PhotoFacts.content_hash`.

        Returns:
            Whether that could be done: a face that was too far from everybody to be kept is not
            here.
        """
        if not about <= self._places.keys():
            return False
        decisions = [
            (position, one)
            for one in self._index.decided_about(about)
            for position in self._places[parse_face_id(one.face_id)[0]]
        ]
        anew = {position for content in about for position in self._places[content]}
        rows = np.isin(self._sifted.faces.photo_row, sorted(anew))
        faces = self._sifted.faces.rows(rows)
        if not self._has(faces, decisions):
            return False
        for position in anew:
            self._of_people.pop(self._photos[position], None)
        found, rejected = self._judged(
            faces, self._sifted.distances[rows], self._near[rows], decisions
        )
        self._ordered = _with(found, self._ordered, anew)
        self._rejected = _with(rejected, self._rejected, anew)
        for position in anew:
            self._shown.pop(self._photos[position], None)
        self._shown |= map(self._fact, (*found, *rejected))
        return True

    @cached_property
    def _places(self) -> dict[bytes, list[int]]:
        """The positions of the photos whose faces are kept, by their content."""
        kept = set(self._sifted.faces.photo_row.tolist())
        places: dict[bytes, list[int]] = {}
        for position, content in self._index.contents(self._photos):
            if position in kept:
                places.setdefault(content, []).append(position)
        return places

    def _has(self, faces: FaceTable, decisions: Iterable[tuple[int, Decision]]) -> bool:
        """Whether the faces are kept that decisions are about: all of some photos are."""
        there = {
            (position, Box(*map(round, box)))
            for position, box in zip(faces.photo_row.tolist(), faces.boxes.tolist(), strict=True)
        }
        return all(
            position in self._whole or (position, parse_face_id(one.face_id)[1]) in there
            for position, one in decisions
        )

    def _judged(
        self,
        faces: FaceTable,
        distances: Distances,
        near: Distances,
        decisions: Sequence[tuple[int, Decision]],
    ) -> tuple[list["_Placed"], list["_Placed"]]:
        """Who some faces are, and who the user said they are not, both in no order.

        The faces have to be all that are kept of their photos.
        """
        decided = decided_rows(decisions, faces, self._gallery.people)
        every = find_hits(
            faces, self._gallery, self._judge, decided, distances, near=near, once=False
        )
        hits = once_a_photo(every, faces)
        sure = (hit.row for hit in every if hit.verdict is Verdict.SURE)
        self._of_people.update(
            self._photos[faces.photo_row[row]] for row in {*(hit.row for hit in hits), *sure}
        )
        rejected = rejected_hits(decided, distances)
        there = {int(faces.photo_row[hit.row]) for hit in (*hits, *rejected)}
        unknown = sorted(there - self._facts.keys())
        if unknown:
            facts = self._index.facts([self._photos[position] for position in unknown])
            self._facts |= {position: facts[self._photos[position]] for position in unknown}
        return self._placed(hits, faces), self._placed(rejected, faces)

    def _placed(self, hits: Sequence[Hit], faces: FaceTable) -> list["_Placed"]:
        positions = [int(faces.photo_row[hit.row]) for hit in hits]
        places = {position: _place(self._photos[position]) for position in set(positions)}
        matches = self._matches(hits, faces)
        return [
            ((*hit.rank, *places[position], position), match)
            for hit, position, match in zip(hits, positions, matches, strict=True)
        ]

    def _matches(self, hits: Sequence[Hit], faces: FaceTable) -> Iterator[Match]:
        """The hits, which are ordered by person, with all that is told of them."""
        for person, of_person in groupby(hits, key=lambda hit: hit.person):
            own = list(of_person)
            rows = [hit.row for hit in own]
            nearest = nearest_references(faces.vectors, rows, person, self._gallery, self._judge)
            for hit, reference in zip(own, nearest, strict=True):
                position = int(faces.photo_row[hit.row])
                box = Box(*faces.boxes[hit.row].tolist())
                yield Match(
                    person=self._gallery.people[person],
                    verdict=hit.verdict,
                    distance=hit.distance,
                    probability=hit.probability,
                    photo=self._photos[position],
                    box=box,
                    score=float(faces.scores[hit.row]),
                    nearest=reference,
                    face_id=face_id(self._facts[position].content_hash, box),
                    confirmed=hit.confirmed,
                    floor=hit.floor,
                )


_Placed: TypeAlias = tuple[tuple[int, bool, float, float, int, str, int], Match]
"""A match after all by which it stands before others: rank, place, and position of its photo."""


def _order(placed: _Placed) -> tuple[int, bool, float, float, int, str, int]:
    # By place where distances are equal, the original before its copies: the order in which photos
    # were listed must not show.
    return placed[0]


def _with(new: list[_Placed], ordered: list[_Placed], anew: Set[int]) -> list[_Placed]:
    """All in order, where some photos were judged anew."""
    return sorted([*(one for one in ordered if one[0][-1] not in anew), *new], key=_order)


def _place(photo: Photo) -> tuple[int, str]:
    return unlikeliness(photo), os.path.join(photo.root, photo.relative)  # noqa: PTH118 - in bulk


def _once_a_video(matches: Iterable[Match]) -> Iterator[Match]:
    """The matches, which are ordered; of a person in a video the best one, with the others."""
    found: list[list[Match]] = []
    in_videos: dict[tuple[str, Photo], list[Match]] = {}
    for match in matches:
        if not match.photo.inside or match.photo.moment is None:
            found.append([match])
            continue
        key = match.person, replace(match.photo, inside="")
        if key not in in_videos:
            found.append(in_videos.setdefault(key, []))
        in_videos[key].append(match)
    for best, *others in found:
        yield replace(best, elsewhere=tuple(others)) if others else best
