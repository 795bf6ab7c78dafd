"""What is told of a match."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.evidence.cuts import CUTS, STRICTER
from facefinder.records.boxes import Box
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo

MATCH = Match("Anna", Verdict.CHECK, 0.5, Photo("/photos", "1.jpg", 1, 1), Box(0, 0, 9, 9), 0.9)
ALL_CUTS = sorted(
    {cut for of in (CUTS, *STRICTER.values()) for cuts in of.values() for cut in cuts}
)


@given(st.floats(0, 1), st.sampled_from(ALL_CUTS))
def test_a_told_probability_is_on_the_same_side_of_every_cut(
    probability: float, cut: float
) -> None:
    told = replace(MATCH, probability=probability).told_probability
    assert told is not None
    assert (told >= cut) == (probability >= cut)
    assert probability - 1e-4 <= told <= probability


@pytest.mark.parametrize(("probability", "told"), [(0.89996, 0.8999), (0.9, 0.9), (None, None)])
def test_a_probability_is_cut_off(probability: float | None, told: float | None) -> None:
    assert replace(MATCH, probability=probability).told_probability == told
