"""What cannot be written: refused before the first photo, or else it keeps no other result back."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from facefinder.commands import find
from tests.conftest import FAKE_ENGINE, ROOT, WIDE_ENGINE, Run
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import LINUX, UNSHARE, Need, needs
from tests.support.processes import PATIENCE_SECONDS

pytestmark = pytest.mark.slow

MOUNT = """
mount -t tmpfs -o "$1" none "$2" && place=$2 && shift 2 || exit
"$@"
code=$?
find "$place" -type f >&2
exit $code
"""
"""Runs a command where a small drive is mounted, and then lists what lies on that."""


@cache
def _allowed() -> bool:
    if sys.platform == "win32" or os.getuid() != 0:
        return False
    words = ["sh", "-c", MOUNT, "sh", "size=64k", "/mnt", "true"]
    done = subprocess.run([str(shutil.which("unshare")), "-m", *words], check=False)
    return done.returncode == 0


MOUNTS = Need("mounting is not allowed", "run as root, in a container with --privileged", _allowed)


WORDS = {
    "--json": "find",
    "--csv": "find",
    "--copy-to": "find",
    "--report": "find",
    "--index": "find",
    "--picture": "explain",
}


def test_the_app_offers_no_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    done = run("app", "--no-browser", tmp_path / "gone")
    assert done.code == 2
    assert f"There is no '{tmp_path / 'gone'}'." in done.err


@pytest.mark.parametrize("option", WORDS)
def test_a_place_whose_folder_is_missing_is_refused_at_once(
    run: Run, known: Path, photos: Path, tmp_path: Path, option: str
) -> None:
    command = WORDS[option]
    what = [photos / "x.png"] if command == "explain" else ["-i", photos]
    engine = [] if command == "find" else FAKE_ENGINE
    done = run(command, *what, "-k", known, *engine, option, tmp_path / "stck" / "out")
    assert (done.code, done.out) == (6, "")
    assert f"there is no folder '{tmp_path / 'stck'}'" in done.err
    assert "Anna" not in done.err
    assert not (tmp_path / "stck").exists()


def test_models_are_not_fetched_into_a_folder_that_nobody_meant(run: Run, tmp_path: Path) -> None:
    done = run("models", "fetch", "--from", tmp_path, "--models-dir", tmp_path / "stck" / "models")
    assert done.code == 6
    assert not (tmp_path / "stck").exists()


def test_below_the_current_folder_folders_are_made(
    run: Run, known: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--csv", "new/deep/x.csv")
    assert done.code == 0
    assert (tmp_path / "new" / "deep" / "x.csv").is_file()


@needs(LINUX)  # others have no /dev/full
@pytest.mark.parametrize("option", ["--csv", "--json"])
def test_a_file_that_cannot_be_written_keeps_no_other_result_back(
    run: Run, known: Path, photos: Path, tmp_path: Path, option: str
) -> None:
    other = {"--csv": "--json", "--json": "--csv"}[option]
    words = ("find", "-k", known, "-i", photos, "-p", "0", "--no-index", option, "/dev/full")
    done = run(*words, other, tmp_path / "other", "--report", tmp_path / "page")
    assert done.code == 6
    assert done.out.startswith("Anna\tsure\t")
    assert "There is no room left for '/dev/full'" in done.err
    assert (tmp_path / "other").stat().st_size > 0
    assert (tmp_path / "page" / "report.html").is_file()


@needs(LINUX)
def test_so_it_is_with_groups(run: Run, photos: Path) -> None:
    for number in range(3):
        paint(photos / f"{number}.png", RED, (number + 1, 0, 0))
    words = ("groups", "-i", photos, *WIDE_ENGINE, "--no-index", "--json", "/dev/full")
    done = run(*words)
    assert done.code == 6
    assert done.out.startswith("1\t")


def mounted(options: str, place: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "facefinder", *map(str, words)]
    return subprocess.run(
        [str(shutil.which("unshare")), "-m", "sh", "-c", MOUNT, "sh", options, place, *program],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=PATIENCE_SECONDS,
    )


def search(known: Path, photos: Path) -> list[str | Path]:
    """A search in one process, without an index."""
    return ["find", "-k", known, "-i", photos, "-p", "0", "--no-index", *FAKE_ENGINE]


@needs(LINUX, UNSHARE, MOUNTS)
def test_copies_that_fill_the_disk_keep_no_other_result_back(
    known: Path, photos: Path, tmp_path: Path
) -> None:
    with (photos / "x.png").open("ab") as file:
        file.write(bytes(200_000))
    stick, document = tmp_path / "stick", tmp_path / "out.json"
    stick.mkdir()
    done = mounted(
        "size=64k", stick, *search(known, photos), "--copy-to", stick / "found", "--json", document
    )
    assert done.returncode == 6
    assert "Free some, or copy to another drive" in done.stderr
    assert done.stdout.startswith("Anna\tsure\t")
    assert len(json.loads(document.read_text("ascii"))["matches"]) == 1


@pytest.mark.parametrize(
    ("take_away", "code", "said"),
    [
        (Path.unlink, 6, "was removed or replaced while it was in use"),
        (lambda index: index.write_bytes(b"another file"), 5, "is damaged or not an index"),
    ],
    ids=["deleted", "replaced"],
)
def test_an_index_that_is_gone_after_the_search_keeps_no_result_back(
    run: Run,
    known: Path,
    photos: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    take_away: Callable[[Path], object],
    code: int,
    said: str,
) -> None:
    def meanwhile(*_: object, quiet: bool) -> None:
        take_away(tmp_path / "data" / "index.sqlite")

    monkeypatch.setattr(find, "_cut_faces", meanwhile)
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--copy-to", tmp_path / "out")
    assert done.code == code
    assert said in done.err
    assert done.out.startswith("Anna\tsure\t")


@needs(LINUX, UNSHARE, MOUNTS)
def test_half_a_report_is_not_left_on_a_full_drive(
    known: Path, photos: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    done = mounted("size=64k", stick, *search(known, photos), "--report", stick / "found")
    assert done.returncode == 6
    assert "There is no room left for" in done.stderr
    assert done.stderr.endswith("Free some, or write elsewhere.\n")  # and no file is listed


def test_a_report_without_its_copies_says_so(
    run: Run, known: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=9))
    done = run("find", "-k", known, "-i", photos, "-p", "0", "--copy-to", tmp_path / "out")
    assert done.code == 6
    assert "No photo was copied" in done.err
    shown = (tmp_path / "out" / "report-files" / "data.js").read_text("ascii")
    assert re.search('"warnings": ?."No photo was copied: .*Free some, or copy to another', shown)


@needs(LINUX, UNSHARE, MOUNTS)
def test_names_are_not_promised_where_nothing_can_be_written(
    known: Path, photos: Path, tmp_path: Path
) -> None:
    done = mounted("ro", photos, *search(known, photos), "--sidecar-originals")
    assert (done.returncode, done.stdout) == (6, "")
    assert "may only be read" in done.stderr


def test_paths_ended_by_zero_bytes_are_those_of_the_photos_each_once(
    run: Run, known: Path, tmp_path: Path
) -> None:
    both = paint(tmp_path / "photos" / "of both \xfc.png", RED, BLUE)
    done = run("find", "-k", known, "-i", tmp_path / "photos", "--print0")
    assert done.out == f"{both}\0"
    done = run("find", "-k", known, "-i", tmp_path / "photos", "--print0", "--json", "-")
    assert done.code == 2
    assert "--print0 and --json - cannot share" in done.err
