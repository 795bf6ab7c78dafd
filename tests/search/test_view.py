"""Two pictures show as much, or one of them shows more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.records.boxes import Box
from facefinder.search.view import View

PHOTO = View(640, 413, Box(250, 100, 100, 130))


@given(st.floats(0.1, 10))
def test_in_another_size_and_turned_it_is_as_much(scale: float) -> None:
    x, y, w, h = (scale * side for side in PHOTO.face)
    wide, high = round(640 * scale), round(413 * scale)
    assert PHOTO.is_of_same_scene(View(wide, high, Box(x, y, w, h)))
    turned = View(high, wide, Box(y, wide - x - w, h, w))
    upside_down = View(wide, high, Box(wide - x - w, high - y - h, w, h))
    for other in (turned, upside_down):
        assert PHOTO.is_of_same_scene(other)
        assert other.is_of_same_scene(PHOTO)


def test_a_little_that_is_cut_off_is_as_much() -> None:
    assert PHOTO.is_of_same_scene(View(608, 413, Box(218, 100, 100, 130)))
    assert PHOTO.is_of_same_scene(View(608, 393, Box(234, 90, 97, 134)))


@pytest.mark.parametrize(
    "other",
    [
        View(1280, 413, Box(250, 100, 100, 130)),
        View(640, 826, Box(250, 513, 100, 130)),
        View(1280, 826, Box(250, 100, 100, 130)),
        View(900, 650, Box(380, 220, 100, 130)),
        View(400, 400, Box(130, 90, 100, 130)),
    ],
    ids=["beside another", "below another", "one of four", "on a page", "a part"],
)
def test_more_or_less_is_another_picture(other: View) -> None:
    assert not PHOTO.is_of_same_scene(other)
    assert not other.is_of_same_scene(PHOTO)
