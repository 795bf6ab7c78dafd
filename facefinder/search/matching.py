"""The faces of all photos that were read x the people to look for -> matches.

The verdicts themselves are made in `match.hits`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from facefinder.evidence.judge import Grade
from facefinder.index.index import Index
from facefinder.match.hits import Hit, decided_rows, find_hits, nearest_reference
from facefinder.match.judge import Judge
from facefinder.records.boxes import Box
from facefinder.records.faces import face_id
from facefinder.records.people import Floor, Gallery, Match
from facefinder.records.photos import FaceTable, Photo, Scanned
from facefinder.search.engine import ChosenEngine


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What comparing gave.

    Attributes:
        faces: All faces of the photos.
        matches: Ordered by person, verdict, probability, distance and place.
        scanned: Every photo with a match, with all its faces.
    """

    faces: FaceTable
    matches: tuple[Match, ...]
    scanned: Mapping[Photo, Scanned]


def match_photos(
    index: Index, photos: Sequence[Photo], gallery: Gallery, engine: ChosenEngine
) -> Matched:
    """Compare the faces of photos with people; what the user decided counts more than distances."""
    faces = index.faces(photos)
    decided = decided_rows(index.decided(photos), faces, gallery.people)
    hits = find_hits(faces, gallery, engine.judge, decided)
    hits = _naming_poor_references(hits, gallery, engine.judge)
    photo_of = {hit.row: photos[faces.photo_row[hit.row]] for hit in hits}
    scanned = index.scanned(list(dict.fromkeys(photo_of.values())))
    # By place where distances are equal: the order in which photos were listed must not show.
    hits.sort(key=lambda hit: (*hit.rank, str(photo_of[hit.row])))
    matches = tuple(_match(hit, faces, gallery, engine, scanned[photo_of[hit.row]]) for hit in hits)
    return Matched(faces, matches, scanned)


def _naming_poor_references(hits: Sequence[Hit], gallery: Gallery, judge: Judge) -> list[Hit]:
    """The hits, saying so where a person's references keep a face from being `sure`."""
    poor = np.flatnonzero(judge.highest(gallery) < Grade.SURE).tolist()
    near = {person: judge.limits(int((gallery.owner == person).sum())).sure for person in poor}
    return [
        replace(hit, floor=hit.floor or Floor.REFERENCES)
        if not hit.confirmed and hit.distance < near.get(hit.person, 0.0)
        else hit
        for hit in hits
    ]


def _match(
    hit: Hit, faces: FaceTable, gallery: Gallery, engine: ChosenEngine, scanned: Scanned
) -> Match:
    box = Box(*map(float, faces.boxes[hit.row]))
    return Match(
        person=gallery.people[hit.person],
        verdict=hit.verdict,
        distance=hit.distance,
        probability=hit.probability,
        photo=scanned.photo,
        box=box,
        score=float(faces.scores[hit.row]),
        nearest=nearest_reference(faces.vectors[hit.row], hit.person, gallery, engine.judge),
        face_id=face_id(scanned.content_hash, box),
        confirmed=hit.confirmed,
        floor=hit.floor,
    )
