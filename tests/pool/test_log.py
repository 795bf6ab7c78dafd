"""What workers log comes to the user through the parent, whole, printable and without secrets."""

import io
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from facefinder.cli import main
from facefinder.output import progress
from facefinder.pool import local
from tests.conftest import Run
from tests.support.fakes import BLUE, RAISES, RED, paint

RECORD = re.compile(r"\d{4}-\d\d-\d\d [\d:,]+ (\S+) (facefinder\S*) DEBUG (.+)")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """No test leaves -D switched on, nor workers that log."""
    yield
    main._set_up_logging(debug=False)
    local.stop_workers()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The folder of Anna's reference, and of two dozen photos with odd names."""
    paint(tmp_path / "known" / "Annabella" / "1.png", RED)
    for i in range(24):
        paint(tmp_path / "photos" / f"{i:02d} \x1b[2J Größe.png", RED if i % 2 else BLUE)
    paint(tmp_path / "photos" / "bad.png", RAISES)
    return tmp_path / "known", tmp_path / "photos"


def records(text: str) -> list[tuple[str, str, str]]:
    """Process, logger and message of each line; every line of the log must be whole."""
    return [found.groups() for line in text.splitlines() if (found := RECORD.fullmatch(line))]  # type: ignore[misc]  # three groups


@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_each_photo_is_told_by_the_process_that_read_it(
    run_alone: Run, folders: tuple[Path, Path], jobs: str
) -> None:
    known, photos = folders
    done = run_alone("find", "-D", "-k", known, "-i", photos, "-p", jobs)
    told = records(done.err)
    read = {m: process for process, _, m in told if "pixels" in m}
    assert {message.split()[0] for message in read} == {
        "1.png:",
        *(f"{i:02d}" for i in range(24)),
    }
    assert all(re.fullmatch(r".+: 96 x 96 pixels, 1 faces, \d+\.\d\d seconds", m) for m in read)
    names = set(read.values())
    assert names == {"MainProcess"} if jobs == "0" else all("Loky" in name for name in names)
    (failure,) = [m for _, _, m in told if m.startswith("bad.png")]
    assert re.match(r"bad\.png: ValueError at fakes\.py:\d+ < ", failure)
    assert any("loaded in" in m for _, _, m in told)


def test_a_log_is_printable_and_names_nobody(run_alone: Run, folders: tuple[Path, Path]) -> None:
    known, photos = folders
    done = run_alone("find", "-D", "-k", known, "-i", photos, "-p", "2")
    assert "\x1b" not in done.err
    assert "00 \\x1b[2J Größe.png: 96 x 96" in done.err
    log = [line for line in done.err.splitlines() if RECORD.fullmatch(line)]
    assert len(log) > 26
    assert not [line for line in log if "Annabella" in line or "array" in line]


def test_without_debug_nothing_is_told_and_nothing_else_differs(
    run_alone: Run, folders: tuple[Path, Path]
) -> None:
    known, photos = folders
    arguments = ("-k", known, "-i", photos, "-p", "2", "--no-index")
    plain, debug = run_alone("find", *arguments), run_alone("find", "-D", *arguments)
    assert records(plain.err) == []
    assert (plain.code, plain.out) == (debug.code, debug.out)


class Screen(io.StringIO):
    """A terminal that remembers all it was sent."""

    def isatty(self) -> bool:
        return True


def test_a_record_never_shares_a_line_with_the_progress(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Screen()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "obeys_escapes", lambda _: True)
    main._set_up_logging(debug=True)
    with progress.teller(quiet=False) as teller:
        teller.start(100, 0)
        for number in range(5):
            teller.advance(1, 0, 0)
            logging.getLogger("facefinder.pool.worker").debug("[b]photo[/b] %d", number)
    drawn = re.split(r"\x1b\[2K|\r|\n", screen.getvalue())
    assert any("Reading photos" in part for part in drawn), "the progress was on the screen"
    shown = [part for part in drawn if "photo[/b]" in part]
    assert [RECORD.fullmatch(part) is not None for part in shown] == [True] * 5
