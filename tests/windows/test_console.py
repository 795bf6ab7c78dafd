"""The program in a window of its own: the double click, Ctrl-C."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.windows.tools import COMPILER
from tests.bundle.album import Album
from tests.support.needs import LINUX, WINDOWS_BUNDLE, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.console import Console
from tests.windows.fixtures import PLACE, Stick

pytestmark = [pytest.mark.bundle, pytest.mark.slow, needs(WINDOWS_BUNDLE)]

INTERRUPTED = 130
MANY = ("-k", r"D:\known", "-i", r"D:\many", "-p", "2", "--no-index")


def test_a_double_click_asks_copies_beside_it_and_shows_a_report(
    stick: Stick, album: Album
) -> None:
    with (
        Console() as console,
        stick.computer.open(console.device, stick.program, FACEFINDER_NO_BROWSER="1") as program,
    ):
        console.answer("Who?", "D:\\known\r")
        console.answer("Where?", '"D:\\photos"\r')
        console.answer("Copy", "\r")
        console.answer("Press", "x")
        program.wait(0)
    copies = [match for match in album.photos["matches"] if match["verdict"] == "sure"]
    found = stick.folder / PLACE / "found"
    made = [p for p in found.glob("*/*") if p.is_file() and p.parent.name != "report-files"]
    assert len(made) == len(copies) > 0
    assert (found / "report.html").is_file()
    stick.computer.nothing_left()


def test_ctrl_c_ends_all_with_130(stick: Stick) -> None:
    with (
        Console() as console,
        stick.computer.open(console.device, stick.program, *MANY) as program,
    ):
        program.until_workers()
        console.answer("photos", "\x03")
        console.read_on()
        program.wait(INTERRUPTED)
    stick.computer.nothing_left()


def test_ctrl_break_ends_all_with_130(stick: Stick) -> None:
    source = Path(__file__).with_name("breaker.c")
    tool = shutil.which(COMPILER) or COMPILER
    subprocess.run([tool, "-municode", "-o", stick.out / "breaker.exe", source], check=True)
    line = (r"O:\breaker.exe", r"O:\now", stick.program, *MANY)
    with Console() as console, stick.computer.open(console.device, *line) as program:
        program.until_workers()
        console.answer("photos", "")
        console.read_on()
        (stick.out / "now").touch()
        program.wait(INTERRUPTED)
    stick.computer.nothing_left()
