"""Grouping faces that nobody knows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from facefinder.match import groups
from facefinder.match import parts as parts_module
from facefinder.match.distance import DECIMALS, between, pairwise
from facefinder.models.catalogue import MODELS, Metric, Strictness
from facefinder.records.faces import FloatArray

THRESHOLD = 0.55


def faces(sizes: list[int], seed: int, noise: float = 0.02) -> tuple[FloatArray, NDArray[np.int64]]:
    """Faces of people of so many photos each, and whose each is; noise 0.02 is 0.3 apart."""
    random = np.random.default_rng(seed)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    centres = random.standard_normal((len(sizes), 128)) * 0.1
    vectors = centres[owner] + random.standard_normal((len(owner), 128)) * noise
    return vectors.astype(np.float32), owner.astype(np.int64)


def find(
    vectors: FloatArray, photo: NDArray[np.int64] | None = None, threshold: float = THRESHOLD
) -> list[list[int]]:
    photo = np.arange(len(vectors)) if photo is None else photo
    found = groups.find_groups(vectors, photo, Metric.EUCLIDEAN, threshold)
    return [rows.tolist() for rows in found]


sizes_of_people = st.lists(st.integers(1, 8), min_size=0, max_size=8)


@given(sizes_of_people, st.integers(0, 1000))
def test_people_in_three_photos_are_found_the_most_frequent_first(
    sizes: list[int], seed: int
) -> None:
    vectors, owner = faces(sizes, seed)
    expected = [np.flatnonzero(owner == person).tolist() for person in range(len(sizes))]
    expected = [rows for rows in expected if len(rows) >= groups.LEAST_PHOTOS]
    expected.sort(key=lambda rows: (-len(rows), rows[0]))
    assert find(vectors) == expected


@given(sizes_of_people, st.integers(0, 1000), st.floats(0.02, 0.06))
def test_the_order_of_the_faces_makes_no_difference(
    sizes: list[int], seed: int, noise: float
) -> None:
    vectors, owner = faces(sizes, seed, noise)
    photo = np.random.default_rng(seed).integers(0, max(1, len(owner)), len(owner))
    order = np.random.default_rng(seed + 1).permutation(len(owner))
    shuffled = find(vectors[order], photo[order])
    assert {frozenset(order[rows].tolist()) for rows in shuffled} == {
        frozenset(rows) for rows in find(vectors, photo)
    }


@given(st.lists(st.integers(3, 8), min_size=1, max_size=4), st.integers(0, 1000))
def test_two_faces_of_one_photo_are_never_one_person(sizes: list[int], seed: int) -> None:
    vectors, _ = faces(sizes, seed)
    photo = np.random.default_rng(seed).integers(0, 6, len(vectors))
    for rows in find(vectors, photo):
        assert len(set(photo[rows])) == len(rows)


def test_without_faces_there_is_no_group() -> None:
    assert find(np.empty((0, 0), dtype=np.float32)) == []


def test_a_chain_of_likenesses_does_not_make_strangers_one_person() -> None:
    chain = np.zeros((12, 128), dtype=np.float32)
    chain[:, 0] = np.arange(12) * 0.5  # each is like its neighbours, the ends are not alike
    for rows in find(chain):
        assert max(rows) - min(rows) < 4


def test_blocks_find_what_one_matrix_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, _ = faces([5, 9, 3, 1, 12, 7], seed=3, noise=0.03)
    whole = find(vectors)
    monkeypatch.setattr(parts_module, "BLOCK_ROWS", 4)
    monkeypatch.setattr(groups, "ROWS", 3)
    assert find(vectors) == whole != []


def test_a_large_part_of_the_graph_falls_apart_into_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors, owner = faces([9, 8, 7], seed=5)
    centre = vectors.mean(axis=0)
    vectors = ((vectors - centre) * 0.6 + centre).astype(np.float32)  # now their graph connects
    threshold = 1.0
    assert len(list(groups._parts(vectors, Metric.EUCLIDEAN, threshold, 3))) == 1
    monkeypatch.setattr(groups, "MOST_LINKED", 10)
    parts = groups._parts(vectors, Metric.EUCLIDEAN, threshold, 3)
    assert {len(set(owner[rows])) for rows in parts} == {1}


def test_very_many_faces_of_one_person_stay_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, _ = faces([30], seed=6, noise=0.01)
    monkeypatch.setattr(groups, "MOST_LINKED", 10)
    photo = np.arange(30) // 2
    (rows,) = find(vectors, photo)
    assert sorted(photo[rows]) == list(range(15))


@settings(max_examples=30)
@given(st.integers(0, 100), st.sampled_from(Metric), st.sampled_from([1.0, 30.0]))
def test_parts_are_those_of_the_graph_at_each_distance(
    seed: int, metric: Metric, scale: float
) -> None:
    vectors = (np.random.default_rng(seed).random((40, 3)) * scale).astype(np.float32)
    apart = pairwise(vectors, vectors, metric)
    # Distances that occur: the hardest ones, for a pair is exactly that far apart.
    distances = [float(np.quantile(apart, share, method="nearest")) for share in (0.06, 0.04)]
    found = parts_module.roots(vectors, metric, distances)
    for distance, root in zip(distances, found, strict=True):
        reach = (apart <= distance).astype(np.int64)
        for _ in range(6):
            reach = ((reach @ reach) > 0).astype(np.int64)
        assert ((root[:, None] == root[None]) == (reach > 0)).all()


@given(st.integers(0, 100), st.sampled_from(Metric))
def test_pairs_are_as_far_apart_one_by_one_as_in_a_matrix(seed: int, metric: Metric) -> None:
    a, b = np.random.default_rng(seed).standard_normal((2, 9, 128)).astype(np.float32)
    matrix = np.diagonal(pairwise(a, b, metric))
    # Both are rounded: where the last bits of a float64 decide, to neighbouring steps.
    assert between(a, b, metric) == pytest.approx(matrix, abs=1.001 * 10.0**-DECIMALS)


def test_a_group_is_as_narrow_as_sure_and_narrower_where_that_was_measured() -> None:
    """Plain distances: groups are made by these also where verdicts come from probabilities."""
    for model in MODELS.values():
        sure = model.thresholds[Strictness.NORMAL].sure
        assert (model.grouping < sure) if model.measured else model.grouping == sure
