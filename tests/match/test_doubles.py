"""Copies among the references of a person count once."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from facefinder.evidence.constants import Formula, Network
from facefinder.match.by_distance import ByDistance
from facefinder.match.by_evidence import ByEvidence
from facefinder.match.doubles import doubles, without_doubles
from facefinder.match.references import build_gallery
from facefinder.match.within import Within
from facefinder.models.catalogue import Metric, Thresholds
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Gallery, Reference
from facefinder.records.photos import Photo, Scanned

NETWORK = Network("any", 1, 1.0, 1.0, np.zeros(1), 0.0)
JUDGE = ByEvidence(Formula((NETWORK,), 1.0, 20.0, 20.0, -3.0))
NEAR = JUDGE.double / 2


def reference(name: str, position: float, width: float = 100) -> Reference:
    landmarks = np.zeros((5, 2), np.float32)
    box = Box(0, 0, width, width)
    face = Face(box, 0.99, landmarks, 500.0, np.array([position], np.float32))
    return Reference("Anna", Photo("/known", f"Anna/{name}", 1, 1), face)


def numbers(own: Sequence[Reference], judge: ByEvidence | ByDistance | Within) -> dict[int, int]:
    return doubles([one.photo for one in own], [one.face for one in own], judge)


def test_of_copies_the_widest_counts_in_whatever_order_they_come() -> None:
    own = (
        reference("small", 0.0, width=50),
        reference("large", NEAR, width=200),
        reference("again", NEAR, width=200),
        reference("other", 1.0),
    )
    for order in permutations(own):
        kept = without_doubles(Gallery.of(["Anna"], order), JUDGE).references
        assert {one.photo.relative for one in kept} == {"Anna/again", "Anna/other"}


def test_a_threshold_judges_by_the_same_references() -> None:
    own = reference("1", 0.0), reference("2", NEAR)
    assert numbers(own, JUDGE) == numbers(own, Within.distance(0.5, JUDGE)) == {1: 0}


def test_where_their_number_changes_nothing_copies_stay() -> None:
    fixed = ByDistance(Metric.EUCLIDEAN, Thresholds(0.5, 0.6, 0.05), same=0.6)
    assert numbers([reference("1", 0.0), reference("2", 0.0)], fixed) == {}


def test_different_people_may_have_the_same_picture() -> None:
    one = reference("1", 0.0)
    gallery = Gallery.of(["Anna", "Ben"], [one, replace(one, person="Ben")])
    assert without_doubles(gallery, JUDGE) is gallery


@pytest.mark.parametrize("copies", [1, 2, 9])
def test_copies_in_a_folder_change_nothing_and_are_named(copies: int) -> None:
    own = [reference(f"{n}.jpg", 0.0) for n in range(copies)] + [reference("other.jpg", 1.0)]
    scanned = [Scanned(one.photo, 640, 480, bytes(16), (one.face,)) for one in own]
    gallery, (report,) = build_gallery({"Anna": scanned}, JUDGE)
    assert [one.photo.relative for one in gallery.references] == ["Anna/0.jpg", "Anna/other.jpg"]
    told = [problem.problem for problem in report.problems]
    assert told == ["nearly the same picture as Anna/0.jpg, which is used"] * (copies - 1)


def test_of_copies_the_one_that_the_user_chose_counts() -> None:
    own = reference("large.jpg", 0.0), reference("small.jpg", NEAR, width=50)
    scanned = [Scanned(one.photo, 640, 480, bytes(16), (one.face,)) for one in own]
    gallery, (report,) = build_gallery({"Anna": scanned}, JUDGE, insisted=[own[1].photo])
    assert [one.photo.relative for one in gallery.references] == ["Anna/small.jpg"]
    assert "Anna/small.jpg, which is used" in report.problems[0].problem


def test_copies_of_a_stranger_are_no_majority() -> None:
    far = 2 * JUDGE.same
    own = [reference(f"{n}", n * JUDGE.same / 2) for n in range(2)]
    own += [reference(f"stranger {n}", far + n * NEAR / 9) for n in range(4)]
    scanned = [Scanned(one.photo, 640, 480, bytes(16), (one.face,)) for one in own]
    gallery, _ = build_gallery({"Anna": scanned}, JUDGE)
    assert [one.photo.relative for one in gallery.references] == ["Anna/0", "Anna/1"]
