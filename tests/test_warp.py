"""An image seen through an affine map."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.warp import warped

IMAGE = np.random.default_rng(1).integers(0, 256, (60, 80, 3)).astype(np.uint8)


def turned_by(degrees: float, step: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    turn = np.radians(degrees)
    axes = step * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.column_stack([axes, [40.3, 30.7] - axes @ [20.0, 15.0]])


@given(
    degrees=st.floats(-180, 180),
    step=st.floats(0.2, 2),
    width=st.integers(1, 70),
    height=st.integers(1, 40),
)
def test_a_row_of_any_width_is_the_beginning_of_a_longer_one(
    degrees: float, step: float, width: int, height: int
) -> None:
    """What is left of a row by 16 is computed as the rest is: its end depends on the compiler."""
    to_image = turned_by(degrees, step)
    longer = warped(IMAGE, to_image, (96, height), fill=7)
    shown = warped(IMAGE, to_image, (width, height), fill=7)
    assert np.array_equal(shown, longer[:, :width])
    assert shown.flags.c_contiguous


@pytest.mark.parametrize(("fill", "outside"), [(None, IMAGE[0, 0].tolist()), (128, [128] * 3)])
def test_outside_is_a_grey_or_the_edge(fill: int | None, outside: list[int]) -> None:
    shown = warped(IMAGE, np.array([[1.0, 0, -5], [0, 1, -3]]), (20, 10), fill=fill)
    assert shown[0, 0].tolist() == outside
    assert np.array_equal(shown[3:, 5:], IMAGE[:7, :15])
