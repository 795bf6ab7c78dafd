"""What is said of a match besides who it is."""

import numpy as np
import pytest

from facefinder.evidence.constants import Formula, Network
from facefinder.match.by_evidence import ByEvidence
from facefinder.match.hits import find_hits
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Floor, Gallery, Reference, Verdict
from facefinder.records.photos import FaceTable, Photo, Scanned
from tests.support.fakes import TEMPLATE

LINE = Network("line", 1, 1.0, 1.0, np.zeros(1), 0.0)
JUDGE = ByEvidence(Formula((LINE,), local=0.0, level=12.0, fall=20.0, many=-5.0))
"""The distance of two faces is the difference of their positions; `sure` up to 0.34."""


def face(position: float, sharpness: float = 100, width: float = 100) -> Face:
    vector = np.array([position], np.float32)
    return Face(Box(0, 0, width, width), 0.99, TEMPLATE, sharpness, vector)


@pytest.mark.parametrize(
    ("sharpness", "floors"),
    [
        ([1.0, 1.0], [Floor.REFERENCES, Floor.REFERENCES, None]),
        ([1.0, 100.0], [None, Floor.BLURRED, None]),
    ],
)
def test_poor_references_are_named_where_the_face_is_near_enough(
    sharpness: list[float], floors: list[Floor | None]
) -> None:
    found = (face(0.0), face(0.01, sharpness=1), face(0.36))
    photos = [
        Scanned(Photo("/photos", f"{number}.jpg", 1, 1), 500, 500, bytes(16), (one,))
        for number, one in enumerate(found)
    ]
    photo = Photo("/known", "1.jpg", 1, 1)
    gallery = Gallery.of(["Anna"], [Reference("Anna", photo, face(0.0, s)) for s in sharpness])
    hits = find_hits(FaceTable.of(photos), gallery, JUDGE)
    assert [hit.floor for hit in sorted(hits, key=lambda hit: hit.row)] == floors


@pytest.mark.parametrize(("width", "floor"), [(15, Floor.SMALL), (100, None)])
def test_what_keeps_a_face_from_being_sure_is_named_where_others_speak_for_it(
    width: float, floor: Floor | None
) -> None:
    """By its own distance it would not be `sure`; by its like in other photos it would."""
    found = [face(0.37, width=width), *(face(0.1 + number / 1000) for number in range(5))]
    photos = [
        Scanned(Photo("/photos", f"{number}.jpg", 1, 1), 500, 500, bytes(16), (one,))
        for number, one in enumerate(found)
    ]
    references = [Reference("Anna", Photo("/known", "1.jpg", 1, 1), face(0.0))]
    hits = find_hits(FaceTable.of(photos), Gallery.of(["Anna"], references), JUDGE)
    (doubtful,) = (hit for hit in hits if hit.row == 0)
    assert doubtful.probability is not None
    assert doubtful.probability >= JUDGE.cuts.sure
    assert doubtful.floor == floor
    assert (doubtful.verdict is Verdict.SURE) == (floor is None)
