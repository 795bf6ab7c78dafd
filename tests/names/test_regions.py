"""Places of faces in the photo as one sees it and in the stored pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.decode.orientation import upright_size
from facefinder.names.regions import Area, to_area, to_box
from facefinder.names.xmp_regions import Region
from facefinder.records.boxes import Box
from tests.support.picture_files import stored_for, truth

ORIENTATIONS = st.integers(1, 8)
SIDES = st.integers(20, 9000)


@st.composite
def boxes_in_photos(draw: st.DrawFn) -> tuple[Box, tuple[int, int]]:
    size = draw(SIDES), draw(SIDES)
    x, y = (draw(st.floats(0, 0.9)) for _ in size)
    w, h = (draw(st.floats(0.01, 1 - start)) for start in (x, y))
    return Box(x * size[0], y * size[1], w * size[0], h * size[1]), size


@given(boxes_in_photos(), ORIENTATIONS)
def test_to_the_stored_pixels_and_back(photo: tuple[Box, tuple[int, int]], number: int) -> None:
    box, size = photo
    area = to_area(box, size, number)
    assert area is not None
    assert all(0 <= value <= 1 for value in area)
    assert to_box(area, size, number) == pytest.approx(
        box, abs=1e-12 * max(size)
    )  # a few float64 operations


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_area_is_where_the_pixels_are_stored(orientation: int) -> None:
    """Against arrays that are turned as cameras do it, not against our own formulas."""
    upright = np.zeros((60, 90, 3), np.uint8)
    box = Box(10, 5, 30, 20)
    upright[5:25, 10:40] = 255
    stored = stored_for(orientation, upright)
    rows, columns = np.nonzero(stored[:, :, 0])
    height, width = stored.shape[:2]
    expected = (
        (columns.min() + columns.max() + 1) / 2 / width,
        (rows.min() + rows.max() + 1) / 2 / height,
        (columns.max() + 1 - columns.min()) / width,
        (rows.max() + 1 - rows.min()) / height,
    )
    assert to_area(box, (90, 60), orientation) == pytest.approx(expected)
    assert upright_size((width, height), orientation) == (90, 60)


def test_unknown_orientations_count_as_upright() -> None:
    assert to_area(Box(0, 0, 10, 10), (20, 40), 0) == Area(0.25, 0.125, 0.5, 0.25)
    assert to_box(Area(0.25, 0.125, 0.5, 0.25), (20, 40), 9) == Box(0, 0, 10, 10)


def test_what_reaches_out_of_the_photo_is_cut_off() -> None:
    assert to_area(Box(-10, -10, 20, 20), (100, 100), 1) == pytest.approx((0.05, 0.05, 0.1, 0.1))
    assert to_area(Box(100, 0, 20, 20), (100, 100), 1) is None


@pytest.mark.parametrize(
    ("applied_to", "orientation", "expected"),
    [
        ((400, 300), 6, 6),
        ((300, 400), 6, 1),  # marked in the photo as one sees it
        ((150, 200), 8, 1),  # likewise, when it was smaller
        ((0, 0), 6, 6),
        ((300, 400), 3, 3),  # nothing can be told
        ((400, 300), 1, 1),
    ],
)
def test_regions_marked_in_the_upright_photo_are_recognised(
    applied_to: tuple[int, int], orientation: int, expected: int
) -> None:
    region = Region("Anna", Area(0.5, 0.5, 0.1, 0.1), applied_to)
    assert region.orientation((400, 300), orientation) == expected


def test_the_picture_used_here_has_no_symmetry() -> None:
    pictures = {stored_for(n, truth(8, 8)).tobytes() for n in range(1, 9)}
    assert len(pictures) == 8
