"""Nothing is passed over in silence: what was not looked at is said wherever results are."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import WIDE_ENGINE, Run
from tests.support.archive_files import pack
from tests.support.fakes import BLUE, GREEN, RED, paint
from tests.support.folders import put
from tests.support.report_text import text_of

pytestmark = pytest.mark.slow

OTHERS = ("a.mp4", "b.MOV", "c.rar", "d.pdf", "e.psd", "f.txt", "g", ".DS_Store")
SAID = (
    "2 videos, 1 archive, 1 document, 1 picture of a kind that is not read, 3 files of other kinds,"
    " 2 hidden files and folders"
)
HOW = "--videos searches videos, too; unpack the archives to have them searched; -D names"
SEARCHED = "1 photo searched (1 read now, 0 known from before)"
FIGURES = ("photos", "searched", "unreadable", "scanned", "unread")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    paint(folder / "x.png", RED, GREEN, (1, 0, 0))
    put(folder / "bad.jpg", b"no picture")
    for name in (*OTHERS, ".hidden/x.jpg", ".y.jpg", ".hidden/z.mp4"):
        put(folder / name)
    return folder


def test_all_results_say_what_was_not_looked_at(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    table, page = tmp_path / "out.csv", tmp_path / "page"
    words = ("find", "-k", known, "-i", photos, "-p", "0", "--json", "-")
    done = run(*words, "--csv", table, "--report", page)
    assert done.code == 10
    assert f"Not looked at: {SAID}; {HOW}" in done.err
    document = json.loads(done.out)
    assert document["not_looked_at"] == [
        {"kind": "videos", "count": 2},
        {"kind": "archives", "count": 1},
        {"kind": "documents", "count": 1},
        {"kind": "pictures", "count": 1},
        {"kind": "others", "count": 3},
        {"kind": "hidden", "count": 2},
    ]
    figures = {name: document["summary"][name] for name in FIGURES}
    assert figures == {"photos": 2, "searched": 1, "unreadable": 1, "scanned": 2, "unread": 1}
    assert f"{SEARCHED}, 1 file could not be read" in done.err
    match, unread, *rows = csv.DictReader(io.StringIO(table.read_text("utf-8")))
    assert (match["verdict"], unread["verdict"]) == ("sure", "not read")
    assert (unread["path"], unread["root"]) == (str(photos / "bad.jpg"), str(photos))
    assert ", ".join(row["reason"] for row in rows) == SAID
    assert {row["verdict"] for row in rows} == {"not looked at"}
    text = text_of(page)
    assert f"Not looked at: {SAID}" in text
    assert '"searched":"1 photo searched, 1 file could not be read, 3 faces"' in text
    assert f"{SEARCHED}, 1 file could not be read, in" in text


def test_what_is_listed_as_not_read_is_counted(run: Run, known: Path, photos: Path) -> None:
    (photos / "cut off.zip").write_bytes(b"PK\3\4" + bytes(200))
    page = photos.parent / "page"
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--json", "-", "--report", page)
    document = json.loads(done.out)
    figures = document["summary"]["unreadable"], document["summary"]["closed"]
    assert figures == (1, 1)
    assert len(document["skipped"]) == sum(figures)
    told = "1 file could not be read, 1 other place could not be searched as a whole"
    assert f"{SEARCHED}, {told}" in done.err
    assert f'"searched":"1 photo searched, {told}, 3 faces"' in text_of(page)


def test_what_could_not_be_read_the_last_time_is_not_searched_either(
    run: Run, known: Path, photos: Path
) -> None:
    words = ("find", "-k", known, "-i", photos, "-p", "0", "--json", "-")
    run(*words)
    done = run(*words)
    assert (
        "1 photo searched (0 read now, 1 known from before), 1 file could not be read" in done.err
    )
    summary = json.loads(done.out)["summary"]
    assert (summary["searched"], summary["unreadable"], summary["from_index"]) == (1, 1, 2)


def test_where_only_archives_are_what_to_do_with_them_is_said(run: Run, known: Path) -> None:
    folder = known.parent / "photos"
    put(folder / "a.7z")
    words = ("find", "-k", known, "-i", folder, "-p", "0")
    done = run(*words)
    assert (done.code, "photos, or unpack the archives" in done.err) == (2, True)
    done = run(*words, "--no-archives")
    assert (done.code, "Name the folder of your photos." in done.err) == (2, True)


def test_where_only_videos_are_the_option_that_searches_them_is_named(
    run: Run, known: Path
) -> None:
    folder = known.parent / "photos"
    put(folder / "a.mp4")
    words = ("find", "-k", known, "-i", folder, "-p", "0")
    done = run(*words)
    told = "Name the folder of your photos. With --videos the videos are searched, too."
    assert (done.code, told in done.err) == (2, True)


def test_nobody_is_told_to_unpack_an_archive_in_which_nothing_is(run: Run, known: Path) -> None:
    archive = pack(known.parent / "photos" / "a.zip", {})
    done = run("find", "-k", known, "-i", archive, "-p", "0")
    assert (done.code, "1 empty archive. Name the folder of your photos." in done.err) == (2, True)


def test_groups_say_it_too(run: Run, photos: Path, tmp_path: Path) -> None:
    words = ("groups", "-i", photos, *WIDE_ENGINE, "--no-index", "--json", "-")
    done = run(*words, "--report", tmp_path / "page")
    assert f"Not looked at: {SAID}; {HOW}" in done.err
    document = json.loads(done.out)
    assert [one["count"] for one in document["not_looked_at"]] == [2, 1, 1, 1, 3, 2]
    assert (document["summary"]["searched"], document["summary"]["unreadable"]) == (1, 1)
    assert f"{SEARCHED}, 1 file could not be read" in done.err
    assert f"Not looked at: {SAID}" in text_of(tmp_path / "page")


def test_quiet_says_nothing_of_it(run: Run, known: Path, photos: Path) -> None:
    (photos / "bad.jpg").unlink()
    assert run("find", "-k", known, "-i", photos, "-p", "0", "-q").err == ""


def test_hidden_things_are_searched_on_demand(run: Run, known: Path, photos: Path) -> None:
    paint(photos / ".hidden" / "z.png", RED)
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--all", "-q")
    assert [line.rpartition("\t")[2] for line in done.out.splitlines()] == [
        str(photos / ".hidden" / "z.png"),
        str(photos / "x.png"),
    ]


@pytest.mark.parametrize("command", ["find", "groups"])
def test_a_pattern_leaves_out_and_one_that_is_misspelt_is_told(
    run: Run, known: Path, photos: Path, command: str
) -> None:
    paint(photos / "Backup" / "x.png", BLUE)
    words = [command, "-k", known, "-i", photos, *WIDE_ENGINE, "--no-index", "--json", "-"]
    done = run(*words, "--exclude", "backup", "--exclude", "*.JPG", "--exclude", "2O19")
    summary = json.loads(done.out)["summary"]
    assert (done.code, summary["photos"]) == (0, 1)
    assert "2 excluded files and folders" in done.err
    assert "--exclude 2O19: there is nothing like that\n" in done.err
    assert done.err.count("there is nothing like that") == 1


@pytest.mark.parametrize("command", ["find", "groups"])
@pytest.mark.parametrize("more", [[], ["--exclude", "photos"], ["--exclude", "bad*"]])
def test_a_folder_without_a_photo_is_no_success(
    run: Run, known: Path, photos: Path, command: str, more: list[str]
) -> None:
    (photos / "x.png").unlink()
    if not more:
        (photos / "bad.jpg").unlink()
    done = run(command, "-k", known, "-i", photos, *WIDE_ENGINE, "--no-index", *more)
    assert (done.code, done.out) == (2, "")
    assert f"There is no photo to search in '{photos}', but " in done.err
    assert "Name the folder of your photos" in done.err


def test_an_empty_folder_beside_others_is_told(run: Run, known: Path, photos: Path) -> None:
    empty = photos / "empty"
    empty.mkdir()
    done = run("find", "-k", known, "-i", photos, empty, "-p", "0")
    assert done.code == 10
    assert f"There is no photo in '{empty}'\n" in done.err
