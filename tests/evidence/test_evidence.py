"""What must hold for probabilities, whatever numbers were fitted."""

import hypothesis.extra.numpy as npst
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from facefinder.evidence.constants import OWN_SHARE, Formula, Network, formula_of
from facefinder.evidence.cuts import CUTS, NORMAL
from facefinder.evidence.floors import Quality, fit_to_be_sure, is_a_face
from facefinder.evidence.judge import Grade, by_cuts, highest, judge
from facefinder.evidence.neighbours import Album
from facefinder.evidence.probability import among, distance_at, log_odds
from facefinder.evidence.scale import CHUNK_PAIRS, People, crowding, person_distance
from facefinder.models.catalogue import Strictness
from tests.support.calls import calls

ENGINES = ("dlib-resnet", "mobilefacenet", "dlib-resnet+mobilefacenet")
ODDS = st.floats(-40, 40)


def formula(local: float = 1.1) -> Formula:
    """Two networks of two numbers each, the second stored at 0.9 of its length."""
    return Formula(
        (
            Network("a", 2, 1.0, 1.0, np.array([0.2, 0.0]), 0.01),
            Network("b", 2, 0.9, 0.5, np.array([0.0, -0.1]), 0.0),
        ),
        local,
        level=30.0,
        fall=27.0,
        many=-3.4,
    )


def vectors(rows: int) -> st.SearchStrategy[NDArray[np.float64]]:
    return npst.arrays(np.float64, (rows, 4), elements=st.floats(-1, 1, width=32))


def good(count: int) -> Quality:
    return Quality(
        np.full(count, 100, np.float32),
        np.full(count, 100, np.float32),
        np.full(count, 0.99, np.float32),
        np.zeros(count, np.float32),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_nearer_face_is_never_less_probable(engine: str) -> None:
    fitted = formula_of(engine)
    assert fitted is not None
    distances = np.linspace(-1, 3, 500)
    for references in (1, 3, 50):
        odds = log_odds(distances, references, fitted)
        assert (np.diff(odds) < 0).all()
        assert (np.diff(among(odds[:, None])[:, 0]) <= 0).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_reference_more_asks_for_a_nearer_face(engine: str) -> None:
    """With more references strangers come nearer, too."""
    fitted = formula_of(engine)
    assert fitted is not None
    cuts = [distance_at(NORMAL.sure, count, fitted) for count in (1, 2, 3, 5, 8, 100)]
    assert cuts == sorted(cuts, reverse=True)
    odds = log_odds(np.array(cuts[:1]), 1, fitted)
    # Twelve digits: a division and a product in float64.
    assert among(odds[:, None])[0, 0] == pytest.approx(NORMAL.sure, rel=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_fitted_numbers_fit_the_engine(engine: str) -> None:
    fitted = formula_of(engine)
    assert fitted is not None
    assert fitted.size == {"dlib-resnet": 128, "mobilefacenet": 192}.get(engine, 320)
    assert fitted.fall > 0
    assert all(network.slope.shape == (network.size,) for network in fitted.networks)


def test_an_engine_nobody_measured_has_no_formula() -> None:
    assert formula_of("Facenet512") is None


@given(st.lists(ODDS, min_size=1, max_size=5), ODDS)
def test_somebody_else_who_fits_takes_from_everybody(odds: list[float], other: float) -> None:
    before = among(np.array([odds]))[0]
    after = among(np.array([[*odds, other]]))[0]
    # Sums of six numbers: a few units in the last place.
    assert (after[:-1] <= before * (1 + 1e-12)).all()
    assert after.sum() <= 1 + 1e-12
    assert after[-1] <= 1 / (1 + np.exp(-other)) * (1 + 1e-12)


@given(st.floats(0, 40))
def test_a_face_that_fits_two_people_alike_is_sure_for_neither(odds: float) -> None:
    assert among(np.array([[odds, odds]])).max() <= 0.5


def test_odds_without_bound_do_not_overflow() -> None:
    shares = among(np.array([[1e4, -np.inf], [-1e4, -1e4], [-np.inf, -np.inf]]))
    assert shares.tolist() == [[1, 0], [0, 0], [0, 0]]


@given(st.floats(0.001, 0.5), st.floats(0.001, 0.5), st.floats(0, 2))
def test_a_rarer_person_is_less_probable(one: float, other: float, distance: float) -> None:
    rare, frequent = sorted((one, other))
    apart = np.array([distance])
    assert log_odds(apart, 1, formula(), rare) <= log_odds(apart, 1, formula(), frequent)
    assert (log_odds(apart, 1, formula()) == log_odds(apart, 1, formula(), OWN_SHARE)).all()


@given(vectors(3), vectors(4), st.permutations(range(4)))
def test_neither_order_nor_company_changes_a_distance(
    faces: NDArray[np.float64], references: NDArray[np.float64], order: list[int]
) -> None:
    apart = person_distance(faces, references, formula())
    assert (apart == person_distance(faces, references[order], formula())).all()
    # A sum that lies on a rounding step may fall to either side: one unit of the sixth decimal.
    alone = [person_distance(face[None], references, formula())[0] for face in faces]
    assert np.abs(apart - alone).max() <= 1.01e-6


def test_distances_grow_where_the_network_is_crowded() -> None:
    crowded, sparse = np.array([[-0.5, 0, 0, 0]]), np.array([[0.5, 0, 0, 0]])
    assert crowding(crowded, formula())[0] > crowding(sparse, formula())[0]
    near = np.array([[0, 0.1, 0, 0]])
    assert (
        person_distance(crowded + near, crowded, formula())
        > person_distance(sparse + near, sparse, formula())
    ).all()


def test_without_the_local_scale_a_distance_is_the_sum_of_the_networks() -> None:
    face, reference = np.array([[0.3, 0, 0.9, 0]]), np.array([[0.0, 0, 0, 0]])
    # 0.3, and half of 0.9 / 0.9.
    assert person_distance(face, reference, formula(local=0)) == pytest.approx([0.8], abs=1e-6)


@given(
    st.floats(0, 200, width=32),
    st.floats(0, 300, width=32),
    st.floats(0, 1, width=32),
    st.integers(0, 255),
)
def test_a_poor_face_is_at_most_worth_a_look_and_what_is_no_face_nothing(
    width: float, sharpness: float, score: float, step: int
) -> None:
    values = (width, sharpness, score, step)
    quality = Quality(*(np.array([value], np.float32) for value in values))
    (most,) = highest(quality)
    assert (most == Grade.SURE) == fit_to_be_sure(quality)[0]
    assert (most == Grade.NOTHING) == (not is_a_face(quality)[0])


@given(vectors(3), vectors(4))
def test_verdicts_are_those_of_the_probabilities_where_the_face_is_fine(
    faces: NDArray[np.float64], references: NDArray[np.float64]
) -> None:
    album = Album(faces.astype(np.float32), np.arange(3))
    quality = good(3)
    quality.widths[1] = 1
    judged = judge(album, quality, [references.astype(np.float32)], formula())
    np.testing.assert_array_equal(judged.likely, by_cuts(judged.probabilities, NORMAL))
    np.testing.assert_array_equal(
        judged.grades, np.minimum(judged.likely, [[Grade.SURE], [Grade.CHECK], [Grade.SURE]])
    )


def test_sharpness_that_is_not_known_is_no_fault() -> None:
    values = (100, np.nan, 1, 0)
    unknown = Quality(*(np.array([value], np.float32) for value in values))
    assert fit_to_be_sure(unknown).all()


@given(npst.arrays(np.float64, (5, 2), elements=st.floats(0, 1)))
def test_a_looser_run_loses_nothing(probabilities: NDArray[np.float64]) -> None:
    strict, normal, loose = (
        by_cuts(probabilities, cuts) for cuts in (CUTS[strictness] for strictness in Strictness)
    )
    assert (strict <= normal).all()
    assert (normal <= loose).all()


def test_judging_keeps_people_and_faces_apart() -> None:
    anna, ben = np.zeros((2, 4), np.float32), np.ones((1, 4), np.float32)
    faces = np.concatenate([anna[:1], ben, np.full((1, 4), 9, np.float32)])
    judged = judge(Album(faces, np.arange(3)), good(3), [anna, ben, anna[:0]], formula(local=0))
    sure, nothing = Grade.SURE, Grade.NOTHING
    assert judged.grades.tolist() == [
        [sure, nothing, nothing],
        [nothing, sure, nothing],
        [nothing, nothing, nothing],
    ]
    assert np.isinf(judged.distances[:, 2]).all()
    assert (judged.probabilities[:, 2] == 0).all()


def test_many_people_are_compared_at_once() -> None:
    rng = np.random.default_rng(1)
    faces = rng.normal(0, 0.1, (2 * CHUNK_PAIRS // 2000, 4)).astype(np.float32)
    few, many = (People(list(rng.normal(0, 0.1, (count, 3, 4))), formula()) for count in (5, 500))
    assert calls(lambda: many.distances(faces)) < 8 * calls(lambda: few.distances(faces))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.integers(0, 99))
def test_a_person_is_as_far_alone_as_among_others(counts: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    faces = rng.normal(0, 0.1, (20, 4)).astype(np.float32)
    references = [rng.normal(0, 0.1, (count, 4)).astype(np.float32) for count in counts]
    together = People(references, formula()).distances(faces)
    for known, apart in zip(references, together.T, strict=True):
        alone = np.full(20, np.inf)
        if len(known):
            alone = person_distance(faces.astype(np.float64), known.astype(np.float64), formula())
        np.testing.assert_array_equal(apart, alone)
