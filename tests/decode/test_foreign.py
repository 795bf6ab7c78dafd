"""Files that are no pictures, or of kinds that only some programs read; cut-off RAW files."""

import errno
import io
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import pytest
from PIL import Image

from facefinder.decode import kinds
from facefinder.decode.file import reading_error
from facefinder.decode.head import read_head
from facefinder.decode.picture import read_picture
from facefinder.decode.pillow import load
from facefinder.decode.pillow_head import open_image
from facefinder.decode.raw_extent import share_there
from facefinder.decode.tiff_tags import directories
from facefinder.errors import PhotoError
from tests.support.needs import ANY_NAMES, LIMITS, needs
from tests.support.picture_files import dng, encoded, noise, truth
from tests.support.tiffs import tiff
from tests.support.zeros import lengthen

FTYP = b"\0\0\0\x18ftyp%s\0\0\0\0mif1heic"


def reason(path: Path) -> str:
    with pytest.raises(PhotoError) as caught:
        read_picture(path, max_side_px=500)
    assert caught.value.lasting
    return caught.value.reason


def sparse(path: Path, head: bytes, size: int) -> Path:
    """A file of zeros behind a head, which takes no room on the disk."""
    path.write_bytes(head)
    lengthen(path, size)
    return path


HEADS = {
    "nothing": b"",
    "HEIC": FTYP % b"heic",
    "AVIF": FTYP % b"avif",
    "Canon CR3": FTYP % b"crx ",
    "WebP": b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    "TIFF": b"II*\0\x08\0\0\0",
    "JPEG": b"\xff\xd8\xff\xe1\0\x10Exif\0\0",
    "GIF": b"GIF89a",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "BMP": b"BM",
    "Fuji": b"FUJIFILMCCD-RAW ",
    "Olympus": b"IIRO\x08\0\0\0",
    "Panasonic": b"IIU\0\x08\0\0\0",
    "Sigma": b"FOVb",
    "Phase One": b"IIII",
}


@needs(LIMITS)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("size", [190_000_000, 3_000_000_000])
def test_a_large_file_with_only_a_head_is_not_taken_into_memory(
    tmp_path: Path, head: str, size: int
) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    import resource  # noqa: PLC0415 - Windows has none

    read_picture(_small(tmp_path), max_side_px=50)  # libraries are loaded
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    text = reason(sparse(tmp_path / "disk.raw", HEADS[head], size))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * (1 if sys.platform == "darwin" else 1024) < 100_000_000
    assert any(words in text for words in ("not a picture", "limit", "damaged"))


def test_a_png_whose_rest_is_zeros_is_not_read_to_its_end(tmp_path: Path) -> None:
    content = noise("PNG")  # of others, it depends on the compressor how much is in one half
    path = sparse(tmp_path / "x.png", content[: len(content) // 2], 1_000_000_000)
    reads = []

    class Counted(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            reads.append(size)
            assert len(reads) < 1_100_000  # ten million without a limit
            return super().read(-1 if size is None else size) or b""

    with Counted(path) as file, pytest.raises(PhotoError, match="cut off"):
        load(open_image(cast("BinaryIO", file)), cast("BinaryIO", file), 500, 10**8)


def _small(folder: Path) -> Path:
    path = folder / "small.dng"
    path.write_bytes(dng(truth(480, 320), 1, None))
    return path


def test_limits_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "LARGEST_WHOLE", 1000)
    (tmp_path / "x").write_bytes(noise("WEBP"))
    assert "more than the limit of" in reason(tmp_path / "x")


@pytest.mark.parametrize("size", [307_200, 62_464, 460_800, 787_456])
def test_a_file_is_no_raw_file_by_its_size(tmp_path: Path, size: int) -> None:
    """LibRaw takes every file of such a size for an old camera's."""
    rubbish = np.random.default_rng(1).integers(0, 256, size, dtype=np.uint8)
    (tmp_path / "x.raw").write_bytes(rubbish.tobytes())
    assert "not a picture" in reason(tmp_path / "x.raw")


def test_a_raw_file_is_not_read_whole(tmp_path: Path) -> None:
    """What follows the picture is left alone, and any name is found."""
    content = dng(truth(480, 320), 1, None)
    for name in ("x.dng", "Größe 笑顔.dng"):
        path = sparse(tmp_path / name, content, len(content) + 1_500_000_000)
        assert read_picture(path, max_side_px=100).full_size == (480, 320)


@needs(ANY_NAMES)
def test_a_raw_file_whose_name_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"M\xfcller.dng")
    try:
        path.write_bytes(dng(truth(480, 320), 1, None))
    except OSError:
        return  # this file system has text alone
    assert read_picture(path, max_side_px=100).full_size == (480, 320)


@pytest.mark.parametrize("share", [0.05, 0.4, 0.85])
@pytest.mark.parametrize("preview", ["none", "small"])
def test_cut_off_raw_files(tmp_path: Path, share: float, preview: str) -> None:
    small = encoded(Image.new("RGB", (60, 40), "black"), "JPEG") if preview == "small" else None
    content = dng(_grainy(), 1, small)
    (tmp_path / "x.dng").write_bytes(content[: int(len(content) * share)])
    text = reason(tmp_path / "x.dng")
    assert "damaged or cut off" in text


def test_a_raw_file_whose_mosaic_is_one_colour_from_the_middle_on(tmp_path: Path) -> None:
    """So LibRaw fills up some kinds where they are cut off, and says nothing."""
    pixels = _grainy()
    pixels[200:] = 0
    (tmp_path / "x.dng").write_bytes(dng(pixels, 1, None))
    assert "only about 62%" in reason(tmp_path / "x.dng")


@pytest.mark.parametrize(("start", "end"), [(0.5, 1.0), (0.2, 0.7)])
def test_a_packed_raw_file_of_which_a_part_is_zeros(
    tmp_path: Path, start: float, end: float
) -> None:
    """LibRaw makes one colour of some packed tiles of zeros, and says nothing."""
    tile = np.random.default_rng(3).integers(1, 256, 6000, np.uint8).tobytes()
    content = _packed_dng([tile] * 50)
    places = [len(content) - round(share * 300_000) for share in (1 - start, 1 - end)]
    (tmp_path / "x.dng").write_bytes(
        content[: places[0]] + bytes(places[1] - places[0]) + content[places[1] :]
    )
    assert reason(tmp_path / "x.dng").endswith("only about 50% of the picture is there")


def test_zeros_in_numbers_that_are_not_packed_are_black(tmp_path: Path) -> None:
    with (tmp_path / "x.dng").open("w+b") as file:
        file.write(dng(np.zeros((32, 48, 3), np.uint8), 1, None))
        assert share_there(file, kinds.Kind.TIFF, list(directories(file))) == 1


def _packed_dng(tiles: list[bytes]) -> bytes:
    """A mosaic in tiles of lossless JPEG; what is in them is not looked at before it is needed."""
    size, start = len(tiles[0]), 4096
    tags = {
        259: [7],
        262: [32803],
        271: b"Facefinder\0",
        50706: bytes([1, 4, 0, 0]),
        322: [64],
        323: [64],
        324: [start + number * size for number in range(len(tiles))],
        325: [size] * len(tiles),
    }
    head = tiff(np.zeros((64, 64 * len(tiles)), np.uint16), 32803, tags=tags)
    return head[:start].ljust(start, b"\0") + b"".join(tiles)


def test_a_cut_off_preview_is_not_the_picture(tmp_path: Path) -> None:
    pixels = _grainy()
    preview = encoded(Image.fromarray(pixels), "JPEG", quality=95)
    content = dng(pixels, 1, preview)
    place = content.index(preview)
    moved = _strip_at(len(content))
    assert content.count(_strip_at(place)) == 1
    whole = content.replace(_strip_at(place), moved) + preview
    (tmp_path / "x.dng").write_bytes(whole[: -len(preview) // 2])
    assert read_picture(tmp_path / "x.dng", max_side_px=400).pixels.shape == (160, 240, 3)


def _strip_at(place: int) -> bytes:
    return struct.pack("<HHII", 273, 4, 1, place)


def _grainy() -> Any:  # noqa: ANN401 - an array
    grain = np.random.default_rng(2).integers(-9, 10, (320, 480, 3))
    return (truth(480, 320) + grain).clip(0, 255).astype(np.uint8)


def test_numbers_above_the_stated_white(tmp_path: Path) -> None:
    """Not all white: where a file's white is not what its numbers say, they count."""
    stated = struct.pack("<HHII", 50717, 4, 1, 65535)
    content = dng(_grainy(), 1, None)
    assert content.count(stated) == 1
    wrong = content.replace(stated, struct.pack("<HHII", 50717, 4, 1, 4095))
    pictures = []
    for name, data in (("right", content), ("wrong", wrong)):
        (tmp_path / name).write_bytes(data)
        pictures.append(read_picture(tmp_path / name, max_side_px=240).pixels.astype(int))
    assert np.abs(pictures[0] - pictures[1]).mean() < 12


def bmp(bits: int, masks: tuple[int, ...], compression: int = 3, upside: int = 1) -> bytes:
    """The picture of `truth` with its colours in any bits."""
    pixels = truth()[::upside]
    numbers = np.zeros(pixels.shape[:2], f"<u{bits // 8}")
    for channel, mask in enumerate(masks[:3]):
        shift = (mask & -mask).bit_length() - 1
        full = mask >> shift
        values = (pixels[..., channel] / 255 * full).round().astype(np.uint32) << shift
        numbers |= values.astype(numbers.dtype)
    height, width = pixels.shape[:2]
    head = struct.pack("<IiiHHIIiiII", 108, width, -height * upside, 1, bits, compression, *[0] * 5)
    head = (head + struct.pack("<4I", *masks, *[0] * (4 - len(masks)))).ljust(108, b"\0")
    start = 14 + len(head)
    return struct.pack("<2sIII", b"BM", start + numbers.nbytes, 0, start) + head + numbers.tobytes()


MASKS = {
    "5 6 5": (16, (0xF800, 0x7E0, 0x1F), 3),
    "4 4 4 4": (16, (0xF00, 0xF0, 0xF, 0xF000), 3),
    "11 11 10": (32, (0xFFE00000, 0x1FFC00, 0x3FF), 3),
    "other order": (32, (0xFF, 0xFF0000, 0xFF00), 3),
    "alpha fields": (32, (0xFF000000, 0xFF0000, 0xFF00, 0xFF), 6),
}


@pytest.mark.parametrize("kind", MASKS)
@pytest.mark.parametrize("upside", [1, -1])
def test_bmp_with_colours_in_any_bits(tmp_path: Path, kind: str, upside: int) -> None:
    bits, masks, compression = MASKS[kind]
    (tmp_path / "x.bmp").write_bytes(bmp(bits, masks, compression, upside))
    pixels = read_picture(tmp_path / "x.bmp", max_side_px=500).pixels
    # Of four bits a step is 17 greys.
    assert np.abs(pixels.astype(int) - truth()).max() <= 9


def test_bmp_with_bit_fields_that_is_cut_off(tmp_path: Path) -> None:
    content = bmp(32, (0xFFE00000, 0x1FFC00, 0x3FF))
    (tmp_path / "x.bmp").write_bytes(content[: len(content) // 2])
    assert "damaged or cut off" in reason(tmp_path / "x.bmp")


def test_a_bitmap_without_its_file_head(tmp_path: Path) -> None:
    (tmp_path / "x.dib").write_bytes(encoded(Image.fromarray(truth()), "BMP")[14:])
    assert (read_picture(tmp_path / "x.dib", max_side_px=500).pixels == truth()).all()


@pytest.mark.parametrize("compression", [50001, 34712, 34887, 50002])
def test_a_tiff_packed_by_others_is_not_called_damaged(tmp_path: Path, compression: int) -> None:
    """WebP, JPEG 2000, LERC and JPEG XL inside."""
    (tmp_path / "x.tif").write_bytes(tiff(truth(), 2, tags={259: [compression]}))
    text = reason(tmp_path / "x.tif")
    assert "of a kind that facefinder cannot read" in text
    assert "damaged" not in text


@pytest.mark.parametrize("kind", ["TIFF", "AVIF"])
def test_a_file_whose_end_is_missing_is_called_cut_off(tmp_path: Path, kind: str) -> None:
    """Pillow puts a packed TIFF's directory at its end, and takes such files for no pictures."""
    options: dict[str, Any] = {"compression": "tiff_lzw"} if kind == "TIFF" else {}
    content = encoded(Image.fromarray(truth()), kind, **options)
    (tmp_path / "x").write_bytes(content[: len(content) * 9 // 10])
    assert reason(tmp_path / "x") == "the file is damaged or cut off"


def test_complex_numbers_are_no_picture(tmp_path: Path) -> None:
    """SampleFormat 6, as instruments write it; taken for whole numbers it was a white picture."""
    numbers = (truth()[..., 0] / 255).astype(np.complex64).view(np.uint64)
    (tmp_path / "x.tif").write_bytes(tiff(numbers, 1, tags={339: [6]}))
    assert "of a kind that facefinder cannot read" in reason(tmp_path / "x.tif")


def test_a_bmp_of_another_kind_is_not_called_damaged(tmp_path: Path) -> None:
    content = bytearray(encoded(Image.fromarray(truth()), "BMP"))
    content[30:34] = struct.pack("<I", 4)  # a JPEG inside
    (tmp_path / "x.bmp").write_bytes(content)
    text = reason(tmp_path / "x.bmp")
    assert "of a kind that facefinder cannot read" in text
    assert "damaged" not in text


def test_a_tiff_that_is_all_one_colour_and_names_a_maker(tmp_path: Path) -> None:
    (tmp_path / "x.tif").write_bytes(tiff(truth(), 2, tags={271: b"Canon\0"}))
    assert (read_picture(tmp_path / "x.tif", max_side_px=500).pixels == truth()).all()
    assert read_head(tmp_path / "x.tif").stored == truth().shape[1::-1]


@pytest.mark.parametrize(
    ("make", "lasting"),
    [
        (lambda: OSError(errno.EINVAL, "Invalid argument"), True),
        (lambda: OSError(errno.EOVERFLOW, "Value too large for defined data type"), True),
        (lambda: OSError(errno.EIO, "Input/output error"), False),
        (lambda: OSError(errno.ESTALE, "Stale file handle"), False),
    ],
)
def test_what_the_system_says_is_not_shown(make: Callable[[], OSError], lasting: bool) -> None:
    error = make()
    told = reading_error(error)
    assert isinstance(told, PhotoError)
    assert told.lasting is lasting
    assert str(error.strerror) not in told.reason


def test_places_beyond_all_files_are_damage(tmp_path: Path) -> None:
    content = tiff(truth().astype(np.uint16), 2, tags={324: [2**31], 322: [16], 323: [16]})
    (tmp_path / "x.tif").write_bytes(content)
    assert "damaged" in reason(tmp_path / "x.tif")
    content = tiff(truth().astype(np.uint16), 2, big=True)
    place = content.index(struct.pack("<HHQ", 273, 16, 1)) + 12
    for far in (2**63 - 1, 2**63, 2**64 - 1):
        (tmp_path / "x.tif").write_bytes(
            content[:place] + struct.pack("<Q", far) + content[place + 8 :]
        )
        assert "damaged" in reason(tmp_path / "x.tif")


@pytest.mark.parametrize("quality", [5, 90])
def test_how_coarse_a_jpeg_inside_another_file_is(tmp_path: Path, quality: int) -> None:
    pixels = Image.fromarray(_grainy())
    plain = encoded(pixels, "JPEG", quality=quality)
    (tmp_path / "plain.jpg").write_bytes(plain)
    (tmp_path / "in.tif").write_bytes(encoded(pixels, "TIFF", compression="jpeg", quality=quality))
    (tmp_path / "in.dng").write_bytes(dng(_grainy(), 1, plain))
    steps = {
        path.name: read_picture(path, max_side_px=300).jpeg_step for path in tmp_path.iterdir()
    }
    assert len(set(steps.values())) == 1, steps
    assert steps["plain.jpg"] == {5: 160, 90: 3}[quality]
