"""Small faces are cut out of a finer decode, others out of what the detector saw."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facefinder.align import sharpness
from facefinder.decode import read_picture
from facefinder.errors import PhotoError
from facefinder.pool_crops import FINER, SMALL_PX, crops_of
from facefinder.records import Box, DetectedFace, FloatArray, ImageArray, Picture
from tests.fakes import TEMPLATE, ColourEmbedder

SIDE, MAX_SIDE = 400, 100
EMBEDDER = ColourEmbedder()


def photo(path: Path, side: int = SIDE) -> Path:
    """Smooth, so that positions show in the colours, with the finest lines there can be."""
    ramp = ((np.arange(side) - 0.45 * side) * (500 / side)).clip(0, 255)
    red, green = np.broadcast_arrays(ramp, ramp[:, None])
    blue = np.indices((side, side)).sum(axis=0) % 2 * 255
    Image.fromarray(np.stack([red, green, blue], axis=2).astype(np.uint8)).save(path)
    return path


def face(left: float, top: float, width: float) -> DetectedFace:
    landmarks: FloatArray = (TEMPLATE * (width / EMBEDDER.size) + (left, top)).astype(np.float32)
    return DetectedFace(Box(left, top, width, width), 0.9, landmarks)


def crops(faces: list[DetectedFace], picture: Picture, path: Path) -> ImageArray:
    limit = 10**7
    return crops_of(faces, picture, path, EMBEDDER, max_side_px=MAX_SIDE, max_pixels=limit)


def test_a_small_face_comes_from_finer_pixels_of_the_same_place(tmp_path: Path) -> None:
    path = photo(tmp_path / "x.png")
    picture = read_picture(path, max_side_px=MAX_SIDE)
    small, large = face(50, 51, SMALL_PX - 8), face(20, 30, SMALL_PX + 8)
    found = crops([small, large], picture, path)
    (before,) = crops([small], Picture(picture.pixels, 1.0, (MAX_SIDE, MAX_SIDE)), path)
    # Red and green say where: 5 for a pixel of the reduced decode, and rounding is not fair.
    np.testing.assert_allclose(
        found[0, ..., :2].mean(axis=(0, 1)), before[..., :2].mean(axis=(0, 1)), atol=0.9
    )
    (alone,) = crops([large], picture, tmp_path / "is not read again")
    np.testing.assert_array_equal(found[1], alone)


def test_a_small_face_shows_what_the_reduced_decode_has_lost(tmp_path: Path) -> None:
    path = tmp_path / "stripes.png"
    stripes = np.tile(np.repeat([0, 255], SIDE // MAX_SIDE // FINER), (SIDE, SIDE // 4))
    Image.fromarray(stripes.astype(np.uint8)).convert("RGB").save(path)
    picture = read_picture(path, max_side_px=MAX_SIDE)
    assert picture.pixels.std() < 1
    (small,) = crops([face(30, 30, 20)], picture, path)
    (large,) = crops([face(30, 30, SMALL_PX)], picture, path)
    assert sharpness(small) > 100 > sharpness(large)


@pytest.mark.parametrize("side", [MAX_SIDE, MAX_SIDE * 6 // 5])
def test_a_photo_that_is_hardly_larger_is_not_read_again(tmp_path: Path, side: int) -> None:
    picture = read_picture(photo(tmp_path / "x.png", side), max_side_px=MAX_SIDE)
    assert len(crops([face(9, 9, 20)], picture, tmp_path / "is not read again")) == 1


def test_a_photo_that_is_gone_by_then_is_an_error_in_plain_words(tmp_path: Path) -> None:
    picture = read_picture(photo(tmp_path / "x.png"), max_side_px=MAX_SIDE)
    with pytest.raises(PhotoError, match="no longer there"):
        crops([face(9, 9, 20)], picture, tmp_path / "gone.png")
    assert crops([], picture, tmp_path / "gone.png").shape == (0, 32, 32, 3)
