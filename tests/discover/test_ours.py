"""What earlier runs left in the folders is no photo; what only looks like it is one."""

import hashlib
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from facefinder.discover.photos import find_photos
from tests.support.folders import manifest, names, put, reasons


def test_copies_of_earlier_results_are_left_out_and_no_other_file_beside_them(
    tmp_path: Path,
) -> None:
    for name in ("found/Anna/1.jpg", "found/Anna/check/2.jpg", "found/Anna/my own.jpg", "3.jpg"):
        put(tmp_path / name)
    put(tmp_path / "found" / "manifest.csv", manifest("Anna/1.jpg", "Anna/check/2.jpg"))
    found = find_photos([tmp_path])
    assert names(found) == ["3.jpg", "found/Anna/my own.jpg"]
    assert reasons(found) == {"1.jpg": "made by facefinder", "2.jpg": "made by facefinder"}


@pytest.mark.parametrize("folder", ["Anna", "Anna/check"])
def test_a_folder_of_copies_that_is_named_alone_holds_copies_still(
    tmp_path: Path, folder: str
) -> None:
    for name in ("1.jpg", "my own.jpg"):
        put(tmp_path / folder / name)
    put(tmp_path / "manifest.csv", manifest(f"{folder}/1.jpg"))
    assert names(find_photos([tmp_path / folder])) == ["my own.jpg"]


COPIED = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=5)))


@pytest.mark.parametrize(("seconds_later", "ours"), [(-1e9, True), (1, True), (60, False)])
def test_a_photo_that_has_taken_the_place_of_a_copy_is_searched(
    tmp_path: Path, seconds_later: float, ours: bool
) -> None:
    put(tmp_path / "manifest.csv", manifest("Anna/1.jpg", time=COPIED.isoformat()))
    photo = put(tmp_path / "Anna" / "1.jpg")
    os.utime(photo, (0, COPIED.timestamp() + seconds_later))
    assert names(find_photos([tmp_path])) == ([] if ours else ["Anna/1.jpg"])


def test_a_copy_that_was_copied_without_its_time_is_known_by_its_content(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    listed = manifest("1.jpg", "2.jpg", time=COPIED.isoformat(), sha256=digest)
    put(tmp_path / "manifest.csv", listed)
    put(tmp_path / "1.jpg", b"x")
    put(tmp_path / "2.jpg", b"another")
    found = find_photos([tmp_path])
    assert names(found) == ["2.jpg"]
    assert reasons(found) == {"1.jpg": "made by facefinder"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_list_that_a_spreadsheet_program_saved_again(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    put(tmp_path / "J\u00f6rg.jpg")
    lines = manifest("J\u00f6rg.jpg").decode().replace(",", separator).replace("\n", "\r\n")
    put(tmp_path / "manifest.csv", lines.encode(encoding))
    assert names(find_photos([tmp_path])) == []


def test_a_copy_whose_accents_another_drive_spells_in_two_characters(tmp_path: Path) -> None:
    put(tmp_path / "manifest.csv", manifest("J\u00f6rg/1.jpg"))
    put(tmp_path / "Jo\u0308rg" / "1.jpg")
    assert names(find_photos([tmp_path])) == []


def test_a_copy_that_was_made_twice_is_as_young_as_its_last_row(tmp_path: Path) -> None:
    rows = [manifest("1.jpg", time=(COPIED + timedelta(days=n)).isoformat()) for n in (2, 0)]
    put(tmp_path / "manifest.csv", rows[0] + rows[1].partition(b"\n")[2])
    os.utime(put(tmp_path / "1.jpg"), (0, COPIED.timestamp() + 24 * 3600))
    assert names(find_photos([tmp_path])) == []


def test_a_list_hides_nothing_outside_of_its_folder(tmp_path: Path) -> None:
    photo = put(tmp_path / "photos" / "1.jpg")
    listed = (photo.as_posix(), "../photos/1.jpg", "below/../../photos/1.jpg")
    put(tmp_path / "found" / "manifest.csv", manifest(*listed))
    assert names(find_photos([tmp_path])) == ["photos/1.jpg"]


@pytest.mark.parametrize("time", ["", "yesterday", "0001-01-01"])
def test_a_row_without_a_time_hides_nothing(tmp_path: Path, time: str) -> None:
    put(tmp_path / "manifest.csv", manifest("1.jpg", time=time))
    put(tmp_path / "1.jpg")
    assert names(find_photos([tmp_path])) == ["1.jpg"]


@pytest.mark.parametrize("content", [b"", b"source,copy\nx,1.jpg\n", b"\xff\xfe\0", b'"'])
def test_another_programs_list_hides_nothing(tmp_path: Path, content: bytes) -> None:
    put(tmp_path / "1.jpg")
    put(tmp_path / "manifest.csv", content)
    assert names(find_photos([tmp_path])) == ["1.jpg"]


def test_the_small_pictures_of_a_report_are_no_photos(tmp_path: Path) -> None:
    put(tmp_path / "report-files" / "pictures" / f"{'ab' * 16}.jpg")
    put(tmp_path / "report-files" / "pictures" / f"{'ab' * 16}-1-2-30-40.jpg")
    put(tmp_path / "other" / "report-files" / "pictures" / "Beach.jpg")
    found = find_photos([tmp_path])
    assert names(found) == ["other/report-files/pictures/Beach.jpg"]
    assert reasons(found) == {"report-files": "made by facefinder"}


@pytest.mark.parametrize("within", ["rf", "."])
def test_the_small_pictures_of_a_report_are_known_by_its_data_whatever_the_folder_is_called(
    tmp_path: Path, within: str
) -> None:
    for folder, data in (("rf", b"const FACEFINDER = {}"), ("site", b"const DATA = {}")):
        put(tmp_path / folder / "data.js", data)
        put(tmp_path / folder / "pictures" / f"{'ab' * 16}-1-2-30-40-upright.jpg")
    put(tmp_path / "mixed" / "data.js", b"const FACEFINDER = {}")
    put(tmp_path / "mixed" / "pictures" / "Beach.jpg")
    found = find_photos([tmp_path / within])
    others = ["mixed/pictures/Beach.jpg", f"site/pictures/{'ab' * 16}-1-2-30-40-upright.jpg"]
    assert names(found) == ([] if within == "rf" else others)
    assert reasons(found) == {"pictures": "made by facefinder"}


@pytest.mark.parametrize("name", ["Thumbs.db", ".DS_Store", "desktop.ini", f"._{'ab' * 16}.jpg"])
def test_a_reports_pictures_stay_known_where_somebody_looked_at_them(
    tmp_path: Path, name: str
) -> None:
    for one in (f"{'ab' * 16}.jpg", name):
        put(tmp_path / "report-files" / "pictures" / one)
    assert names(find_photos([tmp_path])) == []
