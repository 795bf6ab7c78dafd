import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from facefinder.decode.picture import read_picture
from facefinder.decode.pillow import NEARLY
from facefinder.records.faces import ImageArray
from tests.support.picture_files import (
    BLUE,
    GREEN,
    HEIGHT,
    RED,
    WIDTH,
    YELLOW,
    dng,
    encoded,
    stored_for,
    truth,
)

LOSSY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95},
    "WEBP": {"quality": 95},
    "HEIF": {"quality": 95},
    "AVIF": {"quality": 95},
}
LOSS = 12
"""Grey values. In a plain area a codec rounds three averages. At quality 95 JPEG's steps for them
are 2, 2 and 2, of which half may be lost: at most 1 + 1.8 * 1 in a colour, plus rounding to whole
numbers; the other codecs' steps may be three times as wide. Other colours are 100 away and more."""
LOSSLESS: dict[str, dict[str, Any]] = {"PNG": {}, "TIFF": {"compression": "tiff_lzw"}}


def corners(pixels: ImageArray) -> list[tuple[int, ...]]:
    """The four colours a little inside, left to right, top to bottom."""
    y, x = (side // 8 for side in pixels.shape[:2])
    places = ((y, x), (y, -x - 1), (-y - 1, x), (-y - 1, -x - 1))
    return [tuple(map(int, pixels[place])) for place in places]


def assert_shows_the_truth(pixels: ImageArray, tolerance: int = 0) -> None:
    expected = np.array([RED, GREEN, BLUE, YELLOW])
    assert np.abs(np.array(corners(pixels)) - expected).max() <= tolerance, corners(pixels)


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [*LOSSY, *LOSSLESS])
def test_every_orientation_of_every_kind_comes_upright(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    stored = Image.fromarray(stored_for(orientation, truth()))
    options = LOSSY.get(kind, LOSSLESS.get(kind, {}))
    # The name lies: content decides.
    file = write(tmp_path / "x.txt", encoded(stored, kind, orientation, **options))
    picture = read_picture(file, max_side_px=1000)
    assert picture.pixels.shape == (HEIGHT, WIDTH, 3)
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.flags.c_contiguous
    assert picture.pixels.flags.writeable
    assert (picture.full_size, picture.scale) == ((WIDTH, HEIGHT), 1.0)
    assert_shows_the_truth(picture.pixels, tolerance=LOSS if kind in LOSSY else 0)


@pytest.mark.parametrize("kind", [*LOSSY, *LOSSLESS])
@pytest.mark.parametrize("orientation", [1, 6])
def test_large_photos_are_shrunk(tmp_path: Path, kind: str, orientation: int) -> None:
    stored = Image.fromarray(stored_for(orientation, truth(1000, 602)))
    file = write(tmp_path / "x", encoded(stored, kind, orientation))
    picture = read_picture(file, max_side_px=400)
    assert picture.pixels.shape == (241, 400, 3)
    assert picture.full_size == (1000, 602)
    assert picture.scale == pytest.approx(1000 / 400)
    assert_shows_the_truth(picture.pixels, tolerance=LOSS)


@pytest.mark.parametrize("max_side", [1, 2, 99, 100, 125, 126, 250, 251, 499, 500, 501, 999, 1001])
def test_a_reduced_jpeg_decode_equals_a_full_one_shrunk(tmp_path: Path, max_side: int) -> None:
    ramp = np.linspace(0, 255, 1000).astype(np.uint8)
    pixels = np.stack(np.broadcast_arrays(ramp[None, :], ramp[::2, None], ramp[None, ::-1]), axis=2)
    image = Image.fromarray(pixels)
    file = write(tmp_path / "x.jpg", encoded(image, "JPEG", quality=95))
    picture = read_picture(file, max_side_px=max_side)
    width = picture.pixels.shape[1]
    # A decode that comes out a little smaller than wanted is not done again at twice the size.
    assert width in {min(max_side, 1000), *(1000 // n for n in (1, 2, 4, 8))}
    assert NEARLY * min(max_side, 1000) <= width <= max_side
    assert picture.pixels.shape == (max(1, round(width / 2)), width, 3)
    expected = image.resize(picture.pixels.shape[1::-1], Image.Resampling.BOX)
    assert np.abs(picture.pixels.astype(int) - np.asarray(expected)).mean() < 3


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_orientations_that_do_not_exist_are_ignored(tmp_path: Path, orientation: int) -> None:
    image = Image.fromarray(truth())
    file = write(tmp_path / "x.jpg", encoded(image, "JPEG", orientation, quality=95))
    assert_shows_the_truth(read_picture(file, max_side_px=1000).pixels, tolerance=12)


@pytest.mark.parametrize(
    "exif",
    [
        b"rubbish",
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x04\0\0\0abc\0\0\0\0\0",
    ],
)
def test_rubbish_in_place_of_exif_is_no_harm(tmp_path: Path, exif: bytes) -> None:
    file = tmp_path / "x.jpg"
    Image.fromarray(truth()).save(file, quality=95, exif=exif)
    assert_shows_the_truth(read_picture(file, max_side_px=1000).pixels, tolerance=12)


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "LAB", "YCbCr", "RGBA", "P"])
@pytest.mark.parametrize("max_side", [1000, 40])
def test_colour_models_in_tiff(tmp_path: Path, mode: str, max_side: int) -> None:
    image = Image.fromarray(truth())
    if mode == "LAB":
        # Pure red: lightness 53 of 100, a = 80, b = 67; Pillow counts a and b from 128.
        image = Image.merge("LAB", [Image.new("L", (96, 64), v) for v in (136, 208, 195)])
    else:
        image = image.convert(mode, palette=Image.Palette.ADAPTIVE)
    image.save(tmp_path / "x.tif")
    pixels = read_picture(tmp_path / "x.tif", max_side_px=max_side).pixels
    if mode == "LAB":
        red, green, blue = pixels[5, 5].astype(int)
        assert red > 230
        assert max(green, blue) < 60
    else:
        assert_shows_the_truth(pixels, tolerance=20)


def test_cmyk_jpeg_as_adobe_writes_it(tmp_path: Path) -> None:
    Image.fromarray(truth()).convert("CMYK").save(tmp_path / "x.jpg", quality=95)
    assert b"Adobe" in (tmp_path / "x.jpg").read_bytes()
    assert_shows_the_truth(read_picture(tmp_path / "x.jpg", max_side_px=1000).pixels, tolerance=16)


GREYS: dict[str, NDArray[Any]] = {
    "L": np.array([0, 50, 100, 255], np.uint8),
    "I;16": np.array([0, 50 * 257, 100 * 257, 65535], np.uint16),
    "12 bits in 16": np.array([0, 803, 1606, 4095], np.uint16),
    "I": np.array([0, 50 * 2**20, 100 * 2**20, 255 * 2**20], np.int32),
    "negative": np.array([-1000, -608, -216, 1000], np.int32),
    "F to 1": np.array([0, 50 / 255, 100 / 255, 1], np.float32),
    "F to 255": np.array([0, 50, 100, 255], np.float32),
}


@pytest.mark.parametrize("name", GREYS)
def test_greys_of_any_depth_keep_their_range(tmp_path: Path, name: str) -> None:
    values = GREYS[name].repeat(10)
    Image.fromarray(np.tile(values, (20, 1))).save(tmp_path / "x.tif")
    pixels = read_picture(tmp_path / "x.tif", max_side_px=1000).pixels
    assert (pixels == pixels[:1, :, :1]).all()
    assert np.abs(pixels[0, 5::10, 0].astype(int) - [0, 50, 100, 255]).max() <= 1


def test_floats_that_are_no_numbers(tmp_path: Path) -> None:
    Image.fromarray(np.array([[np.nan, np.inf, -np.inf, 1, 0.5]], np.float32)).save(
        tmp_path / "x.tif"
    )
    pixels = read_picture(tmp_path / "x.tif", max_side_px=1000).pixels
    assert pixels[0, :, 0].tolist() == [0, 0, 0, 255, 128]


def test_16_bit_colours_and_1_bit_pictures(tmp_path: Path) -> None:
    image = Image.fromarray(
        np.array([[0, 30000], [60000, 65535]], np.uint16).repeat(9, 0).repeat(9, 1)
    )
    image.save(tmp_path / "grey.png")
    assert read_picture(tmp_path / "grey.png", max_side_px=9).pixels.shape == (9, 9, 3)
    Image.fromarray(truth()).convert("L").point(lambda v: 255 * (v > 90), "1").save(
        tmp_path / "fax.tif", compression="group4"
    )
    pixels = read_picture(tmp_path / "fax.tif", max_side_px=1000).pixels
    assert corners(pixels) == [(0, 0, 0), (255, 255, 255), (0, 0, 0), (255, 255, 255)]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "GIF"])
@pytest.mark.parametrize("max_side", [1000, 48])
def test_transparency_is_shown_on_white(tmp_path: Path, kind: str, max_side: int) -> None:
    pixels = np.dstack([truth(), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    pixels[: HEIGHT // 2, : WIDTH // 2, 3] = 0
    image = Image.fromarray(pixels)
    options = {"lossless": True} if kind == "WEBP" else {}
    file = write(tmp_path / "x", encoded(image, kind, **options))
    found = corners(read_picture(file, max_side_px=max_side).pixels)
    assert found == [(255, 255, 255), GREEN, BLUE, YELLOW]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_an_opacity_that_is_0_everywhere_hides_nothing(
    tmp_path: Path, kind: str, mode: str
) -> None:
    image = Image.fromarray(truth()).convert(mode)
    image.putalpha(0)
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    file = write(tmp_path / "x", encoded(image, kind, **options))
    found = read_picture(file, max_side_px=1000).pixels
    wanted = Image.fromarray(truth()).convert(mode[:-1]).convert("RGB")
    assert corners(found) == corners(np.asarray(wanted))


@pytest.mark.parametrize("large", ["zTXt", "iTXt", "iCCP"])
@pytest.mark.parametrize("behind", [False, True])
def test_a_png_with_much_text_is_whole(tmp_path: Path, large: str, behind: bool) -> None:
    content = encoded(Image.fromarray(truth()), "PNG")
    head = {"zTXt": b"x\0\0", "iTXt": b"x\0\1\0\0\0", "iCCP": b"x\0\0"}[large]
    name, data = large.encode(), head + zlib.compress(bytes(80_000_000))
    chunk = struct.pack(">I", len(data)) + name + data
    chunk += struct.pack(">I", zlib.crc32(name + data))
    at = content.index(b"IEND") - 4 if behind else 33
    file = write(tmp_path / "x", content[:at] + chunk + content[at:])
    assert_shows_the_truth(read_picture(file, max_side_px=1000).pixels)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "MPO", "HEIF"])
def test_the_first_of_several_frames_counts(tmp_path: Path, kind: str) -> None:
    others = [Image.new("RGB", (WIDTH, HEIGHT), colour) for colour in ("black", "white")]
    file = tmp_path / "x"
    options = {"append_images": others, "save_all": True}
    Image.fromarray(truth()).save(file, kind, **options)
    with Image.open(file) as image:
        assert getattr(image, "n_frames", 1) == 3
    assert_shows_the_truth(read_picture(file, max_side_px=1000).pixels, tolerance=40)


def test_bmp(tmp_path: Path) -> None:
    file = write(tmp_path / "x", encoded(Image.fromarray(truth()), "BMP"))
    assert_shows_the_truth(read_picture(file, max_side_px=1000).pixels)


@pytest.mark.parametrize("size", [(1, 1), (20_000, 50), (1, 3000)])
def test_odd_shapes(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size, RED).save(tmp_path / "x.png")
    picture = read_picture(tmp_path / "x.png", max_side_px=1000)
    assert picture.full_size == size
    assert max(picture.pixels.shape[:2]) == min(1000, max(size))
    assert min(picture.pixels.shape[:2]) >= 1
    assert (picture.pixels == RED).all()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["with preview", "without", "preview too small"])
def test_raw(tmp_path: Path, kind: str, orientation: int) -> None:
    upright = truth(480, 320)
    stored = Image.fromarray(stored_for(orientation, upright))
    if kind == "preview too small":
        stored = Image.new("RGB", (60, 40), "black")
    preview = None if kind == "without" else encoded(stored, "JPEG", quality=95)
    file = write(tmp_path / "x.nef", dng(upright, orientation, _without_exif(preview)))
    picture = read_picture(file, max_side_px=400)
    assert picture.full_size == (480, 320)
    assert picture.scale == pytest.approx(480 / picture.pixels.shape[1])
    assert picture.pixels.shape[1] == (400 if kind == "with preview" else 240)
    # Without a preview the colours are LibRaw's development of unreal sensor data.
    assert_shows_the_truth(picture.pixels, tolerance=12 if kind == "with preview" else 110)


@pytest.mark.parametrize("max_side", [400, 800])
def test_a_raw_shows_the_same_picture_at_every_size(tmp_path: Path, max_side: int) -> None:
    upright = truth(640, 428)
    preview = _without_exif(encoded(Image.fromarray(upright), "JPEG", quality=95))
    file = write(tmp_path / "x.nef", dng(np.zeros((856, 1280, 3), np.uint8), 1, preview))
    picture = read_picture(file, max_side_px=max_side)
    assert picture.full_size == (1280, 856)
    assert_shows_the_truth(picture.pixels, tolerance=LOSS)


def _without_exif(jpeg: bytes | None) -> bytes | None:
    """Most cameras' previews have no EXIF block of their own."""
    if jpeg is None:
        return None
    start = jpeg.index(b"\xff\xe1")
    length = int.from_bytes(jpeg[start + 2 : start + 4], "big")
    return jpeg[:start] + jpeg[start + 2 + length :]


def test_a_tiff_that_names_a_camera_is_still_a_tiff(tmp_path: Path) -> None:
    Image.fromarray(truth()).save(tmp_path / "x.tif", tiffinfo={0x010F: "Canon"})
    assert_shows_the_truth(read_picture(tmp_path / "x.tif", max_side_px=1000).pixels)
