"""The standard streams of real processes: a reader that leaves, a full disk, a closed stream."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.conftest import FAKE_ENGINE, ROOT, WIDE_ENGINE
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import LINUX, SHELL, needs
from tests.support.processes import PATIENCE_SECONDS

pytestmark = [pytest.mark.slow, needs(SHELL)]

Words = list[str | Path]


@pytest.fixture
def album(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    for number in range(4):
        paint(tmp_path / "photos" / f"{number}.png", RED, BLUE, (number + 1, 0, 0))
    return tmp_path


def find(album: Path, *more: str | Path) -> Words:
    found = album / "found"
    return [
        *("find", "-k", album / "known", "-i", album / "photos", *FAKE_ENGINE, "-p", "0"),
        *("--copy-to", found, "--sidecar", "--report", found, *more),
    ]


COMMANDS: dict[str, Callable[[Path], Words]] = {
    "find": find,
    "find --json": lambda album: find(album, "--json", "-"),
    "find --csv": lambda album: find(album, "--csv", "-"),
    "explain": lambda a: [
        *("explain", a / "photos" / "1.png", "-k", a / "known", *FAKE_ENGINE),
    ],
    "groups": lambda a: ["groups", "-i", a / "photos", *WIDE_ENGINE],
    "groups --json": lambda a: ["groups", "-i", a / "photos", *WIDE_ENGINE, "--json", "-"],
    "decisions": lambda _: ["decisions"],
    "models": lambda a: ["models", "--models-dir", a],
    "--help": lambda _: ["--help"],
    "help of find": lambda _: ["find", "--help"],
    "--version": lambda _: ["--version"],
}


def start(album: Path, words: Words, out: int | IO[bytes], *, closed: str = "") -> tuple[int, str]:
    """The program with this standard output; `closed` is what a shell is told, such as ``>&-``."""
    command = [sys.executable, "-m", "facefinder", *map(str, words)]
    if closed:
        command = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *command]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        timeout=PATIENCE_SECONDS,
        env={**os.environ, "FACEFINDER_DATA_DIR": str(album / "data")},
    )
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done.returncode, done.stderr


def prepare(album: Path, command: str) -> Words:
    if command == "decisions":  # lists what is in an index
        start(album, find(album), subprocess.DEVNULL)
    return COMMANDS[command](album)


@pytest.fixture
def left() -> Iterator[int]:
    """A pipe whose reader has gone: whatever is written into it fails."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


def require_delivered(album: Path) -> None:
    found = album / "found"
    assert len(list((found / "Anna").glob("*.png"))) == 4
    assert len(list((found / "Anna").glob("*.xmp"))) == 4
    assert (found / "report.html").is_file()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_has_had_enough_costs_nothing(album: Path, command: str, left: int) -> None:
    code, _ = start(album, prepare(album, command), left)
    assert code == 0
    if command.startswith("find"):
        require_delivered(album)


def test_a_reader_that_leaves_hides_no_code(album: Path, left: int) -> None:
    (album / "photos" / "bad.jpg").write_bytes(b"no picture")
    code, said = start(album, find(album), left)
    assert code == 10
    assert "bad.jpg" in said
    require_delivered(album)


def test_after_head_everything_is_there(album: Path) -> None:
    words = [sys.executable, "-m", "facefinder", *map(str, find(album, "--no-index"))]
    line = 'set -o pipefail; "$@" 2>/dev/null | head -1'
    done = subprocess.run(
        ["/bin/bash", "-c", line, "bash", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("Anna\tsure\t")
    require_delivered(album)


@needs(LINUX)  # others have no /dev/full
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_has_its_code_after_all_else_was_done(album: Path, command: str) -> None:
    words = prepare(album, command)
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        code, said = start(album, words, full)
    assert code == 6
    assert os.strerror(errno.ENOSPC) in said
    if command.startswith("find"):
        require_delivered(album)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_standard_output_has_the_same_code(album: Path, command: str) -> None:
    code, said = start(album, prepare(album, command), subprocess.DEVNULL, closed=">&-")
    assert code == 6
    assert "it is closed" in said
    if command.startswith("find"):
        require_delivered(album)


@needs(LINUX)
def test_a_self_test_that_nobody_can_read_has_the_same_code(album: Path) -> None:
    words: Words = ["selftest", "--models-dir", album]
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        assert start(album, words, full)[0] == 6
    assert start(album, words, subprocess.DEVNULL, closed=">&-")[0] == 6


@pytest.mark.parametrize("command", ["find", "models"])
def test_nobody_who_hears_what_is_said_is_no_reason_to_end(album: Path, command: str) -> None:
    words = prepare(album, command)
    for closed in ("2>&-", "2>/dev/full", "<&- 2>&-", "2>&1 | :"):
        with (album / "out").open("wb") as out:
            code, _ = start(album, words, out, closed=closed)
        assert code == 0, closed
        if "|" not in closed:
            text = (album / "out").read_text("utf-8")
            assert text
            assert "read now" not in text, "talk never goes where results go"


def test_the_index_never_stands_in_for_a_closed_stream(album: Path) -> None:
    start(album, find(album), subprocess.DEVNULL, closed="<&- >&- 2>&-")
    assert (album / "data" / "index.sqlite").read_bytes().startswith(b"SQLite format 3\0")
    code, said = start(album, find(album), subprocess.DEVNULL)
    assert code == 0
    assert "0 read now" in said
