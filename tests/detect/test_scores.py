"""Scores and log odds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.detect.scores import log_odds, scores_of


@given(st.floats(0.0001, 0.9999))
def test_there_and_back(score: float) -> None:
    (back,) = scores_of(np.array([log_odds(score)], np.float32))
    assert back == pytest.approx(score, abs=1e-6)


def test_the_ends_are_infinite() -> None:
    assert (log_odds(0), log_odds(1)) == (-math.inf, math.inf)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1))
def test_any_number_has_a_score_in_the_same_order(odds: list[float]) -> None:
    given_odds = np.sort(np.array(odds, np.float32))
    scores = scores_of(given_odds)
    assert scores.dtype == np.float32
    assert scores.shape == given_odds.shape
    assert (scores > 0).all()
    assert (scores <= 1).all()
    assert (np.diff(scores) >= 0).all()
