"""Searches for people in a labelled album, by the functions that the program itself searches with.

References become a gallery, and faces become hits, in `facefinder.match`; nothing is compared here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from builder.measure.album import Album
from builder.measure.labelled import choices
from facefinder.evidence.judge import Grade
from facefinder.match.hits import Hit, find_hits
from facefinder.match.judge import Judge
from facefinder.match.references import build_gallery
from facefinder.records.people import Gallery, Verdict
from facefinder.records.photos import FaceTable

CHOICES, SEED = 6, 1
_GRADES: Final = {Verdict.SURE: Grade.SURE, Verdict.CHECK: Grade.CHECK}

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What a search said of one person, for each photo that was searched.

    Attributes:
        person: Who was looked for.
        own: Shape (N,), whether the photo shows that person.
        grades: Shape (N,), int8, values of `Grade`: what was said of the labelled face.
        probabilities: Shape (N,), likewise; 0 for what was not shown.
        other_faces: How many faces there are, on photos of others, that no label is about.
        others_shown: How many of these were shown, as `sure` or `check`.
    """

    person: str
    own: NDArray[np.bool_]
    grades: NDArray[np.int8]
    probabilities: NDArray[np.float64]
    other_faces: int = 0
    others_shown: int = 0


def alone(album: Album, judge: Judge, count: int) -> Iterator[Search]:
    """Look for each person alone, with several choices of `count` references."""
    for person, sets in _references(album, count).items():
        for references in sets:
            yield from _search(album, judge, {person: references})


def together(album: Album, judge: Judge, count: int) -> Iterator[Search]:
    """Look for all people of the group at once, `CHOICES` times."""
    sets = _references(album, count)
    for turn in range(CHOICES if len(sets) > 1 else 0):
        chosen = {person: some[turn % len(some)] for person, some in sets.items()}
        yield from _search(album, judge, chosen)


def of_neighbours(album: Album, judge: Judge) -> Iterator[Search]:
    """Look for each person of a photo on the next one with the same tag, and only there."""
    for number in range(len(album.photos) - 1):
        one, other = album.photos[number], album.photos[number + 1]
        person = next(iter(one.people))
        if one.tag == other.tag and person not in other.people:
            yield from _search(album, judge, {person: np.array([number])}, {number + 1})


def _references(album: Album, count: int) -> dict[str, list[Rows]]:
    sets = {
        person: list(choices(album.own[person], count, CHOICES, (SEED, count)))
        for person in sorted(album.own)
    }
    return {person: some for person, some in sets.items() if some}


def _search(
    album: Album, judge: Judge, references: Mapping[str, Rows], only: set[int] | None = None
) -> Iterator[Search]:
    """Search the photos that are no references; nobody is looked for without a usable one."""
    used = set(np.concatenate(list(references.values())).tolist())
    wanted = set(range(len(album.photos))) if only is None else only
    photos = np.array(sorted(wanted - used), np.int64)
    gallery = _gallery(album, judge, references)
    rows = np.flatnonzero(np.isin(album.table.photo_row, photos))
    hits = find_hits(_table(album, rows), gallery, judge)
    for number in sorted(set(gallery.owner.tolist())):
        of_person = [hit for hit in hits if hit.person == number]
        yield _said(album, gallery.people[number], photos, rows, of_person)


def _gallery(album: Album, judge: Judge, references: Mapping[str, Rows]) -> Gallery:
    photos = {
        person: [album.photos[number] for number in numbers.tolist()]
        for person, numbers in references.items()
    }
    gallery, _ = build_gallery(
        {person: [seen.outcome for seen in some] for person, some in photos.items()},
        judge,
        {
            person: {s.outcome.photo: s.boxes[person] for s in some if person in s.boxes}
            for person, some in photos.items()
        },
    )
    return gallery


def _table(album: Album, rows: Rows) -> FaceTable:
    table = album.table
    return FaceTable(
        table.photo_row[rows],
        table.boxes[rows],
        table.scores[rows],
        table.vectors[rows],
        table.sharpness[rows],
        table.jpeg_steps[rows],
    )


def _said(album: Album, person: str, photos: Rows, rows: Rows, hits: Sequence[Hit]) -> Search:
    """Lay the hits beside the labels."""
    own = np.array([person in album.photos[number].people for number in photos.tolist()], np.bool_)
    photo_of, labelled = album.table.photo_row[rows], album.labelled[rows]
    grades, likely = np.zeros(len(photos), np.int8), np.zeros(len(photos))
    strays = 0
    for hit in hits:
        photo = int(photo_of[hit.row])
        place = int(np.searchsorted(photos, photo))
        seen = album.photos[photo]
        if own[place] and not seen.shows(person, int(album.faces[rows[hit.row]])):
            continue  # on the right photo, but of another's face: not found
        if not labelled[hit.row]:
            strays += 1
            continue
        grades[place] = _GRADES[hit.verdict]
        likely[place] = np.nan if hit.probability is None else hit.probability
    others = ~labelled & ~np.isin(photo_of, photos[own])
    return Search(person, own, grades, likely, int(others.sum()), strays)
