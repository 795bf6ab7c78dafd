"""Sizes in units that say something."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.host.sizes import size_in_words


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_940, "999.9 kB"),
        (999_960, "1.0 MB"),
        (1_234_500_000, "1.2 GB"),
        (2_345_000_000_000, "2,345.0 GB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_people_would_take(size: int, told: str) -> None:
    assert size_in_words(size) == told


@given(st.integers(1, 10**15))
def test_nothing_is_said_to_be_nothing(size: int) -> None:
    assert not re.match(r"0(\.0)? ", size_in_words(size))
