"""What decoding does with damaged files, things that are no pictures, and other people's files."""

import hashlib
import os
import pickle
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from facefinder.decode.file import (
    HASHED_BLOCK,
    HASHED_BLOCKS,
    HASHED_END,
    content_hash,
)
from facefinder.decode.picture import read_picture
from facefinder.errors import PhotoError
from facefinder.records.limits import MAX_PIXELS
from tests.support.needs import ANY_NAMES, DEVICES, needs
from tests.support.picture_files import dng, encoded, noise, truth

KINDS = ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF", "AVIF"]


def write(path: Path, content: bytes | bytearray) -> Path:
    path.write_bytes(content)
    return path


def reason(path: Path, max_pixels: int = MAX_PIXELS) -> tuple[str, bool]:
    with pytest.raises(PhotoError) as caught:
        read_picture(path, max_side_px=1000, max_pixels=max_pixels)
    return caught.value.reason, caught.value.lasting


def test_a_damaged_raw(tmp_path: Path) -> None:
    content = dng(truth(480, 320), 1, None)
    assert reason(write(tmp_path / "x.dng", content[: len(content) // 2]))[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_cut_off_files_are_told(tmp_path: Path, kind: str, share: float) -> None:
    content = noise(kind)
    text, lasting = reason(write(tmp_path / "x", content[: int(len(content) * share)]))
    assert "damaged or cut off" in text or "not a picture" in text
    assert lasting


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photo_that_lacks_its_last_bytes_is_read(tmp_path: Path, progressive: bool) -> None:
    content = noise("JPEG", quality=95, progressive=progressive)
    whole = read_picture(write(tmp_path / "a", content), max_side_px=1000).pixels
    cut = read_picture(write(tmp_path / "b", content[: len(content) * 97 // 100]), max_side_px=1000)
    assert cut.pixels.shape == whole.shape
    if not progressive:
        assert (cut.pixels[:176] == whole[:176]).all()


def test_how_much_is_there_is_not_said_where_nobody_knows(tmp_path: Path) -> None:
    data = noise("HEIF")
    path = write(tmp_path / "x.heic", data[: len(data) * 3 // 5])
    assert reason(path) == ("the file is damaged or cut off", True)


def test_what_a_cut_off_photo_still_shows_is_said(tmp_path: Path) -> None:
    content = noise("JPEG", quality=95)
    text, _ = reason(write(tmp_path / "x", content[: len(content) // 2]))
    assert "only about 5" in text or "only about 4" in text


@settings(max_examples=120)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF", "LZW", "BMP", "GIF", "HEIF", "AVIF", "DNG"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=12),
    st.floats(0, 1),
)
def test_no_damage_does_more_than_a_photo_error(
    tmp_path_factory: pytest.TempPathFactory,
    kind: str,
    flips: list[tuple[float, int]],
    keep: float,
) -> None:
    content = bytearray(_SAMPLES.get(kind) or _SAMPLES.setdefault(kind, _sample(kind)))
    for place, bits in flips:
        content[int(place * len(content))] ^= bits
    file = tmp_path_factory.mktemp("fuzz") / "x"
    file.write_bytes(content[: int(len(content) * max(keep, 0.01))])
    try:
        picture = read_picture(file, max_side_px=64, max_pixels=10**6)
    except PhotoError:
        return
    assert max(picture.pixels.shape[:2]) <= 64


_SAMPLES: dict[str, bytes] = {}


def _sample(kind: str) -> bytes:
    if kind == "DNG":
        return dng(truth(), 1, encoded(Image.fromarray(truth()), "JPEG"))
    return noise("TIFF", compression="tiff_lzw") if kind == "LZW" else noise(kind)


@pytest.mark.slow
def test_a_decompression_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(tmp_path / "x.png")
    text, lasting = reason(tmp_path / "x.png")
    assert "30000 x 30000" in text
    assert not lasting, "the next run may have another limit"
    Image.new("L", (100, 100)).save(tmp_path / "y.png")
    assert "limit" in reason(tmp_path / "y.png", max_pixels=9_999)[0]
    read_picture(tmp_path / "y.png", max_side_px=50, max_pixels=10_000)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"hello", "not a picture"),
        (b"PK\3\4" + bytes(500), "an archive, and no picture; give it a name that ends in .zip"),
        (bytes(257) + b"ustar" + bytes(500), "give it a name that ends in .tar"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (bytes(5000), "not a picture"),
        (b"\xff\xd8\xff", "not a picture"),
        (b"II*\0\x08\0\0\0\xff\xff", ""),
        (b"\x89PNG\r\n\x1a\n", ""),
    ],
)
def test_what_is_no_picture(tmp_path: Path, content: bytes, expected: str) -> None:
    text, lasting = reason(write(tmp_path / "x.jpg", content))
    assert expected in text
    assert lasting


def test_what_the_file_system_refuses_may_pass(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone.jpg") == ("it is no longer there", False)
    assert reason(write(tmp_path / "file", b"x") / "x.jpg") == ("it is no longer there", False)
    with pytest.raises(PhotoError):
        content_hash(tmp_path / "gone.jpg")


@needs(DEVICES)
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    os.mkfifo(tmp_path / "pipe.jpg")
    for path in (tmp_path, tmp_path / "pipe.jpg", Path("/dev/zero")):
        assert reason(path) == ("it is not a regular file", True)
        with pytest.raises(PhotoError):
            content_hash(path)


@needs(ANY_NAMES)
def test_any_name(tmp_path: Path) -> None:
    content = encoded(Image.fromarray(truth()), "JPEG")
    for name in ("Größe 笑顔 😀\n.jpg", "n" * 250, os.fsdecode(b"M\xfcller.jpg")):
        if sys.platform == "linux" or name.isprintable():
            read_picture(write(tmp_path / name, content), max_side_px=10)
            content_hash(tmp_path / name)


def test_reading_changes_nothing_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    upright = truth(480, 320)
    contents = {kind: noise(kind) for kind in KINDS}
    contents["LZW"] = noise("TIFF", compression="tiff_lzw")
    contents["ZIP"] = noise("TIFF", compression="tiff_adobe_deflate")
    contents["DNG"] = dng(upright, 6, encoded(Image.fromarray(upright), "JPEG"))
    contents |= {
        f"{kind} damaged": content[: len(content) // 2] + bytes(50) + content[len(content) // 2 :]
        for kind, content in contents.items()
    }
    capfd.readouterr()  # an encoder greets
    for name, content in contents.items():
        file = write(tmp_path / name, content)
        file.chmod(0o444)
        os.utime(file, ns=(10**18, 10**18))
        try:
            read_picture(file, max_side_px=100)
        except PhotoError:
            assert "damaged" in name
        content_hash(file)
        assert file.read_bytes() == content
        assert file.stat().st_mtime_ns == 10**18
    assert {path.name for path in tmp_path.iterdir()} == set(contents)
    assert capfd.readouterr() == ("", "")


def test_the_content_hash_sees_size_head_and_tail(tmp_path: Path) -> None:
    content = bytes(300_000)
    hashes = {
        content_hash(write(tmp_path / str(number), variant))
        for number, variant in enumerate(
            [content, b"x" + content[1:], content[:-1] + b"x", content[:-1], b"x", content[:70_000]]
        )
    }
    assert len(hashes) == 6
    assert {len(digest) for digest in hashes} == {16}
    assert content_hash(write(tmp_path / "elsewhere", content)) in hashes


def scan(path: Path, shade: int) -> Path:
    """A page with white margins, and something in the middle that is as dark as that."""
    page = Image.new("RGB", (900, 1000), "white")
    page.paste((shade,) * 3, (200, 250, 700, 750))
    page.save(path)
    return path


@pytest.mark.parametrize("kind", ["bmp", "tif"])
def test_two_scans_with_white_margins_have_a_content_hash_each(tmp_path: Path, kind: str) -> None:
    one, other = (scan(tmp_path / f"{shade}.{kind}", shade) for shade in (40, 90))
    assert one.stat().st_size == other.stat().st_size
    assert content_hash(one) != content_hash(other)


@given(
    st.integers(1, 2 * HASHED_END + HASHED_BLOCKS * HASHED_BLOCK), st.floats(0, 1, exclude_max=True)
)
@settings(max_examples=50)
def test_the_content_hash_sees_all_of_a_small_file_that_is_not_compressed(
    tmp_path_factory: pytest.TempPathFactory, size: int, place: float
) -> None:
    folder, changed = tmp_path_factory.mktemp("hash"), bytearray(size)
    changed[int(place * size)] = 1
    hashes = {content_hash(write(folder / "x", content)) for content in (bytes(size), changed)}
    assert len(hashes) == 2


@pytest.mark.parametrize(
    "start", [b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF\0\0\n\0WEBP", b"\0\0\0\x18ftypheic"]
)
def test_the_content_hash_of_a_compressed_file_stays(tmp_path: Path, start: bytes) -> None:
    """Decisions about faces are kept by it."""
    content = bytearray(start.ljust(300_000, b"\0"))
    before = content_hash(write(tmp_path / "x", content))
    content[HASHED_END:-HASHED_END] = b"x" * (len(content) - 2 * HASHED_END)
    assert content_hash(write(tmp_path / "x", content)) == before
    ends = content[:HASHED_END] + content[-HASHED_END:]
    size = len(content).to_bytes(8, "little")
    assert before == hashlib.blake2b(size + ends, digest_size=16).digest()


def test_a_photo_error_survives_the_way_to_the_parent(tmp_path: Path) -> None:
    with pytest.raises(PhotoError) as caught:
        read_picture(write(tmp_path / "x.jpg", b"hello"), max_side_px=10)
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (copy.reason, copy.lasting) == (caught.value.reason, caught.value.lasting)
