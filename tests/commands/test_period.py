"""Only photos of some time: --from and --to."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from facefinder.records.photos import Photo
from facefinder.search import period
from tests.conftest import WIDE_ENGINE, Done, Run
from tests.support.fakes import RED, paint
from tests.support.videos import dated, film

pytestmark = pytest.mark.slow

NEVER_SET = datetime(1904, 1, 1, tzinfo=UTC)
"""Since when videos count."""


def photo(path: Path, taken: str, changed: str) -> None:
    """A photo that says when it was taken; "" is one that does not."""
    paint(path, RED)
    if taken:
        exif = Image.Exif()
        exif[0x0131] = "facefinder"  # Pillow takes a block of dates alone for an empty one
        exif.get_ifd(0x8769)[0x9003] = taken.replace("-", ":") + " 12:00:00"
        with Image.open(path) as image:
            image.load()
            image.save(path, exif=exif)
    time = datetime.fromisoformat(f"{changed}T12:00:00").timestamp()
    os.utime(path, (time, time))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name, taken, changed in (
        ("2017.png", "2017-12-31", "2018-06-01"),
        ("2018a.png", "2018-01-01", "2020-06-01"),
        ("2018b.png", "2018-12-31", "2020-06-01"),
        ("file2018.png", "", "2018-07-22"),
        ("file2020.png", "", "2020-06-01"),
    ):
        photo(tmp_path / "photos" / name, taken, changed)
    return tmp_path / "photos"


@pytest.mark.parametrize(("year", "day"), [(30_000, date.max), (-30_000, date.min)])
def test_a_time_beyond_all_calendars_is_their_end(year: int, day: date) -> None:
    time = (year - 1970) * 365 * 24 * 3600 * 10**9
    assert period.day_of_file(Photo("", "x", 1, time)) == day


def found(done: Done) -> list[str]:
    document: dict[str, Any] = json.loads(done.out)
    return sorted(Path(match["path"]).stem for match in document["matches"])


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("--from 2018 --to 2018", ["2018a", "2018b", "file2018"]),
        ("--from 2018-02", ["2018b", "file2018", "file2020"]),
        ("--to 2018-1-1", ["2017", "2018a"]),
        ("--from 2018-07-22 --to 2018-7", ["file2018"]),
    ],
)
def test_photos_of_a_time(
    run: Run, known: Path, photos: Path, words: str, names: list[str]
) -> None:
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--json", "-", *words.split())
    assert done.code == 0
    assert found(done) == names
    assert "2 photos without a date inside: the time of the file counts" in done.err
    others = 5 - len(names)
    assert f"Not looked at: {others} photos of other times" in done.err
    document = json.loads(done.out)
    assert document["not_looked_at"] == [{"kind": "of another time", "count": others}]
    assert document["summary"]["photos"] == len(names)


def test_a_date_is_asked_for_once(
    run: Run, known: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("find", "-k", known, "-i", photos, "-p", "0", "--json", "-", "--from", "2018-02")
    first = run(*words)

    def asked(photo: Photo) -> str:
        raise AssertionError(f"{photo} was asked again")

    monkeypatch.setattr(period, "day_taken", asked)
    again = run(*words)
    assert found(again) == found(first) != []
    assert json.loads(again.out)["summary"]["scanned"] == 0


def test_what_is_known_is_not_read_again(run: Run, known: Path, photos: Path) -> None:
    words = ("find", "-k", known, "-i", photos, "-p", "0", "--json", "-")
    run(*words)
    assert json.loads(run(*words, "--from", "2018").out)["summary"]["scanned"] == 0


@pytest.mark.parametrize("command", ["find", "groups"])
def test_a_time_without_a_photo_is_no_success(
    run: Run, known: Path, photos: Path, command: str
) -> None:
    words = (command, "-k", known, "-i", photos, *WIDE_ENGINE, "--no-index")
    done = run(*words, "--from", "1999", "--to", "2001")
    assert (done.code, done.out) == (2, "")
    assert "but 5 photos of other times. Name another time" in done.err


@pytest.mark.parametrize(
    "date",
    [
        "",
        "18",
        "2018-13",
        "2018-00",
        "2018-0",
        "2018-07-00",
        "2018-02-30",
        "0000",
        "yesterday",
        "22.7.18",
    ],
)
@pytest.mark.parametrize("option", ["--from", "--to"])
def test_what_is_no_date_is_refused(run: Run, option: str, date: str) -> None:
    done = run("find", "-i", ".", f"{option}={date}")
    assert (done.code, done.out) == (2, "")
    assert "takes a date such as 2018, 2018-07 or 2018-07-22" in done.err


def test_days_in_the_wrong_order_are_refused(run: Run, known: Path) -> None:
    done = run("find", "-k", known, "-i", known, "--from", "2019", "--to", "2018")
    assert done.code == 2
    assert "The first day, 2019-01-01, is later than the last one, 2018-12-31." in done.err


def test_a_video_says_itself_when_it_was_taken(run: Run, known: Path, tmp_path: Path) -> None:
    for year in (2017, 2018):
        seconds = int((datetime(year, 7, 22, 12, tzinfo=UTC) - NEVER_SET).total_seconds())
        dated(film(tmp_path / "films" / f"{year}.mp4", [(4, [RED])], "mp4v"), seconds)
    words = ("find", "-k", known, "-i", tmp_path / "films", "--videos", "-p", "0", "--json", "-")
    done = run(*words, "--from", "2018")
    assert (done.code, found(done)) == (0, ["2018"])
    assert "without a date inside" not in done.err
