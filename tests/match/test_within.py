"""The user's distance decides, and nothing contradicts it."""

from dataclasses import replace

import numpy as np
import pytest

from facefinder.evidence.constants import Formula, Network
from facefinder.match.by_evidence import ByEvidence
from facefinder.match.choose import judge_for
from facefinder.match.hits import Decided, find_hits
from facefinder.match.judge import Judge
from facefinder.match.within import Within
from facefinder.models.catalogue import model_info
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Floor, Gallery, Reference, Verdict
from facefinder.records.photos import FaceTable, Photo
from tests.support.fakes import TEMPLATE

LINE = Network("line", 1, 1.0, 1.0, np.zeros(1), 0.0)
USUAL = ByEvidence(Formula((LINE,), local=0.0, level=12.0, fall=20.0, many=-5.0))
"""The distance of two faces is the difference of their positions."""


def faces(*positions: float) -> FaceTable:
    count = len(positions)
    return FaceTable(
        np.arange(count),
        np.full((count, 4), 100, np.float32),
        np.full(count, 0.99, np.float32),
        np.array(positions, np.float32)[:, None],
        np.full(count, 100, np.float32),
        np.zeros(count, np.float32),
    )


def people(**references: list[float]) -> Gallery:
    owners = [owner for owner, values in enumerate(references.values()) for _ in values]
    values = [value for values in references.values() for value in values]
    return Gallery(tuple(references), np.array(values, np.float32)[:, None], np.array(owners))


def verdicts(judge: Within, table: FaceTable, gallery: Gallery) -> list[tuple[int, int, Verdict]]:
    return [(hit.row, hit.person, hit.verdict) for hit in find_hits(table, gallery, judge)]


@pytest.mark.parametrize("references", [1, 3, 10])
def test_the_distance_is_the_same_for_any_number_of_references(references: int) -> None:
    judge = Within.distance(0.5, USUAL)
    found = find_hits(faces(0.499, 0.501), people(anna=[0.0] * references), judge)
    assert [hit.verdict for hit in found] == [Verdict.SURE, Verdict.CHECK]
    assert [hit.probability for hit in found] == [None, None]
    assert judge.limits(references).sure == 0.5


@pytest.mark.parametrize("distance", [1e-9, 0.001, 1, 1000])
@pytest.mark.parametrize("model", ["dlib-resnet", "mobilefacenet", "dlib-resnet+mobilefacenet"])
def test_any_distance_can_be_named(model: str, distance: float) -> None:
    for references in (1, 50):
        limits = judge_for(model_info(model), threshold=distance).limits(references)
        assert limits.sure == distance < limits.check


def test_a_face_between_two_people_is_sure_for_neither_however_far_the_distance_reaches() -> None:
    anna_and_ben = people(anna=[0.0], ben=[0.5])
    judge = Within.distance(3.0, USUAL)
    assert verdicts(judge, faces(0.25), anna_and_ben) == [
        (0, 0, Verdict.CHECK),
        (0, 1, Verdict.CHECK),
    ]
    assert verdicts(judge, faces(0.1), anna_and_ben) == [(0, 0, Verdict.SURE)]


def test_the_margin_is_that_of_the_usual_probability() -> None:
    margin = Within.distance(3.0, USUAL).thresholds.margin
    # The odds of 9 to 1 that are 90 %, on a scale that falls by 20 for each 1.
    assert margin == pytest.approx(np.log(9) / 20, abs=5e-5)


def test_a_poor_face_is_not_sure_and_says_why() -> None:
    good = faces(0.0)
    judge = Within.distance(0.5, USUAL)
    for poor, floor in (
        (replace(good, sharpness=np.ones(1, np.float32)), Floor.BLURRED),
        (replace(good, jpeg_steps=np.full(1, 200, np.float32)), Floor.RUINED),
        (replace(good, boxes=np.full((1, 4), 10, np.float32)), Floor.SMALL),
    ):
        (hit,) = find_hits(poor, people(anna=[0.0]), judge)
        assert (hit.verdict, hit.floor) == (Verdict.CHECK, floor)
        (usual,) = find_hits(poor, people(anna=[0.0]), USUAL)
        assert (usual.verdict, usual.floor) == (Verdict.CHECK, floor)
    none = replace(good, scores=np.full(1, 0.1, np.float32))
    assert find_hits(none, people(anna=[0.0]), judge) == []


REFERENCE = Face(Box(0, 0, 100, 100), 0.99, TEMPLATE, 100.0, np.zeros(1, np.float32))


@pytest.mark.parametrize(
    "poor",
    [
        replace(REFERENCE, sharpness=1.0),
        replace(REFERENCE, jpeg_step=200.0),
        replace(REFERENCE, box=Box(0, 0, 10, 10)),
        replace(REFERENCE, score=0.1),
    ],
)
@pytest.mark.parametrize("judge", [USUAL, Within.distance(0.5, USUAL)])
def test_whose_references_are_all_poor_is_never_sure(judge: Judge, poor: Face) -> None:
    photo = Photo("/known", "1.jpg", 1, 1)
    bad, good = Reference("Anna", photo, poor), Reference("Anna", photo, REFERENCE)
    (hit,) = find_hits(faces(0.0), Gallery.of(["Anna"], [bad, bad]), judge)
    assert hit.verdict is Verdict.CHECK
    (hit,) = find_hits(faces(0.0), Gallery.of(["Anna"], [bad, good]), judge)
    assert hit.verdict is Verdict.SURE
    confirmed = [Decided(0, 0, yes=True)]
    (hit,) = find_hits(faces(0.0), Gallery.of(["Anna"], [bad]), judge, confirmed)
    assert hit.verdict is Verdict.SURE


def test_another_persons_poor_references_change_nothing() -> None:
    photo = Photo("/known", "1.jpg", 1, 1)
    far = replace(REFERENCE, sharpness=1.0, vector=np.full(1, 9.0, np.float32))
    people = [Reference("Anna", photo, REFERENCE), Reference("Ben", photo, far)]
    found = find_hits(faces(0.0, 9.0), Gallery.of(["Anna", "Ben"], people), USUAL)
    assert [hit.verdict for hit in found] == [Verdict.SURE, Verdict.CHECK]


def test_what_is_too_far_to_be_sure_is_not_held_back_by_its_quality() -> None:
    blurred = replace(faces(0.4, 0.0), sharpness=np.ones(2, np.float32))
    floors = {hit.row: hit.floor for hit in find_hits(blurred, people(anna=[0.0]), USUAL)}
    assert floors == {0: None, 1: Floor.BLURRED}
