"""What the page sends is taken apart, or refused in words."""

import os
from datetime import date
from pathlib import Path

import pytest

from facefinder.app import places, wishes
from facefinder.cli import values
from facefinder.discover.photos import find_photos
from facefinder.errors import UsageError
from facefinder.language.retold import retold
from facefinder.language.say import speak
from facefinder.settings import Where
from facefinder.sources.archives import close_archives
from facefinder.sources.places import photo_at
from facefinder.sources.typed import is_there
from tests.support.archive_files import pack
from tests.support.needs import ANY_NAMES, needs


def test_a_place_is_a_folder_or_an_archive(tmp_path: Path) -> None:
    archive = pack(tmp_path / "takeout.zip", {"1.jpg": b"1", "a/2.jpg": b"2"})
    assert wishes.place(f"{archive}!/a") == Path(f"{archive}!/a")
    (tmp_path / "1.jpg").write_bytes(b"1")
    assert wishes.place(str(tmp_path)) == tmp_path
    assert wishes.place(f' "{archive}" ') == archive
    for typed in ("takeout.zip", str(tmp_path / "none.zip")):
        with pytest.raises(UsageError, match="There is no folder"):
            wishes.place(typed)
    with pytest.raises(UsageError, match=r"1\.jpg' is a file, not a folder"):
        wishes.place(str(tmp_path / "1.jpg"))
    (tmp_path / "x.7z").write_bytes(b"7z")
    with pytest.raises(UsageError, match=r"x\.7z' is an archive that facefinder does not open"):
        wishes.place(str(tmp_path / "x.7z"))
    with pytest.raises(UsageError, match="zip' is a file, not a folder"):
        wishes.folder(str(archive))


@pytest.mark.parametrize(
    ("end", "inner"),
    [("!", ""), ("!/", ""), ("!\\", ""), ("!\\a", "!/a"), ("!/a/", "!/a"), ("!\\a\\b\\", "!/a/b")],
)
def test_a_place_in_an_archive_is_taken_however_it_is_typed(
    tmp_path: Path, end: str, inner: str
) -> None:
    """By the page, and by the command line."""
    archive = pack(tmp_path / "x.zip", {"a/b/1.jpg": b"1"})
    place = Path(f"{archive}{inner}")
    assert wishes.place(f"{archive}{end}") == place
    assert values.searched(f"{archive}{end}") == place
    assert is_there(Path(f"{archive}{end}"))
    for typed in (place, Path(f"{archive}{end}")):
        (photo,) = find_photos([typed]).photos
        assert photo.member == "a/b/1.jpg"
    (tmp_path / "x.zip!").mkdir()
    assert values.searched(f"{archive}!") == Path(f"{archive}!"), "it is there itself"
    close_archives()


def test_a_photo_in_an_archive_is_found_with_backslashes(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"a/1.jpg": b"1"})
    assert photo_at(Path(f"{archive}!\\a\\1.jpg")).member == "a/1.jpg"
    close_archives()


def test_an_archive_is_shown_as_a_folder_without_folders(tmp_path: Path) -> None:
    archive = pack(tmp_path / "takeout.zip", {"a/1.jpg": b"1"})
    shown = places.listed(archive)
    assert (shown.path, shown.parent, shown.folders) == (str(archive), str(tmp_path), [])
    inner = f"{archive}!{os.sep}a"
    shown = places.listed(Path(inner))
    assert (shown.path, shown.parent) == (inner, str(archive))


def test_days_in_the_wrong_order_are_refused_in_words_of_the_page() -> None:
    with pytest.raises(UsageError) as refused:
        Where(first=date(2020, 1, 1), last=date(2010, 1, 1))
    assert "--" not in str(refused.value)
    speak("de")
    told = retold(str(refused.value))
    assert told.startswith("Der erste Tag, 2020-01-01, liegt nach dem letzten, 2010-01-01.")


@pytest.mark.parametrize(
    "side", [10**400, -(10**400), 1e300, float("nan"), float("inf"), "1", None]
)
def test_a_face_lies_where_a_photo_can_be(side: object) -> None:
    one = {"photo": "/a.jpg", "box": [1, 2, 3, side]}
    with pytest.raises(UsageError, match="no faces"):
        wishes.pointed({"pointed": [one]})


@pytest.mark.parametrize("value", ["", " ", "\0", "/a/\0", 1, None, ["x"]])
def test_a_text_is_there_and_could_be_a_path(value: object) -> None:
    with pytest.raises(UsageError):
        wishes.text({"path": value}, "path")


@pytest.mark.parametrize("half", [chr(0xD800), chr(0xDCFF), "\0"])
def test_half_a_character_is_in_nobodys_name(half: str) -> None:
    for wrong in ({"person": f"A{half}"}, {"face": f"1{half}"}):
        one = {"person": "A", "face": "1", "yes": True} | wrong
        with pytest.raises(UsageError):
            wishes.decisions({"decisions": [one]})


@needs(ANY_NAMES)
def test_half_a_character_is_no_path() -> None:
    with pytest.raises(UsageError):
        wishes.texts({"places": ["/a/\ud800"]}, "places")
    assert wishes.texts({"places": ["/a/\udcff"]}, "places")  # a byte that is no UTF-8
