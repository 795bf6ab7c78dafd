"""Large and crowded photos are looked at in parts, others as ever, and a crowd is no burden."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, ImageArray
from facefinder.records.photos import Scanned
from facefinder.records.sizes import (
    LARGE_PX,
    NEAR_ENOUGH,
    decoded_side,
    longest_seen,
    parts_for,
)
from facefinder.scan import photo as photo_module
from facefinder.scan.look import CROWD, look
from facefinder.scan.photo import scan_photos
from tests.support.fakes import BLUE, ENGINE, GREEN, RED, listed, paint

PART_PX = 4800.0


class Seen:
    """Sees as many faces as it is told, of a width; remembers what it was shown."""

    def __init__(self, count: int = 0, width: float = 10.0) -> None:
        self.shown: list[tuple[int, ...]] = []
        self.count, self.width = count, width

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        self.shown.append(image.shape[:2])
        faces = []
        for number in range(self.count):
            row, column = divmod(number, 10)
            box = (40.0 + 30 * column, 40.0 + 30 * row, self.width, self.width)
            landmarks = np.array([[0, 0], [9, 0], [5, 5], [1, 9], [8, 9]], np.float32) + box[:2]
            faces.append(DetectedFace(Box(*box), 0.9, landmarks.astype(np.float32)))
        return faces


def saved(path: Path, width: int, height: int) -> Path:
    Image.new("L", (width, height)).save(path)
    return path


def shown(detector: Seen, path: Path) -> list[tuple[int, ...]]:
    look(path, detector, max_side_px=2048, part_px=PART_PX, max_pixels=10**9)
    return detector.shown


def test_an_ordinary_photo_is_looked_at_once(tmp_path: Path) -> None:
    assert shown(Seen(), saved(tmp_path / "x.png", 6000, 400)) == [(137, 2048)]


@given(st.integers(1, 30_000), st.integers(100, 5_000))
def test_what_is_nearly_of_the_right_size_is_decoded_so(side: int, wanted: int) -> None:
    decoded = decoded_side((side, 1), wanted)
    assert wanted <= decoded <= NEAR_ENOUGH * wanted
    if decoded > wanted:
        assert any(decoded == math.ceil(side / 2**times) for times in range(10))


@pytest.mark.parametrize(("side", "seen"), [(4000, 2000), (4200, 2100), (5200, 2048)])
def test_a_jpeg_is_not_shrunk_by_a_little(side: int, seen: int, tmp_path: Path) -> None:
    path = tmp_path / "x.jpg"
    Image.new("RGB", (side, 60)).save(path)
    assert [max(shape) for shape in shown(Seen(), path)] == [seen]


def test_a_panorama_is_looked_at_in_parts_as_finely_as_an_ordinary_photo(tmp_path: Path) -> None:
    whole, *parts = shown(Seen(), saved(tmp_path / "x.png", 16000, 250))
    assert whole == (32, 2048)
    assert len(parts) == 4
    assert all(1900 < max(part) <= 2048 for part in parts)


def test_where_there_are_many_small_faces_there_may_be_more(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.png", 4000, 3000)
    assert len(shown(Seen(CROWD, 40), path)) == 5
    assert len(shown(Seen(CROWD - 1, 40), path)) == 1
    assert len(shown(Seen(CROWD, 80), path)) == 1


@pytest.mark.parametrize("size", [(4000, 3000), (LARGE_PX, 9), (LARGE_PX + 1, 9), (60000, 4000)])
def test_what_is_seen_in_one_go_is_a_part(size: tuple[int, int]) -> None:
    across, down = parts_for(size, PART_PX)
    assert longest_seen(size, PART_PX) == max(size[0] / across, size[1] / down)
    if max(size) > LARGE_PX:
        assert longest_seen(size, PART_PX) <= PART_PX


def test_a_crowd_described_by_turns_is_what_it_is_described_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    colours = [RED, GREEN, BLUE, (9, 99, 200), (200, 9, 99)]
    photos = [listed(paint(tmp_path / f"{n}.png", *colours[n:]), tmp_path) for n in range(5)]
    at_once = scan_photos(tuple(photos), ENGINE, "")
    monkeypatch.setattr(photo_module, "AT_ONCE", 2)
    by_turns = scan_photos(tuple(photos), ENGINE, "")
    for one, other in zip(at_once, by_turns, strict=True):
        assert isinstance(one, Scanned)
        assert isinstance(other, Scanned)
        assert [f.vector.tolist() for f in one.faces] == [f.vector.tolist() for f in other.faces]
        assert [(f.box, f.sharpness) for f in one.faces] == [
            (f.box, f.sharpness) for f in other.faces
        ]
