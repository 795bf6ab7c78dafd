"""Verdicts: what they mean, and what must not change them."""

import tracemalloc
from random import Random

import hypothesis.extra.numpy as npst
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.match.by_distance import ByDistance, person_distances
from facefinder.match.choose import judge_for
from facefinder.match.distance import DECIMALS, pairwise
from facefinder.match.hits import Decided, Hit, find_hits, nearest_references
from facefinder.models.catalogue import Metric, Thresholds, model_info
from facefinder.records.faces import FloatArray
from facefinder.records.people import Gallery, Verdict
from facefinder.records.photos import FaceTable

JUDGE = ByDistance(Metric.EUCLIDEAN, Thresholds(sure=0.5, check=0.6, margin=0.05), same=0.6)
STEP = 10.0**-DECIMALS
"""Distances are rounded to it."""


def table(positions: list[float], photos: list[int] | None = None, width: float = 100) -> FaceTable:
    """Faces on a line: the distance of two is the difference of their positions."""
    count = len(positions)
    return FaceTable(
        np.array(photos if photos is not None else range(count), dtype=np.int64),
        np.full((count, 4), width, dtype=np.float32),
        np.ones(count, dtype=np.float32),
        np.array(positions, dtype=np.float32).reshape(count, 1),
        np.zeros(count, dtype=np.float32),
        np.zeros(count, dtype=np.float32),
    )


def gallery(**references: list[float]) -> Gallery:
    rows = [(i, value) for i, values in enumerate(references.values()) for value in values]
    return Gallery(
        tuple(references),
        np.array([value for _, value in rows], dtype=np.float32).reshape(-1, 1),
        np.array([i for i, _ in rows], dtype=np.int64),
    )


def verdicts(faces: FaceTable, people: Gallery) -> list[tuple[int, str, Verdict]]:
    hits = find_hits(faces, people, JUDGE)
    return [(hit.row, people.people[hit.person], hit.verdict) for hit in hits]


def test_distance_decides_between_sure_check_and_nothing() -> None:
    assert verdicts(table([0.4, 0.55, 0.7]), gallery(anna=[0.0])) == [
        (0, "anna", Verdict.SURE),
        (1, "anna", Verdict.CHECK),
    ]


def test_nearest_reference_and_centroid_count_alike() -> None:
    hits = find_hits(table([1.125]), gallery(anna=[0.0, 1.0]), JUDGE)
    assert hits == [Hit(0, 0, Verdict.SURE, (0.125 + 0.625) / 2, None)]


def test_cosine_centroid_does_not_weigh_long_vectors_more() -> None:
    people = Gallery(
        ("anna",), np.array([[100, 0], [0, 1]], dtype=np.float32), np.array([0, 0], dtype=np.int64)
    )
    faces = np.array([[1, 1]], dtype=np.float32)
    side = 1 - np.sqrt(0.5)
    assert person_distances(faces, people, Metric.COSINE)[0, 0] == pytest.approx(side / 2, abs=STEP)


def test_face_between_two_people_is_only_to_check() -> None:
    people = gallery(anna=[0.0], ben=[0.62])
    assert verdicts(table([0.30]), people) == [
        (0, "anna", Verdict.CHECK),
        (0, "ben", Verdict.CHECK),
    ]


def test_face_that_is_surely_one_person_is_not_offered_for_another() -> None:
    people = gallery(anna=[0.0], ben=[0.62])
    assert verdicts(table([0.1]), people) == [(0, "anna", Verdict.SURE)]


def test_somebody_whom_the_user_ruled_out_takes_a_face_from_nobody() -> None:
    people, face = gallery(anna=[0.0], ben=[0.5]), table([0.45])
    assert verdicts(face, people) == [(0, "ben", Verdict.SURE)]
    word = Decided(row=0, person=1, yes=False)
    (hit,) = find_hits(face, people, JUDGE, [word])
    assert (hit.person, hit.verdict) == (0, Verdict.SURE)


def test_person_is_once_in_a_photo_and_the_best_face_counts() -> None:
    faces = table([0.3, 0.1, 0.2], photos=[7, 7, 8])
    assert verdicts(faces, gallery(anna=[0.0])) == [
        (1, "anna", Verdict.SURE),
        (2, "anna", Verdict.SURE),
    ]


def test_tiny_face_is_never_sure() -> None:
    assert verdicts(table([0.1], width=12), gallery(anna=[0.0])) == [(0, "anna", Verdict.CHECK)]


def test_a_sure_face_outranks_a_nearer_tiny_one() -> None:
    faces = FaceTable(
        np.array([0, 0]),
        np.array([[0, 0, 12, 12], [0, 0, 90, 90]], dtype=np.float32),
        np.ones(2, dtype=np.float32),
        np.array([[0.1], [0.2]], dtype=np.float32),
        np.zeros(2, dtype=np.float32),
        np.zeros(2, dtype=np.float32),
    )
    assert verdicts(faces, gallery(anna=[0.0])) == [(1, "anna", Verdict.SURE)]


def test_nobody_and_nothing() -> None:
    assert verdicts(table([]), gallery(anna=[0.0])) == []
    assert verdicts(table([0.1]), gallery(anna=[])) == []


def test_person_without_reference_is_infinitely_far() -> None:
    people = gallery(anna=[], ben=[0.0])
    distances = person_distances(table([0.1]).vectors, people, Metric.EUCLIDEAN)
    assert distances[0, 0] == np.inf
    assert verdicts(table([0.1]), people) == [(0, "ben", Verdict.SURE)]


positions = st.lists(st.floats(-2, 2, width=32), min_size=1, max_size=20)


@given(positions, positions, positions, st.floats(0.1, 1), st.floats(1, 3))
def test_looser_thresholds_never_lose_a_match(
    faces: list[float], anna: list[float], ben: list[float], sure: float, factor: float
) -> None:
    people, tight = gallery(anna=anna, ben=ben), Thresholds(sure, sure * 1.2, 0.05)
    loose = Thresholds(sure * factor, sure * 1.2 * factor, 0.05)
    # One face a photo and per photo: what a looser preset may change is only whose it is.
    tight_hits = find_hits(table(faces), people, ByDistance(Metric.EUCLIDEAN, tight, 1))
    loose_hits = find_hits(table(faces), people, ByDistance(Metric.EUCLIDEAN, loose, 1))
    assert {hit.row for hit in tight_hits} <= {hit.row for hit in loose_hits}
    sure_before = {(h.row, h.person) for h in tight_hits if h.verdict is Verdict.SURE}
    assert sure_before <= {(h.row, h.person) for h in loose_hits if h.verdict is Verdict.SURE}


@given(positions, positions, positions, st.randoms(use_true_random=False))
def test_order_of_faces_and_references_does_not_matter(
    faces: list[float], anna: list[float], ben: list[float], random: Random
) -> None:
    before = find_hits(table(faces), gallery(anna=anna, ben=ben), JUDGE)
    order = list(range(len(faces)))
    random.shuffle(order)
    shuffled = table([faces[i] for i in order])
    after = find_hits(shuffled, gallery(anna=anna[::-1], ben=ben[::-1]), JUDGE)
    assert {(h.row, h.person, h.verdict, h.distance) for h in before} == {
        (order[h.row], h.person, h.verdict, h.distance) for h in after
    }


vectors = npst.arrays(
    np.float32,
    st.tuples(st.integers(1, 6), st.just(5)),
    elements=st.floats(-4, 4, width=32),
)


@pytest.mark.parametrize("metric", list(Metric))
@given(a=vectors, b=vectors)
def test_distance_is_the_textbook_one(metric: Metric, a: FloatArray, b: FloatArray) -> None:
    got = pairwise(a, b, metric)
    # Euclidean: of |a|² + |b|² - 2ab, each up to 5 * 4², float64 loses the last bits of a sum of a
    # dozen, and the root of what should be 0 makes much of them.
    lost = np.sqrt(12 * np.finfo(float).eps * 4 * 5 * 4**2)
    for i, left in enumerate(a.astype(float)):
        for j, right in enumerate(b.astype(float)):
            if metric is Metric.EUCLIDEAN:
                assert got[i, j] == pytest.approx(np.linalg.norm(left - right), abs=STEP / 2 + lost)
            elif np.linalg.norm(left) > 1e-3 and np.linalg.norm(right) > 1e-3:
                cosine = left @ right / np.linalg.norm(left) / np.linalg.norm(right)
                assert got[i, j] == pytest.approx(1 - cosine, abs=STEP / 2 + 1e-12)


def test_distance_does_not_depend_on_the_company() -> None:
    rng = np.random.default_rng(0)
    faces = rng.normal(size=(3000, 128)).astype(np.float32)
    people = rng.normal(size=(37, 128)).astype(np.float32)
    together = pairwise(faces, people, Metric.EUCLIDEAN)
    alone = np.concatenate(
        [pairwise(faces[i : i + 1], people, Metric.EUCLIDEAN) for i in range(60)]
    )
    assert np.array_equal(together[:60], alone)


def test_the_nearest_references_of_very_many_faces_take_little_memory() -> None:
    judge = judge_for(model_info("dlib-resnet"))
    rng = np.random.default_rng(1)
    vectors = rng.normal(0, 0.1, (50_000, 128)).astype(np.float32)
    own = vectors[[5, 40_000]]
    gallery = Gallery(("a",), own, np.zeros(2, np.int64))
    tracemalloc.start()
    try:
        nearest = nearest_references(vectors, range(len(vectors)), 0, gallery, judge)
        assert tracemalloc.get_traced_memory()[1] < vectors.nbytes
    finally:
        tracemalloc.stop()
    assert (nearest[5], nearest[40_000]) == (0, 1)
