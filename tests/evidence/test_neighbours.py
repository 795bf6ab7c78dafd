"""Faces in doubt are judged by their like in other photos, too, and nothing else moves."""

import tracemalloc
from dataclasses import replace

import hypothesis.extra.numpy as npst
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from facefinder.evidence.constants import Formula, Network
from facefinder.evidence.floors import Quality
from facefinder.evidence.judge import Grade, judge
from facefinder.evidence.neighbours import DOUBTFUL, MANY, MOST, Album, with_neighbours
from facefinder.evidence.probability import distance_at

PLANE = Formula(
    (Network("plane", 2, 1.0, 1.0, np.zeros(2), 0.0),), local=0.0, level=30.0, fall=27.0, many=0.0
)
"""Faces are points of a plane, and the person whose one reference lies in the origin is near."""
REFERENCE = np.zeros((1, 2), np.float32)
NOTHING, CHECK, SURE = Grade.NOTHING, Grade.CHECK, Grade.SURE


def at(likely: float) -> float:
    """How far from the person a face is that is so likely, were it alone."""
    return distance_at(likely, 1, PLANE)


def test_one_face_in_doubt_among_very_many_takes_little_memory() -> None:
    width, many = 200, 40_000
    network = Network("wide", width, 1.0, 1.0, np.zeros(width), 0.0)
    formula = replace(PLANE, networks=(network,))
    faces = np.random.default_rng(1).normal(0, 1e-3, (many, width)).astype(np.float32)
    faces[0, 0] = at(0.5)
    distances = np.linalg.norm(faces.astype(np.float64), axis=1)
    album = Album(faces, np.arange(many))
    tracemalloc.start()
    try:
        with_neighbours(distances, 1, album, formula)
        assert tracemalloc.get_traced_memory()[1] < 2 * faces.nbytes
    finally:
        tracemalloc.stop()


def points(*places: tuple[float, float]) -> NDArray[np.float32]:
    return np.array(places, np.float32)


def grades(faces: NDArray[np.float32], photos: list[int] | None = None) -> list[int]:
    count = len(faces)
    good = (np.full(count, value, np.float32) for value in (100, 100, 1, 0))
    numbers = np.array(photos or range(count), np.int64)
    judged = judge(Album(faces, numbers), Quality(*good), [REFERENCE], PLANE)
    return [int(grade) for grade in judged.grades[:, 0]]


def settled(
    faces: NDArray[np.float32],
    photos: NDArray[np.int64] | None = None,
    takes: NDArray[np.int64] | None = None,
) -> list[float]:
    numbers = np.arange(len(faces)) if photos is None else photos
    takes = numbers if takes is None else takes
    distances = np.round(np.linalg.norm(faces.astype(np.float64), axis=1), 6)
    return [
        float(apart) for apart in with_neighbours(distances, 1, Album(faces, numbers, takes), PLANE)
    ]


def test_a_face_is_raised_by_its_like_that_are_nearer_to_the_person() -> None:
    turned_away, others = points((at(0.1), 0)), points(*[(0.5, 0.3 + n / 100) for n in range(MOST)])
    assert grades(turned_away) == [NOTHING]
    assert grades(np.concatenate([turned_away, others]))[0] == SURE
    assert grades(np.concatenate([turned_away, others[:1]]))[0] == CHECK


def test_a_stranger_who_looks_like_somebody_once_is_lowered_by_other_photos() -> None:
    once, others = points((at(0.92), 0)), points(*[(at(0.002), n / 100) for n in range(MOST)])
    assert grades(once) == [SURE]
    assert grades(np.concatenate([once, others[:1]]))[0] == CHECK
    assert grades(np.concatenate([once, others]))[0] == NOTHING


@pytest.mark.parametrize("many", [1, MOST, 3 * MOST])
def test_neighbours_together_weigh_as_much_as_the_face(many: int) -> None:
    x, y = 1.0, 1.1
    faces = points((x, 0), *[(y * np.cos(n / 1000), y * np.sin(n / 1000)) for n in range(many)])
    count = min(many, MOST)
    # Vectors are float32, distances are rounded to the sixth decimal.
    assert settled(faces)[0] == pytest.approx((x + count / MOST * y) / (1 + count / MOST), abs=2e-6)


@pytest.mark.parametrize("moments", [1, MOST, 2 * MANY])
def test_a_video_bears_out_as_much_as_the_nearest_of_its_moments(moments: int) -> None:
    face, photo, nearest = (1.0, 0.0), (1.1, 0.2), (0.9, 0.2)
    film = [nearest, *((0.8, 0.3 + n / 10_000) for n in range(moments - 1))]
    faces = points(face, photo, *film)
    takes = np.array([0, 1, *[2] * moments])
    assert settled(faces, takes=takes)[0] == settled(points(face, photo, nearest))[0]
    assert moments == 1 or settled(faces)[0] != settled(faces, takes=takes)[0]
    # What is in it, it does not bear out at all.
    of_film = settled(faces, takes=takes)[2]
    assert of_film == settled(points(nearest, face, photo))[0]


def test_two_people_in_a_photo_are_not_taken_for_moments_of_a_video() -> None:
    faces, photos = points((1.0, 0), (0.8, 0.3), (0.9, 0.2)), np.array([0, 1, 1])
    assert settled(faces, photos) == settled(faces, photos, photos)
    assert settled(faces, photos)[0] == settled(faces)[0]


@pytest.mark.parametrize("copied", [0, 1, 2])
def test_copies_of_a_photo_change_nothing(copied: int) -> None:
    """Backups hold whole albums a second time."""
    faces = points((1.0, 0), (0.8, 0.3), (1.1, 0.2), (0.9, -0.2))
    copies = np.concatenate([faces, *[faces[copied : copied + 1]] * (2 * MOST)])
    assert settled(copies)[: len(faces)] == settled(faces)
    assert set(settled(copies)[len(faces) :]) == {settled(faces)[copied]}


def test_who_is_beside_a_face_is_no_neighbour_in_a_copy_of_that_photo() -> None:
    beside = points((1.0, 0), (0.6, 0))
    twice = np.concatenate([beside, beside])
    assert settled(twice, np.array([0, 0, 1, 1])) == settled(beside, np.array([0, 0])) * 2


@given(npst.arrays(np.float32, (4, 2), elements=st.floats(-1.0, 1.0, width=32)))
def test_who_is_more_like_the_person_takes_nothing_away(others: NDArray[np.float32]) -> None:
    nearer = others[np.linalg.norm(others, axis=1) < 1.0]
    faces = np.concatenate([points((1.0, 0)), nearer])
    assert settled(faces)[0] <= 1.0


def test_a_crowd_is_compared_in_part_and_the_order_does_not_show(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("facefinder.evidence.neighbours.MOST_PAIRS", 600)
    rng = np.random.default_rng(1)
    faces = rng.normal(0, 0.8, (200, 2)).astype(np.float32)
    order = rng.permutation(200)
    known = np.array(settled(faces))
    assert (known[order] == settled(faces[order])).all()
    monkeypatch.undo()
    assert (known != settled(faces)).any(), "there are more pairs than were compared"


def test_nobody_is_twice_in_a_photo_and_who_is_far_is_no_neighbour() -> None:
    doubtful, near, far = (1.0, 0.0), (0.6, 0.0), (-0.6, 0.0)
    alone = settled(points(doubtful))
    assert settled(points(doubtful, near)) != alone
    assert settled(points(doubtful, near), np.array([7, 7]))[:1] == alone
    assert settled(points(doubtful, far))[:1] == alone


def test_a_copy_of_a_reference_says_no_more_than_the_reference() -> None:
    """References often lie in the album that is searched."""
    doubtful = at(0.91)
    assert settled(points((doubtful, 0), (0, 0)))[0] == pytest.approx(doubtful, abs=2e-6)


def test_what_is_clear_stays_and_what_was_raised_raises_nobody() -> None:
    sure, hopeless = at(DOUBTFUL[1]) - 0.01, at(DOUBTFUL[0]) + 0.01
    faces = points((sure, 0), (hopeless, 0), (0.7, 0))
    assert settled(faces)[:2] == settled(faces[:1]) + settled(faces[1:2])
    # The second is raised by the first; the third is a neighbour of the second alone.
    chain = points((0.4, 0), (1.05, 0), (0.95, 0.93))
    assert settled(chain)[1] < 1.05
    assert settled(chain)[2] == settled(chain[2:])[0]


PHOTOS = npst.arrays(np.int64, 12, elements=st.integers(0, 8))
FACES = npst.arrays(np.float32, (12, 2), elements=st.floats(-1.5, 1.5, width=32))


@given(FACES, PHOTOS, st.permutations(range(12)))
def test_the_order_of_the_photos_does_not_show(
    faces: NDArray[np.float32], photos: NDArray[np.int64], order: list[int]
) -> None:
    known = np.array(settled(faces, photos))
    assert (known[order] == settled(faces[order], photos[order])).all()


@given(FACES, PHOTOS)
def test_no_face_gets_nearer_than_the_nearest_or_farther_than_any_neighbour_can_be(
    faces: NDArray[np.float32], photos: NDArray[np.int64]
) -> None:
    before, after = np.array(settled(faces, np.zeros(12, np.int64))), settled(faces, photos)
    moved = before != after
    assert (after >= before.min()).all()
    assert (np.array(after)[moved] <= max(at(0.001), at(0.9))).all()
    assert ((before[moved] >= at(DOUBTFUL[1])) & (before[moved] <= at(DOUBTFUL[0]))).all()
