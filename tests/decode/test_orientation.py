"""EXIF's orientations, against arrays that are stored as cameras do it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.decode.orientation import STEPS, seen, stored, upright, upright_size
from tests.support.picture_files import stored_for, truth

SHARES = st.floats(0, 1)


@pytest.mark.parametrize("orientation", range(10))
def test_stored_pixels_come_upright(orientation: int) -> None:
    expected = truth(96, 64)
    lying = stored_for(orientation if orientation in STEPS else 1, expected)
    assert (upright(lying, orientation) == expected).all()
    height, width = lying.shape[:2]
    assert upright_size((width, height), orientation) == (96, 64)
    assert upright_size((96, 64), orientation) == (width, height)


@pytest.mark.parametrize("orientation", STEPS)
def test_a_point_is_seen_where_its_pixel_is(orientation: int) -> None:
    expected = np.zeros((60, 90, 3), np.uint8)
    expected[7, 20] = 255
    lying = stored_for(orientation, expected)
    ((row, column),) = np.argwhere(lying[:, :, 0])
    height, width = lying.shape[:2]
    place = (column + 0.5) / width, (row + 0.5) / height
    assert seen(*place, orientation) == pytest.approx((20.5 / 90, 7.5 / 60))


@given(SHARES, SHARES, st.sampled_from(sorted(STEPS)))
def test_the_way_back_leads_back(u: float, v: float, orientation: int) -> None:
    # 1 - (1 - u) differs from u by the rounding of numbers around 1.
    back = stored(*seen(u, v, orientation), orientation)
    assert back == pytest.approx((u, v), abs=2 * np.finfo(float).eps)
