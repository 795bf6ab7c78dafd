"""Blocks that a JPEG left are seen in the pixels, whatever file these are in now."""

import io

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from facefinder.evidence.floors import RUINED
from facefinder.records.boxes import Box
from facefinder.records.faces import ImageArray
from facefinder.scan.blocks import step_seen
from tests.support.real_photos import photo

FACE = Box(30, 40, 120, 150)


def skin(side: int = 260, seed: int = 4) -> ImageArray:
    """Smooth light and shadow with a little grain, as a face has."""
    chance = np.random.default_rng(seed)
    smooth = cv2.GaussianBlur(chance.normal(0, 1, (side, side)), (0, 0), 7)[..., None]
    grain = cv2.GaussianBlur(chance.normal(0, 1, (side, side, 3)), (0, 0), 1)
    return np.asarray((128 + 1400 * smooth + 10 * grain).clip(0, 255), np.uint8)


def saved(pixels: ImageArray, quality: int) -> ImageArray:
    stored = io.BytesIO()
    Image.fromarray(pixels).save(stored, "JPEG", quality=quality)
    return np.asarray(Image.open(stored).convert("RGB"))


def smaller(pixels: ImageArray, scale: float) -> ImageArray:
    made = cv2.resize(pixels, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    return np.asarray(made, np.uint8)


@pytest.mark.parametrize("scale", [1.0, 1.3, 1.97, 2.4])
def test_quality_4_is_ruined_however_large_it_was_read(scale: float) -> None:
    box = Box(*(side / scale for side in FACE))
    assert step_seen(smaller(saved(skin(), 4), scale), box, scale) >= RUINED
    for quality in (50, 95):
        assert step_seen(smaller(saved(skin(), quality), scale), box, scale) < RUINED / 2
    assert step_seen(smaller(skin(), scale), box, scale) < RUINED / 2


@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 3), st.sampled_from([90, 97]))
def test_wherever_the_blocks_begin_and_however_well_it_was_saved_again(
    left: int, top: int, turns: int, quality: int
) -> None:
    cut = np.ascontiguousarray(np.rot90(saved(skin(), 4)[top:, left:], turns))
    assert step_seen(saved(cut, quality), FACE, 1.0) >= RUINED


@given(
    st.integers(0, 7),
    st.integers(0, 7),
    st.sampled_from([1.25, 4 / 3, 1.5, 5 / 3, 1.75, 2, 3, 4]),
    st.sampled_from([90, 97]),
)
def test_quality_4_is_ruined_where_it_was_made_larger_and_saved_again(
    left: int, top: int, times: float, quality: int
) -> None:
    box = Box(*(side * times for side in FACE))

    def larger(pixels: ImageArray) -> ImageArray:
        side = round(pixels.shape[1] * times), round(pixels.shape[0] * times)
        made = np.asarray(cv2.resize(pixels, side, interpolation=cv2.INTER_CUBIC), np.uint8)
        return saved(np.ascontiguousarray(made[top:, left:]), quality)

    assert step_seen(larger(saved(skin(), 4)), box, 1.0) >= RUINED
    assert step_seen(larger(saved(skin(), 50)), box, 1.0) < RUINED / 2
    assert step_seen(larger(skin()), box, 1.0) < RUINED / 2


def test_the_step_is_about_that_of_the_table() -> None:
    seen = {quality: step_seen(saved(skin(), quality), FACE, 1.0) for quality in (4, 8, 15, 30)}
    for quality, step in {4: 200, 8: 100, 15: 53, 30: 27}.items():
        assert step / 2 < seen[quality] < step * 2


def test_stripes_of_a_shirt_are_no_blocks() -> None:
    striped = skin()
    striped[:, ::8] //= 2
    assert step_seen(striped, FACE, 1.0) < RUINED / 2


def test_where_there_are_too_few_pixels_nothing_is_seen() -> None:
    ruined = saved(skin(), 4)
    for box in (Box(30, 40, 20, 150), Box(255, 250, 60, 60), Box(-90, -90, 60, 60)):
        assert step_seen(ruined, box, 1.0) == 0
    assert step_seen(ruined, Box(30, 40, 40, 150), 2.0) == 0


def test_a_box_that_leaves_the_photo_is_seen_as_far_as_it_is_in_it() -> None:
    assert step_seen(saved(skin(), 4), Box(-20, -30, 400, 420), 1.0) >= RUINED


@pytest.mark.parametrize("name", ["obama", "obama2", "biden"])
def test_real_portraits_made_larger(name: str) -> None:
    pixels = photo(f"face_recognition/tests/{name}.jpg", side=600)
    high, wide = pixels.shape[:2]
    for times in (1.25, 1.5, 1.75, 2, 3):
        size = round(wide * times), round(high * times)
        made = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        middle = Box(*(side * times for side in (wide / 4, high / 4, wide / 2, high / 2)))
        assert step_seen(made, middle, 1.0) < RUINED


@pytest.mark.parametrize("name", ["obama", "obama2", "biden"])
def test_real_portraits(name: str) -> None:
    pixels = photo(f"face_recognition/tests/{name}.jpg", side=600)
    high, wide = pixels.shape[:2]
    middle = Box(wide / 4, high / 4, wide / 2, high / 2)
    assert step_seen(pixels, middle, 1.0) < RUINED
    assert step_seen(saved(pixels, 4), middle, 1.0) >= RUINED
