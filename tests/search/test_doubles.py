"""Google Takeout's copies in albums are read once."""

from pathlib import Path

import pytest

from facefinder.discover.photos import find_photos
from facefinder.search.doubles import without_doubles
from tests.support.archive_files import pack
from tests.support.folders import names, put, reasons


@pytest.mark.parametrize(
    ("google", "year"),
    [("Google Photos", "Photos from 2018"), ("Google Fotos", "Fotos von 2018")],
)
def test_copies_in_albums_are_left_out(tmp_path: Path, google: str, year: str) -> None:
    takeout = tmp_path / "Takeout" / google
    put(takeout / year / "a.jpg", b"one")
    put(takeout / year / "b.jpg", b"two")
    put(takeout / "Paris" / "a.jpg", b"one")
    put(takeout / "Rome" / "a.jpg", b"one")
    put(takeout / "Paris" / "b.jpg", b"TWO")  # as large, and another photo
    put(takeout / "Paris" / "c.jpg", b"one")
    put(takeout / "Photos from 2019" / "a.jpg", b"one")
    put(tmp_path / "Paris" / "a.jpg", b"one")
    for root in (tmp_path, takeout):
        found = without_doubles(find_photos([root]))
        kept = {name.rpartition(f"{google}/")[2] for name in names(found)}
        assert kept >= {"Paris/b.jpg", "Paris/c.jpg", "Photos from 2019/a.jpg", f"{year}/a.jpg"}
        assert [Path(left.path).parent.name for left in found.left_out] == ["Paris", "Rome"]
        assert set(reasons(found).values()) == {"a double"}


def test_other_folders_keep_their_copies(tmp_path: Path) -> None:
    put(tmp_path / "Photos from 2018" / "a.jpg", b"one")
    put(tmp_path / "Paris" / "a.jpg", b"one")
    assert len(without_doubles(find_photos([tmp_path])).photos) == 2


def test_a_photo_that_is_gone_is_no_double(tmp_path: Path) -> None:
    of_year = put(tmp_path / "Google Photos" / "Photos from 2018" / "a.jpg")
    put(tmp_path / "Google Photos" / "Paris" / "a.jpg")
    found = find_photos([tmp_path])
    of_year.unlink()
    assert without_doubles(found) == found


def test_takeouts_bin_is_a_waste_bin(tmp_path: Path) -> None:
    put(tmp_path / "Google Photos" / "Bin" / "a.jpg")
    put(tmp_path / "Bin" / "a.jpg")
    found = find_photos([tmp_path])
    assert (names(found), reasons(found)) == (["Bin/a.jpg"], {"Bin": "a waste bin"})


def test_the_numbered_archives_of_a_takeout_are_one(tmp_path: Path) -> None:
    top = "Takeout/Google Photos"
    pack(tmp_path / "takeout-001.zip", {f"{top}/Paris/a.jpg": b"one", f"{top}/Paris/b.jpg": b"2"})
    pack(tmp_path / "takeout-002.zip", {f"{top}/Photos from 2018/a.jpg": b"one"})
    found = without_doubles(find_photos([tmp_path]))
    assert [photo.name for photo in found.photos] == ["b.jpg", "a.jpg"]
    assert [left.reason for left in found.left_out] == ["a double"]
