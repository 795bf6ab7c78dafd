"""A film that a telephone takes with a photo belongs to the photo."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.records.photos import Photo
from facefinder.sources import moments
from facefinder.sources.archives import close_archives, listing
from facefinder.sources.moments import films_of, moving_part, parts_among, stills_of
from tests.support.archive_files import pack

UUID = "0A1B2C3D-4E5F-6789-ABCD-EF0123456789"

PAIRS = [
    ("IMG_1.HEIC", "IMG_1.MOV"),
    ("IMG_1.JPG", "IMG_1.mov"),
    ("IMG_1.heic", "IMG_1.mp4"),
    ("IMG_1(1).HEIC", "IMG_1(1).MP4"),
    ("IMG_1.HEIC", "IMG_1.HEIC.MOV"),
    ("PXL_1.MP.jpg", "PXL_1.MP"),
    (f"{UUID}.heic", f"{UUID}_3.mov"),
]


@pytest.mark.parametrize(("still", "film"), PAIRS)
def test_a_photo_and_its_film_are_known_by_their_names(
    tmp_path: Path, still: str, film: str
) -> None:
    assert film in set(films_of(still))
    assert still in set(stills_of(film))
    assert parts_among({still: 100, film: 100, "other.MOV": 100}) == {film}
    for name in (still, film):
        (tmp_path / name).write_bytes(b"12")
    part = moving_part(Photo(str(tmp_path), still, 2, 0))
    assert part is not None
    assert (part.relative.casefold(), part.size) == (film.casefold(), 2)


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), max_size=12)
    | st.just(UUID)
    | st.just(f"a/{UUID}_3")
)
def test_whatever_is_a_film_of_a_photo_has_it_as_its_photo(stem: str) -> None:
    for extension in ("HEIC", "jpg", "JPEG"):
        still = f"{stem}.{extension}"
        assert all(still in set(stills_of(film)) for film in films_of(still))


@pytest.mark.parametrize("name", ["", ".mov", "mov", "x.avi", "x.png", "x.MP.png", "x"])
def test_other_names_are_no_part_of_anything(name: str) -> None:
    assert list(stills_of(name)) == []
    assert list(films_of(name)) == []


def test_only_in_a_library_of_apples_photos_a_number_belongs_to_the_name() -> None:
    assert parts_among({"IMG.heic": 1, "IMG_3.mov": 1}) == set()


def test_a_long_film_that_is_called_like_a_photo_is_one_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "MOST_BYTES", 10)
    (tmp_path / "x.mov").write_bytes(bytes(11))
    (tmp_path / "y.mov").mkdir()
    (tmp_path / "z.mov").write_bytes(b"")
    for stem in "xyz":
        assert moving_part(Photo(str(tmp_path), f"{stem}.jpg", 1, 0)) is None
    assert parts_among({"x.mov": 11, "x.jpg": 5}) == set()


@pytest.mark.parametrize("ending", [".zip", ".tgz"])
def test_the_film_may_be_in_the_archive_with_the_photo(tmp_path: Path, ending: str) -> None:
    archive = pack(tmp_path / f"x{ending}", {"a/1.MP4": b"film", "a/1.HEIC": b"1", "1.MOV": b"2"})
    file = Photo(str(tmp_path), archive.name, 0, 0)
    with listing(archive) as members:
        assert members is not None
        photos = [file.members(*entry.key) for entry in members.entries()]
    part = moving_part(photos[1])
    assert part == photos[0]
    close_archives()
    archive.unlink()
    assert moving_part(photos[1]) is None
