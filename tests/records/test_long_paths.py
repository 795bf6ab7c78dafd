"""Paths beyond 260 characters: what Windows is given, decided here on every system."""

import os
from pathlib import Path, PureWindowsPath

import pytest

from facefinder.records.long_paths import (
    LONGEST,
    as_people_write_it,
    extended,
    is_too_long,
    reachable,
)
from facefinder.records.photos import Photo

DEEP = "\\".join(["Fotos von früher"] * 20)


@pytest.mark.parametrize("start", ["C:\\", "e:\\", "\\\\server\\share\\"])
def test_a_long_path_is_marked_and_still_leads_there(start: str) -> None:
    long = extended(start + DEEP)
    assert long.startswith("\\\\?\\")
    assert long.endswith(DEEP)
    assert as_people_write_it(long) == start + DEEP
    assert extended(long) == long
    assert PureWindowsPath(long, "x.jpg").name == "x.jpg"
    assert PureWindowsPath(long).is_absolute()


@pytest.mark.parametrize(
    "path",
    [
        "D:\\Fotos\\con.jpg",
        "D:\\Fotos\\Com1 .tar.jpg",
        "D:\\nul",
        "D:\\aux\\x.jpg",
        "D:\\Robert Downey Jr.\\x.jpg",
        "D:\\x.jpg ",
    ],
)
def test_what_windows_would_take_for_something_else_is_marked(path: str) -> None:
    """Without it, to read a photo that is called like the console waits for ever."""
    assert extended(path) == f"\\\\?\\{path}"
    assert as_people_write_it(extended(path)) == path


def test_behind_the_mark_no_part_leads_upwards() -> None:
    assert extended(f"D:\\no\\..\\{DEEP}") == f"\\\\?\\D:\\{DEEP}"


def test_a_server_is_named_as_windows_wants_it() -> None:
    assert extended(f"\\\\server\\share\\{DEEP}").startswith("\\\\?\\UNC\\server\\share\\")


@pytest.mark.parametrize(
    "path", ["C:\\", "C:\\Fotos\\..\\console.jpg", "\\\\server\\share", "C:\\".ljust(LONGEST, "x")]
)
def test_short_paths_stay_as_they_are(path: str) -> None:
    assert extended(path) == path
    assert as_people_write_it(path) == path


def test_photos_are_shown_as_people_write_them(tmp_path: Path) -> None:
    photo = Photo(str(tmp_path), f"{'x' * 250}/{'y' * 200}.jpg", 0, 0)
    assert str(photo) == str(tmp_path / ("x" * 250) / f"{'y' * 200}.jpg")
    assert as_people_write_it(str(photo.path)) == str(photo)
    assert (str(photo.path) != str(photo)) == (os.name == "nt")


def test_a_photo_deep_down_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["Fotos von früher"] * 20)
    reachable(folder).mkdir(parents=True)
    photo = Photo(str(tmp_path), "/".join([*["Fotos von früher"] * 20, "x.jpg"]), 1, 0)
    photo.path.write_bytes(b"x")
    assert len(str(photo)) > 300
    assert photo.path.read_bytes() == b"x"


@pytest.mark.parametrize("name", ["con.jpg", "nul.jpg", "Robert Downey Jr./x.jpg", "x.jpg "])
def test_a_photo_from_another_system_can_be_read(tmp_path: Path, name: str) -> None:
    photo = Photo(str(tmp_path), name, 1, 0)
    photo.path.parent.mkdir(exist_ok=True)
    photo.path.write_bytes(b"x")
    assert photo.path.read_bytes() == b"x"
    photo.path.unlink()  # by its own path: whoever cleans up after tests does not reach it


@pytest.mark.parametrize(
    ("below", "error", "system", "is_so"),
    [
        ("y" * 230, FileNotFoundError(), "nt", True),
        ("y" * 230, PermissionError(), "nt", False),
        ("y" * 230, FileNotFoundError(), "posix", False),
        (f"no-such-folder/{'y' * 230}", FileNotFoundError(), "nt", False),
    ],
)
def test_not_found_is_too_long_where_the_folder_is_there(
    tmp_path: Path, below: str, error: OSError, system: str, is_so: bool
) -> None:
    assert is_too_long(tmp_path / below, error, system) == is_so


def test_a_short_path_is_never_too_long(tmp_path: Path) -> None:
    short = Path(tmp_path.anchor, "x.json")
    assert not is_too_long(short, FileNotFoundError(), "nt")
