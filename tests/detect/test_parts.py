"""A large picture is looked at in parts that overlap; each face counts once."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.detect.parts import OVERLAP_SHARE, detect_in_parts, detect_whole, parts_of
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, ImageArray

SIDE = 100
"""Longer side at which the fake is shown a picture, and its least face 4 pixels of that."""


class Squares:
    """Finds white squares that are at least 4 pixels wide; remembers what it was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, ...]] = []

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        self.shown.append(image.shape[:2])
        _, _, found, _ = cv2.connectedComponentsWithStats((image[:, :, 0] > 127).astype(np.uint8))
        return [face(*(int(n) for n in row[:4])) for row in found[1:] if row[2] >= 4]


def face(x: float, y: float, w: float, h: float, score: float = 0.9) -> DetectedFace:
    return DetectedFace(Box(x, y, w, h), score, np.full((5, 2), (x + w / 2, y), np.float32))


def squares(size: tuple[int, int], *places: tuple[int, int, int]) -> ImageArray:
    image = np.zeros((size[1], size[0], 3), np.uint8)
    for x, y, side in places:
        image[y : y + side, x : x + side] = 255
    return image


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 5), st.integers(1, 5))
def test_parts_are_the_whole_and_overlap(width: int, height: int, across: int, down: int) -> None:
    parts = list(parts_of((width, height), (across, down)))
    assert len(parts) == across * down
    seen = np.zeros((height, width), bool)
    for part in parts:
        assert 0 <= part.left < part.right <= width
        assert 0 <= part.top < part.bottom <= height
        seen[part.top : part.bottom, part.left : part.right] = True
    assert seen.all()
    first, *others = parts[:across]
    overlap = min(round(OVERLAP_SHARE * max(width, height)), first.right - first.left)
    for one, other in zip([first, *others], others, strict=False):
        assert one.right - other.left >= overlap - 1


@given(st.lists(st.tuples(st.integers(0, 97), st.integers(0, 24)), max_size=12, unique=True))
def test_each_small_face_is_found_once_wherever_it_lies(cells: list[tuple[int, int]]) -> None:
    places = [(x * 8, y * 8, 5) for x, y in cells]
    image, detector = squares((800, 200), *places), Squares()
    whole = detect_whole(detector, image, SIDE)
    found = detect_in_parts(detector, image, (10, 3), whole, SIDE)
    assert sorted(f.box.x // 8 for f in found) == sorted(x for x, _ in cells)
    assert max(map(max, detector.shown)) <= SIDE


@pytest.mark.parametrize("left", range(300, 420, 7))
def test_a_large_face_is_one_though_parts_show_pieces_of_it(left: int) -> None:
    image, detector = squares((800, 200), (left, 40, 100)), Squares()
    whole = detect_whole(detector, image, SIDE)
    (one,) = detect_in_parts(detector, image, (10, 2), whole, SIDE)
    assert one.box == pytest.approx((left, 40, 100, 100), abs=9)


def test_a_picture_that_is_small_enough_is_shown_as_it_is() -> None:
    image = squares((100, 60), (10, 10, 20))
    (one,) = detect_whole(Squares(), image, SIDE)
    assert one.box == (10, 10, 20, 20)
