"""Pictures of more than 8 bits, and TIFFs of other kinds than Pillow reads."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from facefinder.decode.head import read_head
from facefinder.decode.picture import read_picture
from facefinder.errors import PhotoError
from facefinder.records.faces import ImageArray
from tests.support.picture_files import stored_for, truth
from tests.support.tiffs import tiff

GREY, RGB, WHITE_IS_ZERO, INKS, LAB, ICC_LAB = 1, 2, 0, 5, 8, 9
Numbers = NDArray[Any]


def ramp(samples: int = 3, width: int = 256, height: int = 64) -> NDArray[np.float64]:
    """Brightness from 0 to 1, another slope in each sample, shape (height, width, samples)."""
    x, y = np.linspace(0, 1, width), np.linspace(0, 1, height)
    slopes = (
        x[None] * 0.9 + y[:, None] * 0.1,
        1 - x[None] * y[:, None],
        x[None] ** 2 + 0 * y[:, None],
    )
    return np.stack([slopes[i % 3] for i in range(samples)], axis=2)


def shown(folder: Path, content: bytes, side: int = 1000) -> ImageArray:
    path = folder / "x"
    path.write_bytes(content)
    return read_picture(path, max_side_px=side).pixels


def u16(light: Numbers, full: int = 65535) -> NDArray[np.uint16]:
    return np.asarray((light * full).round(), np.uint16)


def u8(light: Numbers) -> NDArray[np.uint8]:
    return np.asarray((light * 255).round(), np.uint8)


def assert_shows(pixels: ImageArray, light: Numbers, tolerance: int = 1) -> None:
    """A grey value lost in rounding is no fault."""
    expected = (np.broadcast_to(light, (*light.shape[:2], 3)) * 255).round()
    assert np.abs(pixels - expected).max() <= tolerance


def with_border(numbers: Numbers, value: float, share: float) -> Numbers:
    framed = np.full_like(numbers, value)
    top, left = (int(side * share) for side in numbers.shape[:2])
    inside = np.s_[top : numbers.shape[0] - top, left : numbers.shape[1] - left]
    framed[inside] = numbers[inside]
    return framed


@pytest.mark.parametrize("full", [65535, 40000])
def test_an_ordinary_16_bit_photo_stays_as_it_is(tmp_path: Path, full: int) -> None:
    light = ramp()
    for content in (tiff(u16(light, full), RGB), png(u16(light, full))):
        assert_shows(shown(tmp_path, content), light * full / 65535)


@pytest.mark.parametrize("bits", [8, 10, 12, 14])
@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("kind", ["tiff", "png"])
def test_few_bits_in_16(tmp_path: Path, bits: int, samples: int, kind: str) -> None:
    light = ramp(samples)
    numbers = u16(light, 2**bits - 1)
    content = png(numbers) if kind == "png" else tiff(numbers, RGB if samples == 3 else GREY)
    # Some of the brightest are as white as hot pixels would be.
    assert_shows(shown(tmp_path, content), light, tolerance=3)


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("bright", ["a pixel", "some pixels", "border", "uneven border"])
def test_what_is_brighter_than_the_picture_does_not_make_it_black(
    tmp_path: Path, samples: int, bright: str
) -> None:
    light = ramp(samples)
    numbers = u16(light, 4095)
    middle = np.s_[16:48, 64:192]
    if bright == "a pixel":
        numbers[2, 3] = 65535
    elif bright == "some pixels":
        numbers[2, 3:23] = np.linspace(5000, 65535, 20)[:, None]
    else:
        numbers = with_border(numbers, 65535, 0.1)
        if bright == "uneven border":
            places = numbers == 65535
            numbers[places] -= np.random.default_rng(3).integers(0, 3000, places.sum(), np.uint16)
    pixels = shown(tmp_path, tiff(numbers, RGB if samples == 3 else GREY))
    # A border hides the brightest tenth of the greys; what is left is stretched.
    assert np.abs(pixels[middle] - np.broadcast_to(light * 255, pixels.shape)[middle]).max() <= 30


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("outlier", [1e6, np.inf, np.nan, -1e30])
def test_floats_with_an_outlier(tmp_path: Path, samples: int, outlier: float) -> None:
    light = ramp(samples)
    numbers = (light * 0.05).astype(np.float32)
    numbers[2, 3] = outlier
    pixels = shown(tmp_path, tiff(numbers, RGB if samples == 3 else GREY))
    expected = np.broadcast_to(light * 255, pixels.shape)
    # Of the greys the brightest 0.2 per cent reach from 0.95 to 1.
    assert np.abs(pixels[8:] - expected[8:]).max() <= 13


def test_a_black_picture_with_white_letters_is_not_stretched(tmp_path: Path) -> None:
    numbers = np.random.default_rng(5).integers(0, 30, (64, 256), dtype=np.uint16)
    numbers[20:30, 20:200] = 65535
    assert shown(tmp_path, tiff(numbers, GREY))[40:].max() <= 1


def test_a_picture_of_one_number(tmp_path: Path) -> None:
    for number in (0, 7, 65535):
        shown(tmp_path, tiff(np.full((20, 30), number, np.uint16), GREY))


CANON = {271: b"Canon\0", 272: b"Canon EOS 5D\0"}

KINDS: dict[str, Any] = {
    "half floats": lambda x: tiff(x.astype(np.float16), RGB),
    "half-float greys": lambda x: tiff(x[..., :1].astype(np.float16), GREY),
    "floats": lambda x: tiff(x.astype(np.float32), RGB),
    "doubles": lambda x: tiff(x.astype(np.float64), RGB, order=">"),
    "32 bits": lambda x: tiff((x * (2**32 - 1)).astype(np.uint32), RGB),
    "planar": lambda x: tiff(u16(x), RGB, planar=True),
    "planar, packed": lambda x: tiff(u16(x), RGB, planar=True, packed=True),
    "planar, big-endian": lambda x: tiff(u16(x), RGB, planar=True, order=">"),
    "packed": lambda x: tiff(u16(x), RGB, packed=True),
    "big-endian BigTIFF": lambda x: tiff(u16(x), RGB, order=">", big=True),
    "big-endian BigTIFF, 8 bits": lambda x: tiff(u8(x), RGB, order=">", big=True),
    "BigTIFF": lambda x: tiff(u16(x), RGB, big=True, packed=True),
    "12 bits": lambda x: tiff(u16(x, 4095), RGB, bits=12),
    "10 bits, grey": lambda x: tiff(u16(x[..., :1], 1023), GREY, bits=10),
    "with a sign, grey": lambda x: tiff((x[..., :1] * 254 - 127).round().astype(np.int8), GREY),
    "white is zero": lambda x: tiff(65535 - u16(x[..., :1]), WHITE_IS_ZERO),
    "white is zero, 12 bits in 16": lambda x: tiff(4095 - u16(x[..., :1], 4095), WHITE_IS_ZERO),
    "white is zero, from the top": lambda x: tiff(65535 - u16(x[..., :1], 4095), WHITE_IS_ZERO),
    "greys at the top": lambda x: tiff(65535 - 4095 + u16(x[..., :1], 4095), GREY),
    "more samples": lambda x: tiff(u16(x[..., [0, 1, 2, 0, 1]]), RGB, tags={338: [0, 0]}),
    "names a maker": lambda x: tiff(u16(x[..., :1]), GREY, tags=CANON),
    "names a scanner": lambda x: tiff(u16(x), RGB, tags={271: b"NIKON\0", 272: b"LS-9000\0"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_tiffs_that_others_mix_up(tmp_path: Path, kind: str) -> None:
    light = ramp()
    grey = any(word in kind for word in ("grey", "white is zero", "maker"))
    # Where black is looked for, the darkest 0.2 per cent are black, as outliers would be.
    tolerance = 8 if any(word in kind for word in ("sign", "top")) else 3
    assert_shows(shown(tmp_path, KINDS[kind](light)), light[..., :1] if grey else light, tolerance)


@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("full", [255, 65535])
def test_opacity_beside_other_samples(
    tmp_path: Path, planar: bool, samples: int, full: int
) -> None:
    light = ramp(samples)
    opacity = np.ones((*light.shape[:2], 1))
    opacity[:32] = 0.5
    numbers = u16(np.concatenate([light, opacity], axis=2), full)
    numbers = numbers.astype(np.uint8 if full == 255 else np.uint16)
    photometric = RGB if samples == 3 else GREY
    pixels = shown(tmp_path, tiff(numbers, photometric, planar=planar, tags={338: [2]}))
    assert_shows(pixels, light * opacity + 1 - opacity, tolerance=2)


@pytest.mark.parametrize("full", [255, 65535])
def test_greys_that_were_multiplied_by_their_opacity(tmp_path: Path, full: int) -> None:
    light = ramp(1)
    opacity = np.ones_like(light)
    opacity[:32] = 0.5
    numbers = u16(np.concatenate([light * opacity, opacity], axis=2), full)
    numbers = numbers.astype(np.uint8 if full == 255 else np.uint16)
    pixels = shown(tmp_path, tiff(numbers, GREY, tags={338: [1]}))
    assert_shows(pixels, light * opacity + 1 - opacity, tolerance=2)


@pytest.mark.parametrize("samples", [1, 3])
def test_an_opacity_that_is_0_everywhere_hides_nothing(tmp_path: Path, samples: int) -> None:
    light = ramp(samples)
    numbers = u16(np.concatenate([light, np.zeros((*light.shape[:2], 1))], axis=2))
    photometric = RGB if samples == 3 else GREY
    assert_shows(shown(tmp_path, tiff(numbers, photometric, tags={338: [2]})), light)


@pytest.mark.parametrize("full", [255, 65535])
@pytest.mark.parametrize("opacity", [(), (1,), (2,)])
def test_inks_and_opacity(tmp_path: Path, full: int, opacity: tuple[int, ...]) -> None:
    light = ramp()
    black = np.full((*light.shape[:2], 1), 0.2)
    more = [np.ones_like(black)] * len(opacity)
    numbers = u16(np.concatenate([1 - light, black, *more], axis=2), full)
    numbers = numbers.astype(np.uint8 if full == 255 else np.uint16)
    pixels = shown(tmp_path, tiff(numbers, INKS, tags={338: opacity} if opacity else {}))
    assert_shows(pixels, light * 0.8, tolerance=2)


def test_inks_that_use_12_of_16_bits(tmp_path: Path) -> None:
    light = ramp()
    numbers = u16(np.concatenate([1 - light, np.zeros((*light.shape[:2], 1))], axis=2), 4095)
    assert_shows(shown(tmp_path, tiff(numbers, INKS)), light, tolerance=2)


@pytest.mark.parametrize("samples", [1, 3])
def test_opacity_that_uses_12_of_16_bits(tmp_path: Path, samples: int) -> None:
    light = ramp(samples)
    opacity = np.ones((*light.shape[:2], 1))
    opacity[:32] = 0.5
    numbers = u16(np.concatenate([light, opacity], axis=2), 4095)
    pixels = shown(tmp_path, tiff(numbers, RGB if samples == 3 else GREY, tags={338: [2]}))
    assert_shows(pixels, light * opacity + 1 - opacity, tolerance=2)


@pytest.mark.parametrize("photometric", [LAB, ICC_LAB])
def test_lab_of_16_bits(tmp_path: Path, photometric: int) -> None:
    # Pure red: lightness 53 of 100, a = 80, b = 67.
    middle = 32768 if photometric == ICC_LAB else 0
    red = [0.532 * 65535, middle + 80 * 256, middle + 67 * 256]
    numbers = np.tile(np.array(red, np.uint16), (20, 30, 1))
    red, green, blue = shown(tmp_path, tiff(numbers, photometric))[5, 5].astype(int)
    assert red > 245
    assert max(green, blue) < 20


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientations_of_deep_tiffs(tmp_path: Path, orientation: int) -> None:
    numbers = stored_for(orientation, truth()).astype(np.uint16) * 257
    path = tmp_path / "x"
    path.write_bytes(tiff(numbers, RGB, tags={274: [orientation]}))
    picture = read_picture(path, max_side_px=1000)
    assert np.abs(picture.pixels.astype(int) - truth()).max() <= 1
    assert read_head(path).orientation == orientation
    assert read_head(path).stored == numbers.shape[1::-1]


@pytest.mark.parametrize("side", [33, 64, 100, 250])
def test_deep_pictures_are_shortened_like_others(tmp_path: Path, side: int) -> None:
    light = ramp()
    pixels = shown(tmp_path, tiff(u16(light), RGB, packed=True), side)
    expected = Image.fromarray((light * 255).round().astype(np.uint8))
    expected = expected.resize(pixels.shape[1::-1], Image.Resampling.BOX)
    assert pixels.shape[1] == side
    assert np.abs(pixels.astype(int) - np.asarray(expected)).mean() < 3


@pytest.mark.parametrize("is_deep", [True, False])
def test_a_small_copy_in_front_is_not_the_picture(tmp_path: Path, is_deep: bool) -> None:
    """A scanner's NEF has a copy, and below it colours that are no mosaic."""
    light = ramp()
    numbers = u16(light) if is_deep else (light * 255).round().astype(np.uint8)
    below = tiff(numbers, RGB, tags={254: [0]})
    copy = tiff(np.zeros((8, 12, 3), np.uint8), RGB, tags={254: [1], 271: b"NIKON\0", 330: [0]})
    assert_shows(shown(tmp_path, joined(copy, below)), light)


def joined(copy: bytes, below: bytes) -> bytes:
    """Hang the directory of one TIFF below that of another."""
    start = len(copy)
    count = int.from_bytes(below[8:10], "little")
    moved = bytearray(below)
    for entry in range(10, 10 + 12 * count, 12):
        tag = int.from_bytes(below[entry : entry + 2], "little")
        values = int.from_bytes(below[entry + 4 : entry + 8], "little")
        if values > 1 or tag == 273:
            place = int.from_bytes(below[entry + 8 : entry + 12], "little") + start
            moved[entry + 8 : entry + 12] = place.to_bytes(4, "little")
    front = bytearray(copy)
    for entry in range(10, 10 + 12 * int.from_bytes(copy[8:10], "little"), 12):
        if int.from_bytes(copy[entry : entry + 2], "little") == 330:
            front[entry + 8 : entry + 12] = (start + 8).to_bytes(4, "little")
    return bytes(front) + bytes(moved)


def png(numbers: Numbers) -> bytes:
    ordered = numbers[..., ::-1] if numbers.shape[2] == 3 else numbers
    return cv2.imencode(".png", ordered)[1].tobytes()


@pytest.mark.parametrize("share", [0.3, 0.7])
@pytest.mark.parametrize("packed", [False, True])
def test_deep_tiffs_that_are_cut_off(tmp_path: Path, share: float, packed: bool) -> None:
    content = tiff(u16(ramp()), RGB, packed=packed)
    with pytest.raises(PhotoError, match="damaged or cut off"):
        shown(tmp_path, content[: int(len(content) * share)])


def test_a_deep_tiff_that_lacks_its_last_bytes_is_read(tmp_path: Path) -> None:
    light = ramp()
    content = tiff(u16(light), RGB)
    pixels = shown(tmp_path, content[: len(content) * 97 // 100])
    assert_shows(pixels[:60], light[:60])
