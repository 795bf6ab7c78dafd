"""Faces are shown upright, with their eyes at the same places, so that two can be compared."""

import io
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from facefinder.app import pictures
from facefinder.app.pictures import FACE_PX, Pictures
from facefinder.app.register import Shown, Spot
from facefinder.records.boxes import Box
from facefinder.records.faces import FloatArray
from facefinder.report.upright import upright_place
from tests.support.fakes import TEMPLATE, listed

MIDDLE = TEMPLATE.mean(axis=0)


def turned(degrees: float, scale: float, place: tuple[float, float]) -> FloatArray:
    """A face's landmarks, leaning to the right by so much."""
    turn = math.radians(degrees)
    matrix = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return np.asarray((TEMPLATE - MIDDLE) @ matrix.T * scale + place, np.float32)


@given(st.floats(-180, 180), st.floats(1, 20))
def test_a_face_is_shown_upright_whichever_way_it_lies(degrees: float, scale: float) -> None:
    box = Box(0, 0, 32 * scale, 32 * scale)
    upright, _ = upright_place(turned(0, scale, (500, 500)), box)
    place, lean = upright_place(turned(degrees, scale, (500, 500)), box)
    assert math.remainder(lean - degrees, 360) == pytest.approx(0, abs=0.5)
    assert place.w == pytest.approx(upright.w, rel=1e-3)


def test_eyes_in_one_line_above_the_mouth_do_not_decide_how_it_stands() -> None:
    profile = np.array([[100, 50], [101, 52], [80, 70], [98, 90], [99, 90]], dtype=np.float32)
    _, lean = upright_place(profile, Box(60, 20, 60, 80))
    assert abs(lean) < 10


@pytest.mark.parametrize("degrees", [0, 90, 180, -90, 37])
def test_eyes_are_level_in_the_picture(tmp_path: Path, degrees: float) -> None:
    landmarks = turned(degrees, 6, (400, 300))
    image = Image.new("RGB", (800, 600), "grey")
    draw = ImageDraw.Draw(image)
    for (x, y), colour in zip(landmarks[:2].tolist(), ("red", "blue"), strict=True):
        draw.ellipse((x - 9, y - 9, x + 9, y + 9), fill=colour)
    image.save(tmp_path / "a.png")
    photo = listed(tmp_path / "a.png", tmp_path)
    spot = Spot(photo, Box(304, 204, 192, 192), landmarks, 800)
    made = Pictures(10**9).face("name", spot)
    assert made
    pixels = np.asarray(Image.open(io.BytesIO(made))).astype(int)
    assert pixels.shape == (FACE_PX, FACE_PX, 3)
    red = np.argwhere(pixels[..., 0] - pixels[..., 2] > 100).mean(axis=0)
    blue = np.argwhere(pixels[..., 2] - pixels[..., 0] > 100).mean(axis=0)
    assert red[0] == pytest.approx(blue[0], abs=2)  # level
    assert red[1] < FACE_PX / 2 < blue[1]  # the image-left eye is on the left
    assert red[0] < FACE_PX / 2  # above the middle


def test_a_picture_is_made_once_and_forgotten_when_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (80, 60), "grey").save(tmp_path / "a.png")
    shown = Shown(listed(tmp_path / "a.png", tmp_path), 1, "")
    kept = Pictures(10**9)
    first = kept.photo(shown)
    assert first
    assert Image.open(io.BytesIO(first)).size == (60, 80)  # turned as it stands
    (tmp_path / "a.png").unlink()
    assert kept.photo(shown) == first
    monkeypatch.setattr(pictures, "KEPT_BYTES", 0)
    forgetful = Pictures(10**9)
    assert forgetful.photo(shown) is None
