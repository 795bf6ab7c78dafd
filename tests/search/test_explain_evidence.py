"""What `explain` says where probabilities decide, or the user's distance in their place."""

import numpy as np
import pytest

from facefinder.evidence.constants import Formula, Network
from facefinder.match.by_evidence import ByEvidence
from facefinder.match.hits import Decided
from facefinder.match.judge import Judge
from facefinder.match.within import Within
from facefinder.output.explanation import as_text
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Gallery, Reference
from facefinder.records.photos import FaceTable, Photo, Scanned
from facefinder.search.explain import Explained, ExplainedFace
from facefinder.search.why import Steps
from tests.support.fakes import TEMPLATE

LINE = Network("line", 1, 1.0, 1.0, np.zeros(1), 0.0)
JUDGE = ByEvidence(Formula((LINE,), local=0.0, level=12.0, fall=20.0, many=-5.0))
"""The distance of two faces is the difference of their positions; `sure` up to 0.34."""


def face(position: float, sharpness: float = 100) -> Face:
    vector = np.array([position], np.float32)
    return Face(Box(0, 0, 100, 100), 0.99, TEMPLATE, sharpness, vector)


def explained(
    judge: Judge,
    found: Face,
    decided: list[Decided] | None = None,
    sharpness: float = 100,
    /,
    **people: list[float],
) -> list[str]:
    """The lines about one face; Anna with references at 0 and 0.1 is ``anna=[0, 0.1]``."""
    references = [
        Reference(name, Photo("/known", f"{name}{number}.jpg", 1, 1), face(position, sharpness))
        for name, positions in people.items()
        for number, position in enumerate(positions)
    ]
    outcome = Scanned(Photo("/photos", "x.jpg", 1, 1), 500, 500, bytes(16), (found,))
    gallery = Gallery.of(tuple(people), references)
    steps = Steps(FaceTable.of([outcome]), [outcome.photo], gallery, judge, decided or [])
    faces = (ExplainedFace(found, steps.of_face(0)),)
    return [line.strip() for line in as_text([Explained(outcome, faces)]).splitlines()[2:]]


@pytest.mark.parametrize("references", [1, 4])
@pytest.mark.parametrize(
    ("position", "words"),
    [
        (0.44, "sure (within 0.45)"),
        (0.46, "check, not sure: farther than 0.45"),
        (0.9, "no, farther than 0.62"),
    ],
)
def test_the_users_distance_is_the_one_that_is_told(
    references: int, position: float, words: str
) -> None:
    judge = Within.distance(0.45, JUDGE)
    (line,) = explained(judge, face(position), anna=[0.0] * references)
    assert f"anna: {words}" in line
    assert "likely" not in line


@pytest.mark.parametrize("judge", [JUDGE, Within.distance(0.3, JUDGE)])
def test_poor_references_are_named_where_they_keep_a_face_from_being_sure(judge: Judge) -> None:
    (near,) = explained(judge, face(0.2), None, 1, anna=[0.0, 0.0])
    assert "anna: check, not sure: no reference photo is good enough to be sure" in near
    (far,) = explained(judge, face(0.35), None, 1, anna=[0.0, 0.0])
    assert "anna: check, not sure: farther than" in far


def test_nobody_far_away_takes_a_face_from_anybody() -> None:
    judge = Within.distance(2.0, JUDGE)
    anna, ben = explained(judge, face(0.3), anna=[0.0] * 5, ben=[40.0])
    assert "anna: sure (within 2)" in anna
    assert "ben: no, farther than" in ben


@pytest.mark.parametrize("judge", [JUDGE, Within.distance(0.6, JUDGE)])
def test_a_face_that_two_people_share_names_the_other(judge: Judge) -> None:
    lines = explained(judge, face(0.2), anna=[0.0], ben=[0.42], cleo=[9.0])
    assert "anna: check, not sure: it may be ben, too (distance 0.22" in lines[0]
    assert "cleo: no, farther" in lines[2]


def test_whom_the_user_ruled_out_is_not_named_and_takes_nothing() -> None:
    rejected = [Decided(0, 1, yes=False)]
    people = {"anna": [0.0], "ben": [0.2], "cleo": [0.4]}
    lines = {
        line.partition(":")[0]: line for line in explained(JUDGE, face(0.2), rejected, **people)
    }
    assert "you rejected it; distance 0.0000" in lines["ben"]
    assert "it may be cleo, too" in lines["anna"]
    assert "49% likely" in lines["anna"]


def test_a_blurred_face_says_that_it_is_why_it_is_not_sure() -> None:
    (line,) = explained(JUDGE, face(0.0, sharpness=3), anna=[0.0])
    assert "check, not sure: the face is blurred (sharpness 3); more than 99% likely" in line


def test_the_verdict_never_hangs_on_a_rounded_limit() -> None:
    """Alone with a face, nobody else can be the reason that somebody is not sure."""
    limit = JUDGE.limits(1).sure
    for step in range(-8, 9):
        (line,) = explained(JUDGE, face(limit + step * 2e-6), anna=[0.0])
        assert "may be" not in line
