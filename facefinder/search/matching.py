"""The faces of all photos that were read x the people to look for -> matches.

The verdicts themselves are made in `match.hits`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from facefinder.index.index import Index
from facefinder.match.hits import (
    Hit,
    decided_rows,
    find_hits,
    nearest_references,
    rejected_hits,
)
from facefinder.match.judge import Distances, Judge
from facefinder.match.sift import sift
from facefinder.records.boxes import Box
from facefinder.records.faces import face_id
from facefinder.records.people import Gallery, Match
from facefinder.records.photos import FaceTable, Photo, PhotoFacts
from facefinder.search.engine import ChosenEngine


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
    """

    faces: int
    matches: tuple[Match, ...]
    facts: Mapping[Photo, PhotoFacts]
    distances: Distances | None = None
    rejected: tuple[Match, ...] = ()


def match_photos(
    index: Index,
    photos: Sequence[Photo],
    gallery: Gallery,
    engine: ChosenEngine,
    *,
    all_distances: bool = False,
) -> Matched:
    """Compare the faces of photos with people; what the user decided counts more than distances.

    Args:
        index: Knows the faces.
        photos: Those that are searched.
        gallery: The people.
        engine: Judges.
        all_distances: Whether those of all faces are wanted, for a drawing.
    """
    decisions = index.decided(photos)
    kept = {position for position, _ in decisions}
    sifted = sift(
        index.blocks(photos), gallery, engine.judge, kept=kept, all_distances=all_distances
    )
    faces = sifted.faces
    decided = decided_rows(decisions, faces, gallery.people)
    hits = find_hits(faces, gallery, engine.judge, decided, sifted.distances)
    rejected = rejected_hits(decided, sifted.distances)
    there = sorted({int(faces.photo_row[hit.row]) for hit in [*hits, *rejected]})
    facts = index.facts([photos[position] for position in there])
    # By place where distances are equal: the order in which photos were listed must not show.
    by_place = sorted(
        there,
        key=lambda position: os.path.join(photos[position].root, photos[position].relative),  # noqa: PTH118 - in bulk
    )
    place = {position: number for number, position in enumerate(by_place)}
    hits.sort(key=lambda hit: (*hit.rank, place[int(faces.photo_row[hit.row])]))
    told = partial(
        _matches, faces=faces, photos=photos, facts=facts, gallery=gallery, judge=engine.judge
    )
    return Matched(
        sifted.count,
        tuple(_once_a_video(told(hits))),
        facts,
        sifted.everybody,
        rejected=tuple(told(rejected)),
    )


def _once_a_video(matches: Iterable[Match]) -> Iterator[Match]:
    """The matches, which are ordered; of a person in a video the best one, with the others."""
    found: list[list[Match]] = []
    in_videos: dict[tuple[str, Photo], list[Match]] = {}
    for match in matches:
        if match.photo.moment is None:
            found.append([match])
            continue
        key = match.person, replace(match.photo, inside="")
        if key not in in_videos:
            found.append(in_videos.setdefault(key, []))
        in_videos[key].append(match)
    for best, *others in found:
        yield replace(best, elsewhere=tuple(others)) if others else best


def _matches(
    hits: Sequence[Hit],
    *,
    faces: FaceTable,
    photos: Sequence[Photo],
    facts: Mapping[Photo, PhotoFacts],
    gallery: Gallery,
    judge: Judge,
) -> Iterator[Match]:
    """The hits, which are ordered by person, with all that is told of them."""
    for person, of_person in groupby(hits, key=lambda hit: hit.person):
        own = list(of_person)
        rows = [hit.row for hit in own]
        nearest = nearest_references(faces.vectors, rows, person, gallery, judge)
        for hit, reference in zip(own, nearest, strict=True):
            photo = photos[faces.photo_row[hit.row]]
            box = Box(*faces.boxes[hit.row].tolist())
            yield Match(
                person=gallery.people[person],
                verdict=hit.verdict,
                distance=hit.distance,
                probability=hit.probability,
                photo=photo,
                box=box,
                score=float(faces.scores[hit.row]),
                nearest=reference,
                face_id=face_id(facts[photo].content_hash, box),
                confirmed=hit.confirmed,
                floor=hit.floor,
            )
