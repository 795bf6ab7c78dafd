"""When a photo was taken, by what its file says."""

import io
import random
import struct
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from facefinder.decode.taken import date_taken
from tests.support.videos import box

EXIF, TAKEN, DIGITIZED, CHANGED = 0x8769, 0x9003, 0x9004, 0x0132
KINDS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "MPO")


def encoded(kind: str, tags: dict[int, str]) -> bytes:
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x0131] = "facefinder"  # Pillow takes a block of dates alone for an empty one
    for tag, text in tags.items():
        if tag == CHANGED:
            exif[tag] = text
        else:
            exif.get_ifd(EXIF)[tag] = text
    output = io.BytesIO()
    image = Image.effect_noise((64, 48), 60).convert("RGB")
    image.save(output, kind, exif=exif.tobytes() if kind == "HEIF" else exif)
    return output.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_the_date_in_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(encoded(kind, {TAKEN: "2018:07:22 14:30:01", CHANGED: "2020:01:01 00:00:00"}))
    assert date_taken(path) == "2018-07-22"
    path.write_bytes(encoded(kind, {CHANGED: "2020:01:01 00:00:00"}))
    assert date_taken(path) == "2020-01-01"
    path.write_bytes(encoded(kind, {TAKEN: "0000:00:00 00:00:00", DIGITIZED: "2019:02:03 0:0:0"}))
    assert date_taken(path) == "2019-02-03"
    path.write_bytes(encoded(kind, {}))
    assert date_taken(path) == ""


@pytest.mark.parametrize("year", ["0001", "0000", "1601", "1825"])
def test_a_date_before_there_were_photos_is_none(tmp_path: Path, year: str) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(encoded("JPEG", {TAKEN: f"{year}:01:01 00:00:00"}))
    assert date_taken(path) == ""
    path.write_bytes(encoded("JPEG", {TAKEN: "1826:01:01 00:00:00"}))
    assert date_taken(path) == "1826-01-01"


XMP_KINDS = ("JPEG", "MPO", "PNG", "PNG, compressed", "WEBP", "HEIF", "AVIF", "TIFF")


def save_with_xmp(path: Path, kind: str, packet: bytes, **options: object) -> None:
    """Write a photo that has this packet, and EXIF only if there is some among the options."""
    kind, _, compressed = kind.partition(", ")
    image = Image.new("RGB", (64, 48))
    if kind == "PNG":
        text = PngInfo()
        text.add_itxt("Comment", 'exif:DateTimeOriginal="2001-01-01"')
        text.add_itxt("XML:com.adobe.xmp", packet.decode(), zip=bool(compressed))
        options["pnginfo"] = text
    elif kind == "TIFF":
        options["tiffinfo"] = {700: packet}
    else:
        options["xmp"] = packet
    pillow_heif.register_heif_opener()
    image.save(path, kind, **options)


@pytest.mark.parametrize("kind", XMP_KINDS)
@pytest.mark.parametrize(
    "said",
    [
        '<li exif:DateTimeOriginal="2018-07-22T14:30:01" xmp:CreateDate="2020-01-01"/>',
        "<li xmp:CreateDate = '2020-01-01'><photoshop:DateCreated>\n2018-07-22</li>",
    ],
)
def test_the_date_of_a_photo_that_has_xmp_alone(tmp_path: Path, said: str, kind: str) -> None:
    path = tmp_path / "x.jpg"
    save_with_xmp(path, kind, f"<x:xmpmeta>{said}</x:xmpmeta>".encode())
    assert date_taken(path) == "2018-07-22"
    save_with_xmp(path, kind, said.replace("-07-", "-13-").replace("2020", "year").encode())
    assert date_taken(path) == ""


@pytest.mark.parametrize("kind", [kind for kind in XMP_KINDS if kind != "TIFF"])
def test_exif_counts_before_xmp(tmp_path: Path, kind: str) -> None:
    tags = Image.Exif()
    tags[0x0131] = "facefinder"
    tags.get_ifd(EXIF)[TAKEN] = "2017:01:02 03:04:05"
    packet = b'<li exif:DateTimeOriginal="2018-07-22T14:30:01"/>'
    save_with_xmp(tmp_path / "x", kind, packet, exif=tags.tobytes() if kind == "HEIF" else tags)
    assert date_taken(tmp_path / "x") == "2017-01-02"


def test_xmp_behind_thousands_of_chunks_of_pixels(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    save_with_xmp(path, "PNG", b'<li exif:DateTimeOriginal="2018-07-22T14:30:01"/>')
    head, text = path.read_bytes()[:33], path.read_bytes()[33:]
    path.write_bytes(head + struct.pack(">I4s8xI", 8, b"IDAT", 0) * 5000 + text)
    assert date_taken(path) == "2018-07-22"


def directory(order: str, tag: int, text: bytes) -> bytes:
    """A directory that leads to one with a date, as a TIFF has them."""
    head = b"II*\0" if order == "<" else b"MM\0*"
    first = struct.pack(f"{order}HHHII", 1, EXIF, 4, 1, 26) + bytes(4)
    second = struct.pack(f"{order}HHHII", 1, tag, 2, len(text), 44) + bytes(4)
    return head + struct.pack(f"{order}I", 8) + first + second + text


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_date_in_raw_files(tmp_path: Path, order: str) -> None:
    path = tmp_path / "x"
    tags = directory(order, TAKEN, b"2018:07:22 14:30:01\0")
    path.write_bytes(b"IIU\0" + tags[4:] if order == "<" else tags)  # Panasonic's, and most others
    assert date_taken(path) == "2018-07-22"
    canon = box(b"uuid", bytes.fromhex("85c0b687820f11e08111f4ce462b6a48") + box(b"CMT2", tags))
    path.write_bytes(box(b"ftyp", b"crx \0\0\0\1") + box(b"moov", box(b"free", b"") + canon))
    assert date_taken(path) == "2018-07-22"
    jpeg = encoded("JPEG", {TAKEN: "2018:07:22 14:30:01"})
    path.write_bytes(b"FUJIFILMCCD-RAW ".ljust(84) + struct.pack(">I", 100) + bytes(12) + jpeg)
    assert date_taken(path) == "2018-07-22"


@settings(max_examples=400)
@given(st.sampled_from(KINDS + XMP_KINDS), st.integers(0, 10**6), st.integers(1, 20), st.booleans())
def test_damage_is_no_date_and_no_error(
    tmp_path_factory: pytest.TempPathFactory, kind: str, seed: int, changes: int, cut: bool
) -> None:
    luck = random.Random(seed)  # noqa: S311 - not for secrets
    path = tmp_path_factory.mktemp("damaged") / "x"
    if seed % 2 and kind in KINDS:
        path.write_bytes(encoded(kind, {TAKEN: "2018:07:22 14:30:01"}))
    else:
        save_with_xmp(path, kind, b'<li exif:DateTimeOriginal="2018-07-22T14:30:01"/>')
    content = bytearray(path.read_bytes())
    for _ in range(changes):
        content[luck.randrange(min(1024, len(content)))] = luck.randrange(256)
    path.write_bytes(content[: luck.randrange(len(content))] if cut else content)
    assert len(date_taken(path)) in (0, 10)
