"""Faces of one picture are known to be, in whatever order and portions they come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.evidence.constants import Formula, Network
from facefinder.match.by_distance import ByDistance
from facefinder.match.by_evidence import ByEvidence
from facefinder.models.catalogue import Metric, Thresholds
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo
from facefinder.search import shown
from facefinder.search.shown import Versions

PLANE = Network("plane", 2, 1.0, 1.0, np.zeros(2), 0.0)
JUDGE = ByEvidence(Formula((PLANE,), local=0.0, level=12.0, fall=20.0, many=-2.0))


def found(name: str, x: float, person: str = "Anna") -> tuple[Match, Face]:
    """A face on a line, and its match with somebody who is at 0."""
    box, photo = Box(0, 0, 9, 9), Photo("/photos", f"{name}.jpg", 1, 1)
    vector = np.array([np.cos(x), np.sin(x)], np.float32)
    match = Match(person, Verdict.SURE, abs(x), photo, box, 1.0, face_id=name)
    return match, Face(box, 1.0, np.zeros((5, 2), np.float32), 99.0, vector)


FACES = [found("a", 0.1), found("b", 0.1 + 1e-4), found("c", 0.6), found("d", 0.1 - 1e-4)]


def together(others: dict[str, str], names: str) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for name in names:
        groups.setdefault(others.get(name, name), set()).add(name)
    return set(map(frozenset, groups.values()))


@given(st.permutations(FACES), st.integers(1, 4), st.integers(1, 4))
def test_faces_of_one_picture_are_together(
    faces: list[tuple[Match, Face]], portion: int, at_a_time: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shown, "FACES_AT_A_TIME", at_a_time)
        versions = Versions(JUDGE)
        for start in range(0, len(faces), portion):
            versions.add(faces[start : start + portion])
    assert together(versions.others, "abcd") == {frozenset("abd"), frozenset("c")}
    assert not set(versions.others.values()) & set(versions.others)


def test_two_people_are_never_one_picture() -> None:
    versions = Versions(JUDGE)
    versions.add([found("a", 0.1), found("b", 0.1, "Ben")])
    assert versions.others == {}


def test_where_nobody_knows_how_near_that_is_only_equal_files_are_one() -> None:
    versions = Versions(ByDistance(Metric.EUCLIDEAN, Thresholds(0.5, 0.6, 0.0), 0.6))
    versions.add(FACES)
    assert versions.others == {}
