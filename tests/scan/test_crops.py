"""Small faces are cut out of a finer decode, others out of what the detector saw."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facefinder.align import sharpness
from facefinder.decode.picture import read_picture
from facefinder.embed.protocol import View
from facefinder.errors import PhotoError
from facefinder.records import sizes
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray
from facefinder.records.photos import Picture
from facefinder.scan.crops import FINER_BELOW_PX, crops_of, seen_in
from tests.support.fakes import TEMPLATE, ColourEmbedder

LONG, SHORT, REDUCED = 400, 301, 100
EMBEDDER = ColourEmbedder()
VIEW = View(EMBEDDER.template, EMBEDDER.size)
SMALL, LARGE = FINER_BELOW_PX - 10, FINER_BELOW_PX + 10


def saved(path: Path, pixels: ImageArray, kind: str = "PNG", orientation: int = 1) -> Path:
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, kind, exif=exif, quality=95)
    path.write_bytes(content.getvalue())
    return path


def slope(long: int, short: int) -> ImageArray:
    """Red tells how far right, green how far down: 5 for a pixel of a reduced decode."""
    across, down = (
        (np.arange(side) * 5 * REDUCED / LONG - 100).clip(0, 255) for side in (long, short)
    )
    red, green = np.broadcast_arrays(across, down[:, None])
    return np.stack([red, green, green], axis=2).round().astype(np.uint8)


def face(left: float, top: float, width: float, height: float | None = None) -> DetectedFace:
    landmarks: FloatArray = (TEMPLATE * (width / EMBEDDER.size) + (left, top)).astype(np.float32)
    return DetectedFace(Box(left, top, width, height or width), 0.9, landmarks)


def crops(faces: list[DetectedFace], picture: Picture, path: Path) -> ImageArray:
    (found,) = views_of(faces, picture, path, [VIEW])
    return found


def views_of(
    faces: list[DetectedFace], picture: Picture, path: Path, views: list[View]
) -> tuple[ImageArray, ...]:
    return crops_of(seen_in(faces, picture, path, max_pixels=10**7), views)


# A reduced decode of a JPEG rounds an odd side up, which moves what is near its end.
@pytest.mark.parametrize("stored", [("PNG", SHORT), ("JPEG", SHORT - 1)])
@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("most", [LONG, LONG // 2])
def test_a_small_face_comes_from_the_same_place(
    tmp_path: Path,
    stored: tuple[str, int],
    orientation: int,
    most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sizes, "MOST_FINER_PX", most)
    kind, short = stored
    path = saved(tmp_path / "x", slope(LONG, short), kind, orientation)
    picture = read_picture(path, max_side_px=REDUCED)
    small = face(30, 31, SMALL)
    (found,) = crops([small], picture, path)
    as_it_is = Picture(picture.pixels, 1.0, (REDUCED, REDUCED))
    (before,) = crops([small], as_it_is, tmp_path / "is not read again")
    assert found[..., 0].std() > 5  # there is something to compare
    # Less than a fifth of a pixel; rounding is not fair.
    np.testing.assert_allclose(found.mean(axis=(0, 1)), before.mean(axis=(0, 1)), atol=0.9)


def test_a_large_face_is_cut_out_of_what_is_there(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.png", slope(LONG, SHORT))
    picture = read_picture(path, max_side_px=REDUCED)
    small, large = face(30, 35, SMALL), face(20, 10, LARGE)
    (alone,) = crops([large], picture, tmp_path / "is not read again")
    np.testing.assert_array_equal(crops([small, large], picture, path)[1], alone)


def test_a_small_face_shows_what_the_reduced_decode_has_lost(tmp_path: Path) -> None:
    stripes = np.tile(np.repeat([0, 255], 2), (LONG, LONG // 4))
    path = saved(tmp_path / "x.png", np.stack([stripes] * 3, axis=2).astype(np.uint8))
    picture = read_picture(path, max_side_px=REDUCED)
    assert picture.pixels.std() < 1
    # The second lies on its side: its box is wider than high.
    small, lying, large = crops(
        [face(30, 30, 8), face(30, 30, 8, 60), face(30, 30, LARGE)], picture, path
    )
    assert sharpness(large) < 100 < min(sharpness(small), sharpness(lying))


@pytest.mark.parametrize("side", [REDUCED, REDUCED * 6 // 5])
def test_a_photo_that_is_hardly_larger_is_not_read_again(tmp_path: Path, side: int) -> None:
    picture = read_picture(saved(tmp_path / "x.png", slope(side, side)), max_side_px=REDUCED)
    assert len(crops([face(9, 9, SMALL)], picture, tmp_path / "is not read again")) == 1


def test_a_photo_that_is_gone_by_then_is_an_error_in_plain_words(tmp_path: Path) -> None:
    picture = read_picture(saved(tmp_path / "x.png", slope(LONG, SHORT)), max_side_px=REDUCED)
    with pytest.raises(PhotoError, match="no longer there"):
        crops([face(9, 9, SMALL)], picture, tmp_path / "gone.png")
    assert crops([], picture, tmp_path / "gone.png").shape == (0, 32, 32, 3)


def test_each_view_has_crops_of_the_same_faces(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.png", slope(LONG, SHORT))
    picture = read_picture(path, max_side_px=REDUCED)
    faces = [face(30, 35, SMALL), face(20, 10, LARGE)]
    larger = View(TEMPLATE * 2, EMBEDDER.size * 2)
    one, two = views_of(faces, picture, path, [VIEW, larger])
    assert one.shape == (2, 32, 32, 3)
    assert two.shape == (2, 64, 64, 3)
    # Twice as large on a slope: the same on average, but for half a pixel of the crop.
    np.testing.assert_allclose(one.mean(axis=(1, 2)), two.mean(axis=(1, 2)), atol=2.5)
    none = views_of([], picture, path, [VIEW, larger])
    assert [crops.shape for crops in none] == [(0, 32, 32, 3), (0, 64, 64, 3)]
