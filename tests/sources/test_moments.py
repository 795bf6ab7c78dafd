"""A film that a telephone takes with a photo belongs to the photo."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.discover.photos import find_photos
from facefinder.discover.rules import Rules
from facefinder.records.left_out import PART, Kind
from facefinder.records.photos import Photo
from facefinder.sources import moments
from facefinder.sources.archives import close_archives, listing
from facefinder.sources.film_names import films_of, stills_of
from facefinder.sources.moments import ASKED_BYTES, moving_parts, parts_among
from tests.support.archive_files import pack
from tests.support.videos import lasting

FILM = b"\0\0\0\x18ftypmp42".ljust(200, b"\0")
UUID = "0A1B2C3D-4E5F-6789-ABCD-EF0123456789"

PAIRS = [
    ("IMG_1.HEIC", "IMG_1.MOV"),
    ("IMG_1.JPG", "IMG_1.mov"),
    ("IMG_1.heic", "IMG_1.mp4"),
    ("IMG_1(1).HEIC", "IMG_1(1).MP4"),
    ("IMG_1.HEIC", "IMG_1.HEIC.MOV"),
    ("PXL_1.MP.jpg", "PXL_1.MP"),
    (f"{UUID}.heic", f"{UUID}_3.mov"),
    ("PXL_1.MP~2.jpg", "PXL_1.MP~2"),
    ("PXL_1.MV.jpg", "PXL_1.MV"),
    ("PXL_1.MP(1).jpg", "PXL_1(1).MP"),
    ("PXL_1.MP(1).jpg", "PXL_1.MP(1)"),
    ("IMG_1(2).HEIC", "IMG_1.HEIC(2).MOV"),
    ("MVIMG_20190101_120000.jpg", "MVIMG_20190101_120000"),
    ("IMG_1.JPG", "img_1.mov"),
    ("IMG_1.Jpg", "IMG_1.Mov"),
    ("ÄRGER.jpg", "ärger.MOV"),
]


@pytest.mark.parametrize(("still", "film"), PAIRS)
def test_a_photo_and_its_film_are_known_by_their_names(
    tmp_path: Path, still: str, film: str
) -> None:
    assert film.casefold() in set(films_of(still))
    assert still.casefold() in set(stills_of(film))
    films = [Photo(str(tmp_path), name, 100, 0) for name in (still, film, "other.MOV")]
    assert parts_among(films, [still, film, "other.MOV"]) == {film}
    for name in (still, film):
        (tmp_path / name).write_bytes(FILM)
    found = find_photos([tmp_path], rules=Rules(videos=True))
    assert [photo.name for photo in found.photos] == [still]
    assert [(part.relative, part.size) for part in moving_parts(found.photos[0])] == [(film, 200)]


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), max_size=12)
    | st.just(UUID)
    | st.just(f"a/{UUID}_3")
)
def test_whatever_is_a_film_of_a_photo_has_it_as_its_photo(stem: str) -> None:
    for extension in ("HEIC", "jpg", "JPEG"):
        still = f"{stem}.{extension}"
        assert all(still.casefold() in set(stills_of(film)) for film in films_of(still))


@pytest.mark.parametrize("name", ["", ".mov", "mov", "x.avi", "x.png", "x.MP.png", "x"])
def test_other_names_are_no_part_of_anything(name: str) -> None:
    assert list(stills_of(name)) == []
    assert list(films_of(name)) == []


def test_only_in_a_library_of_apples_photos_a_number_belongs_to_the_name() -> None:
    assert parts_among([Photo("", "IMG_3.mov", 1, 0)], ["IMG.heic", "IMG_3.mov"]) == set()


def test_a_long_film_that_is_called_like_a_photo_is_one_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "MOST_BYTES", 10)
    (tmp_path / "x.mov").write_bytes(bytes(11))
    (tmp_path / "y.mov").mkdir()
    (tmp_path / "z.mov").write_bytes(b"")
    for stem in "xyz":
        assert moving_parts(Photo(str(tmp_path), f"{stem}.jpg", 1, 0)) == []
    assert parts_among([Photo(str(tmp_path), "x.mov", 11, 0)], ["x.mov", "x.jpg"]) == set()


@pytest.mark.parametrize("ending", ["", ".zip", ".tar", ".tgz"])
@pytest.mark.parametrize(("seconds", "alone"), [(3, False), (20, True), (0, True)])
def test_of_a_larger_film_its_length_decides(
    tmp_path: Path, seconds: int, alone: bool, ending: str
) -> None:
    film = lasting(seconds).ljust(ASKED_BYTES, b"\0")
    if ending:
        pack(tmp_path / f"x{ending}", {"1.jpg": FILM, "1.mp4": film})
    else:
        (tmp_path / "1.jpg").write_bytes(FILM)
        (tmp_path / "1.mp4").write_bytes(film)
    found = find_photos([tmp_path], rules=Rules(videos=True, archives=True))
    photo, *others = sorted(found.photos, key=str)
    assert [one.name for one in others] == ["1.mp4"] * alone
    assert len(moving_parts(photo)) == (not alone)
    assert found.others[PART] == (not alone)


@pytest.mark.parametrize("ending", [".zip", ".tgz"])
def test_the_film_may_be_in_the_archive_with_the_photo(tmp_path: Path, ending: str) -> None:
    archive = pack(tmp_path / f"x{ending}", {"a/1.MP4": b"film", "a/1.HEIC": b"1", "1.MOV": b"2"})
    file = Photo(str(tmp_path), archive.name, 0, 0)
    with listing(archive) as members:
        assert members is not None
        photos = [file.members(*entry.key) for entry in members.entries()]
    assert moving_parts(photos[1]) == [photos[0]]
    close_archives()
    archive.unlink()
    assert moving_parts(photos[1]) == []


PARTS = "takeout-20240101T000000Z-3-001.zip", "takeout-20240101T000000Z-3-002.zip"


@pytest.mark.parametrize("names", [PARTS, PARTS[::-1]])
@pytest.mark.parametrize("videos", [False, True])
def test_the_film_may_be_in_another_archive_of_the_same_export(
    tmp_path: Path, names: tuple[str, str], videos: bool
) -> None:
    of_photo, of_film = names
    pack(tmp_path / of_photo, {"a/1.HEIC": FILM, "a/2.HEIC": FILM})
    pack(tmp_path / of_film, {"a/1.MP4": FILM, "b/2.MP4": FILM, "a/X.MP": FILM, "a/3.MOV": FILM})
    pack(tmp_path / "takeout-1.zip", {"a/2.MP4": FILM})
    found = find_photos([tmp_path], rules=Rules(videos=videos))
    photo = next(one for one in found.photos if one.name == "1.HEIC")
    assert [str(film) for film in moving_parts(photo)] == [f"{tmp_path / of_film}!/a/1.MP4"]
    alone = {one.member for one in found.photos} - {"a/1.HEIC", "a/2.HEIC"}
    assert alone == ({"b/2.MP4", "a/X.MP", "a/3.MOV", "a/2.MP4"} if videos else set())
    assert found.others == ({PART: 1} if videos else {Kind.VIDEO: 4})


def test_a_film_that_was_named_is_searched_whatever_it_is_part_of(tmp_path: Path) -> None:
    for name, member in zip(PARTS, ("1.HEIC", "1.MP4"), strict=True):
        pack(tmp_path / name, {member: FILM})
    film = tmp_path / f"{PARTS[1]}!" / "1.MP4"
    found = find_photos([tmp_path / PARTS[0], film], rules=Rules(videos=True))
    assert [photo.name for photo in found.photos] == ["1.HEIC", "1.MP4"]
    alone = find_photos([tmp_path / PARTS[1]], rules=Rules(videos=True))
    assert [photo.name for photo in alone.photos] == ["1.MP4"]


@given(
    st.sets(
        st.builds(
            "{}{}{}".format,
            st.sampled_from(["IMG_1", "img_1", "X.MP", "X", "X_3"]),
            st.sampled_from(["", "(1)"]),
            st.sampled_from([".jpg", ".JPG", ".heic", ".mov", ".MOV", ".mp4", ".HEIC.mov", ".MP"]),
        )
    )
)
def test_no_film_is_lost_as_the_part_of_a_photo_that_does_not_take_it_along(
    names: set[str],
) -> None:
    taken = {film for name in names for film in films_of(name)}
    films = [Photo("", name, 1, 0) for name in names]
    assert all(part.casefold() in taken for part in parts_among(films, names))


def test_two_films_of_one_photo_go_with_it_both(tmp_path: Path) -> None:
    for name in ("1.jpg", "1.MOV", "1.mp4"):
        (tmp_path / name).write_bytes(FILM)
    parts = moving_parts(Photo(str(tmp_path), "1.jpg", 200, 0))
    assert [part.name for part in parts] == ["1.MOV", "1.mp4"]
