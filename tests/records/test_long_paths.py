"""Paths beyond 260 characters: what Windows is given, decided here on every system."""

import os
from pathlib import Path, PureWindowsPath

import pytest

from facefinder.records.long_paths import (
    LONGEST_FOLDER,
    as_people_write_it,
    extended,
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


def test_a_server_is_named_as_windows_wants_it() -> None:
    assert extended(f"\\\\server\\share\\{DEEP}").startswith("\\\\?\\UNC\\server\\share\\")


@pytest.mark.parametrize(
    "path", ["C:\\Fotos", "\\\\server\\share", "C:\\".ljust(LONGEST_FOLDER, "x")]
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
