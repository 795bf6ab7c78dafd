"""Files of several pictures: which there are, and each as it was stored."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from facefinder.decode import pages
from facefinder.decode.found import count_pictures
from facefinder.decode.head import read_head
from facefinder.decode.pages import is_of, place_hash
from facefinder.decode.picture import read_picture
from facefinder.errors import PhotoError
from facefinder.records.videos import written
from tests.support.zeros import lengthen

COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]


def pictures() -> list[Image.Image]:
    return [Image.new("RGB", (64 + 8 * n, 48), colour) for n, colour in enumerate(COLOURS)]


def tiff(**options: str) -> Callable[[Path], None]:
    first, *others = pictures()
    return lambda path: first.save(path, "TIFF", save_all=True, append_images=others, **options)


def deep(path: Path) -> None:
    """Greys of 16 bits, which Pillow reads wrongly."""
    first, *others = [
        Image.fromarray(np.tile(np.arange(64 + 8 * n, dtype=np.uint16) * 900, (48, 1)))
        for n in range(3)
    ]
    first.save(path, "TIFF", save_all=True, append_images=others)


def heic(path: Path, first: int = 0) -> None:
    file = pillow_heif.HeifFile()  # type: ignore[no-untyped-call]  # it states no types
    for picture in pictures():
        file.add_from_pillow(picture)
    file.save(path, primary_index=first)


def read(path: Path, page: int) -> tuple[tuple[int, int], list[int]]:
    picture = read_picture(path, max_side_px=512, inside=f"page {page}" if page > 1 else "")
    return picture.full_size, picture.pixels[5, 5].tolist()


@pytest.mark.parametrize(
    "write",
    [tiff(), tiff(compression="tiff_lzw"), tiff(compression="jpeg"), heic],
    ids=["plain", "lzw", "jpeg", "heic"],
)
def test_each_page_is_the_picture_that_was_stored(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    write(tmp_path / "x")
    assert read_picture(tmp_path / "x", max_side_px=512).pages == 3
    for number, colour in enumerate(COLOURS):
        size, pixel = read(tmp_path / "x", number + 1)
        assert size == (64 + 8 * number, 48)
        assert pixel == pytest.approx(colour, abs=2)  # of a lossy kind
    with pytest.raises(PhotoError):
        read(tmp_path / "x", 4)


def test_deep_pages_are_read_by_their_own_tags(tmp_path: Path) -> None:
    deep(tmp_path / "x.tif")
    assert [read(tmp_path / "x.tif", page)[0][0] for page in (1, 2, 3)] == [64, 72, 80]
    with pytest.raises(PhotoError):
        read(tmp_path / "x.tif", 4)


def test_the_first_picture_of_a_heic_is_the_one_that_it_calls_so(tmp_path: Path) -> None:
    heic(tmp_path / "x", first=1)
    assert [read(tmp_path / "x", page)[0][0] for page in (1, 2, 3)] == [72, 64, 80]


def test_smaller_copies_and_masks_are_no_pages(tmp_path: Path) -> None:
    first, *others = pictures()
    for other, kind in zip(others, (1, 4), strict=True):
        other.encoderinfo = {"tiffinfo": {254: kind}}
    first.save(tmp_path / "x.tif", save_all=True, append_images=others)
    assert read_picture(tmp_path / "x.tif", max_side_px=512).pages == 1


@pytest.mark.parametrize("count", [1, 2])
def test_a_small_copy_in_front_is_not_the_picture(tmp_path: Path, count: int) -> None:
    copy, *others = pictures()
    for other in others:
        other.encoderinfo = {"tiffinfo": {254: 0}}
    path = tmp_path / "x.tif"
    copy.save(path, save_all=True, append_images=others[:count], tiffinfo={254: 1})
    assert read_picture(path, max_side_px=512).pages == count
    assert [read(path, page + 1)[0][0] for page in range(count)] == [72, 80][:count]
    assert read_head(path).stored == (72, 48)


def test_more_views_of_an_mpo_are_counted_but_no_maps(tmp_path: Path) -> None:
    first, other, _ = pictures()
    first.save(tmp_path / "x", "MPO", save_all=True, append_images=[other, other.reduce(4)])
    picture = read_picture(tmp_path / "x", max_side_px=512)
    assert (picture.pages, picture.unseen) == (1, 1)


@pytest.mark.parametrize(
    "head",
    [
        b'<rdf:Description hdrgm:Version="1.0"/>',
        b"<HDRGainMap:HDRGainMapVersion>65536</HDRGainMap:HDRGainMapVersion>",
        b"<apdi:AuxiliaryImageType>urn:com:apple:photo:2018:aux:depth</apdi:AuxiliaryImageType>",
    ],
)
def test_a_map_as_large_as_the_photo_is_no_view(tmp_path: Path, head: bytes) -> None:
    first, other, _ = pictures()
    other.encoderinfo = {"xmp": head}
    first.save(tmp_path / "x", "MPO", save_all=True, append_images=[other])
    with Image.open(tmp_path / "x") as image:
        assert image.format == "MPO"
    assert read_picture(tmp_path / "x", max_side_px=512).unseen == 0


def test_so_many_pages_are_read_and_the_others_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    tiff()(tmp_path / "x")
    picture = read_picture(tmp_path / "x", max_side_px=512)
    assert (picture.pages, picture.unseen) == (2, 1)


def directory_places(content: bytes) -> list[int]:
    """Where the directories of a little-endian TIFF stand."""
    (place,) = struct.unpack_from("<I", content, 4)
    places = []
    while place:
        places.append(place)
        (entries,) = struct.unpack_from("<H", content, place)
        (place,) = struct.unpack_from("<I", content, place + 2 + 12 * entries)
    return places


@pytest.mark.parametrize("there", [1, 2])
@pytest.mark.parametrize("more", [0, 1, 20])
def test_pages_behind_the_end_of_a_file_are_missed(tmp_path: Path, there: int, more: int) -> None:
    path = tmp_path / "x"
    tiff(compression="tiff_lzw")(path)
    content = path.read_bytes()
    path.write_bytes(content[: directory_places(content)[there] + more])
    assert read_picture(path, max_side_px=512).pages == there + 1
    assert count_pictures(path) == there + 1
    for page in range(1, there + 1):
        assert read(path, page)[1] == list(COLOURS[page - 1])
    with pytest.raises(PhotoError, match="ends before this page"):
        read(path, there + 1)


def test_a_page_has_a_hash_of_its_own_that_tells_its_file() -> None:
    file = bytes(range(16))
    assert place_hash(file, "") == file
    places = [f"page {page}" for page in range(2, 100)]
    places += [written(moment) for moment in (0, 1, 3_600_000)]
    assert len({place_hash(file, place) for place in ("", *places)}) == 102
    for place in ("", "page 7", "1:00:00.000"):
        assert is_of(place_hash(file, place), file)
        assert not is_of(place_hash(bytes(16), place), file)


@pytest.mark.parametrize("write", [tiff(), deep, heic])
def test_pictures_are_counted_without_reading_any(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    write(tmp_path / "x")
    assert count_pictures(tmp_path / "x") == 3


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_frames_of_a_film_are_counted(tmp_path: Path, kind: str) -> None:
    first, *others = (picture.resize((64, 48)) for picture in pictures())
    first.save(tmp_path / "x", kind, save_all=True, append_images=others)
    picture = read_picture(tmp_path / "x", max_side_px=512)
    assert (picture.pages, picture.unseen) == (1, 2)


def test_frames_are_not_looked_for_without_end(tmp_path: Path) -> None:
    first, *others = (picture.resize((64, 48)) for picture in pictures())
    first.save(tmp_path / "x", "GIF", save_all=True, append_images=others)
    content = (tmp_path / "x").read_bytes().removesuffix(b";")
    (tmp_path / "x").write_bytes(content)
    lengthen(tmp_path / "x", 3_000_000_000)
    assert read_picture(tmp_path / "x", max_side_px=512).unseen == 2
