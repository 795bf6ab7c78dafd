"""Pictures whose end is zeros: lost where it was a part of the picture, harmless behind it."""

import io
import os
import struct
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import numpy as np
import pytest
from PIL import Image

from facefinder.decode.picture import read_picture
from facefinder.decode.zeros import BLOCK, zeros_from
from facefinder.errors import PhotoError
from tests.support.zeros import lengthen

KINDS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90},
    "JPEG progressive": {"quality": 90, "progressive": True},
    "PNG": {},
    "GIF": {},
    "WEBP": {"quality": 85},
    "WEBP lossless": {"lossless": True},
    "AVIF": {"quality": 80},
    "HEIF": {"quality": 85},
}


def content(kind: str) -> bytes:
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    output = io.BytesIO()
    Image.fromarray(noise).resize((800, 600)).save(output, kind.split(maxsplit=1)[0], **KINDS[kind])
    return output.getvalue()


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_whose_end_is_zeros_is_damaged(tmp_path: Path, kind: str, share: float) -> None:
    data = content(kind)
    there = round(len(data) * share)
    (tmp_path / "x").write_bytes(data[:there] + bytes(len(data) - there))
    with pytest.raises(PhotoError, match="damaged or cut off"):
        read_picture(tmp_path / "x", max_side_px=500)


@pytest.mark.parametrize("zeros", [1, 5000, 3 * 10**9])
@pytest.mark.parametrize("kind", KINDS)
def test_zeros_behind_a_picture_are_no_loss(tmp_path: Path, kind: str, zeros: int) -> None:
    if zeros > 10**9 and kind.split(maxsplit=1)[0] in ("WEBP", "AVIF", "HEIF"):
        return  # larger than these may be
    (tmp_path / "x").write_bytes(content(kind))
    lengthen(tmp_path / "x", (tmp_path / "x").stat().st_size + zeros)
    assert read_picture(tmp_path / "x", max_side_px=500).pixels.any()


def test_what_follows_a_jpeg_may_be_lost(tmp_path: Path) -> None:
    """A second picture, or the film of a moving photo."""
    film = np.random.default_rng(2).bytes(50_000).replace(b"\xff\xd9", b"\xff\0")
    (tmp_path / "x.jpg").write_bytes(content("JPEG") + film + bytes(10**6))
    assert read_picture(tmp_path / "x.jpg", max_side_px=500).pixels.any()


def test_gigabytes_of_zeros_are_not_read(tmp_path: Path) -> None:
    data = content("JPEG progressive")
    path = tmp_path / "x"
    path.write_bytes(data[: len(data) // 2])
    lengthen(path, 4 * 10**9)
    with Counted(path) as file:
        assert zeros_from(file, 4 * 10**9) == len(data[: len(data) // 2].rstrip(b"\0"))
        assert file.bytes_read < 100 * BLOCK
    with pytest.raises(PhotoError, match=r"damaged or cut off$"):
        read_picture(path, max_side_px=500)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP"])
def test_half_a_picture_before_gigabytes_of_zeros_is_read_as_if_it_were_cut_off(
    tmp_path: Path, kind: str
) -> None:
    data = run_lengths() if kind == "BMP" else content(kind)
    path = tmp_path / "x"
    path.write_bytes(data[: len(data) // 2])
    lengthen(path, 200_000_000)
    source = CountedSource(path)
    with pytest.raises(PhotoError, match="damaged or cut off"):
        read_picture(source, max_side_px=500)
    assert sum(file.bytes_read for file in source.opened) < 10 * len(data) + 100 * BLOCK


def run_lengths() -> bytes:
    """A BMP of 200 x 200 pixels, each a run of its own."""
    shades = np.random.default_rng(3).integers(1, 256, (200, 200), np.uint8)
    rows = np.stack([np.ones_like(shades), shades], axis=2).reshape(200, 400)
    pixels = b"".join(row.tobytes() + b"\0\0" for row in rows) + b"\0\1"
    palette = bytes(np.repeat(np.arange(256, dtype=np.uint8), 4))
    head = struct.pack("<IiiHHIIiiII", 40, 200, 200, 1, 8, 1, len(pixels), 0, 0, 256, 0)
    start = 14 + len(head) + len(palette)
    size = start + len(pixels)
    return b"BM" + struct.pack("<IHHI", size, 0, 0, start) + head + palette + pixels


class Counted(io.FileIO):
    """A file that counts how many bytes were read."""

    bytes_read = 0

    def read(self, size: int | None = -1, /) -> bytes:
        part = super().read(-1 if size is None else size) or b""
        self.bytes_read += len(part)
        return part


class CountedSource:
    """A file as a photo is read from it, which counts."""

    def __init__(self, path: Path) -> None:
        self._path, self.name = path, path.name
        self.opened: list[Counted] = []

    def stat(self) -> os.stat_result:
        return self._path.stat()

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        self.opened.append(Counted(self._path))
        return cast("BinaryIO", self.opened[-1])


@pytest.mark.parametrize("there", [0, 1, 15, 16, 17, 4095, 4096, 4097, 70_000])
@pytest.mark.parametrize("zeros", [16, 17, 4096, 5000, 1_000_000])
def test_where_zeros_begin(there: int, zeros: int) -> None:
    file = io.BytesIO(b"x" * there + bytes(zeros))
    assert zeros_from(file, there + zeros) == there


def test_where_zeros_begin_in_the_front_of_a_file() -> None:
    assert zeros_from(io.BytesIO(b"x" * 5000 + bytes(3000) + b"x" * 5000), 8000) == 5000
