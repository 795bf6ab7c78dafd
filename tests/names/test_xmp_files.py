"""Which XMP file is whose, and that a large folder is not listed for each photo in it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from facefinder.names.read import find_tagged
from facefinder.names.write import TaggedFace, write_sidecars
from facefinder.names.xmp_files import XmpFinder, appended
from facefinder.records.boxes import Box
from tests.support.fakes import RED, paint


class Listings:
    """Counts how often a folder is listed, by whatever function; Python tells its own hooks."""

    def __init__(self) -> None:
        self._below = ""
        self._count = 0
        sys.addaudithook(self._hear)

    def of(self, folder: Path, call: Callable[[], object]) -> int:
        self._below, self._count = str(folder), 0
        call()
        self._below = ""
        return self._count

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._below and event in ("os.listdir", "os.scandir"):
            self._count += os.fspath(arguments[0] or ".").startswith(self._below)


listings = Listings()
"""One for all tests: a hook stays for ever."""


def lightroom_folder(folder: Path, count: int) -> list[Path]:
    """Photos, each with a ``.xmp`` in the place of its extension."""
    photos = [paint(folder / f"{number}.png", RED) for number in range(count)]
    write_sidecars([TaggedFace(photo, "Anna", Box(32, 32, 32, 32)) for photo in photos])
    for photo in photos:
        appended(photo).rename(photo.with_suffix(".xmp"))
    return photos


def listings_with(folder: Path, count: int) -> tuple[int, int]:
    photos = lightroom_folder(folder, count)
    reading = listings.of(folder, lambda: find_tagged(folder))
    faces = [TaggedFace(photo, "Ben", Box(32, 32, 32, 32)) for photo in photos]
    writing = listings.of(folder, lambda: write_sidecars(faces))
    return reading, writing


def test_a_folder_is_listed_as_often_with_many_photos_as_with_few(tmp_path: Path) -> None:
    few, many = listings_with(tmp_path / "few", 3), listings_with(tmp_path / "many", 30)
    assert few == many
    assert min(few) > 0, "the counter is deaf"


@pytest.mark.parametrize(
    ("files", "is_replaced"),
    [
        (["photo.xmp"], True),
        (["photo.xmp", "other.cr2", "photo-2.jpg"], True),
        (["photo.xmp", "PHOTO.CR2"], False),
        (["photo.xmp", "photo.jpg.xmp"], False),
        ([], False),
    ],
)
def test_whose_file_it_is(tmp_path: Path, files: list[str], is_replaced: bool) -> None:
    photo = tmp_path / "photo.jpg"
    for name in ["photo.jpg", *files]:
        (tmp_path / name).touch()
    found = XmpFinder().of_photo(photo)
    assert found.name == ("photo.xmp" if is_replaced else "photo.jpg.xmp")
