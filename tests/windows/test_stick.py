"""The program on a stick in a bare Windows: the same results as on Linux, and no trace of it."""

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.album import Album
from tests.bundle.compare import contents, same, same_report, same_results, without_places
from tests.support.listing import differences, listing
from tests.support.needs import LINUX, WINDOWS_BUNDLE, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.windows.computer import Computer, copy_of, end
from tests.windows.fixtures import NAME, PLACE, Stick, write_protected

pytestmark = [pytest.mark.bundle, pytest.mark.slow, needs(WINDOWS_BUNDLE)]

WHERE = ("-k", r"D:\known", "-i", r"D:\photos", "-p", "2")
MANY = ("-k", r"D:\known", "-i", r"D:\many", "-p", "2", "--no-index", "-D")
JSON = ("--json", r"O:\found.json")
FAMILY = 4
"""The program, two workers, and the process that cleans up after workers."""
NOBODY, REFUSED = 3, 70
OTHER_SYSTEM = 5e-6
"""Libraries that another compiler made add up in another order: the last of the six decimals of a
distance may differ, the verdicts and pictures may not."""


def found(stick: Stick) -> Any:  # noqa: ANN401 - JSON
    return json.loads((stick.out / "found.json").read_text("utf-8"))


@pytest.mark.parametrize("argument", ["--version", "--help", "models"])
def test_a_light_command_works(stick: Stick, argument: str) -> None:
    assert stick.call(argument).out


@pytest.mark.parametrize("line", [("--help",), ("models",), WHERE])
def test_a_reader_that_has_gone_is_no_error(stick: Stick, line: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        with stick.computer.start(stick.program, *line, out=writer) as running:
            running.wait(0)
    finally:
        os.close(writer)
    told = "".join(running.err)
    assert not re.search("Traceback|bug of|Exception", told), told


def test_names_of_any_script_come_through_a_pipe(stick: Stick) -> None:
    """In the code page of the country there would be no such letters."""
    folder = stick.out / "中文 ü"
    folder.mkdir()
    ran = stick.call("-k", r"O:\中文 ü", "-i", r"D:\photos", code=NOBODY)
    assert "中文 ü" in "".join(ran.err)


@pytest.mark.parametrize("line", ["-c x", "-m joblib", "--multiprocessing-fork nonsense"])
def test_an_unknown_helper_line_ends_with_70(stick: Stick, line: str) -> None:
    stick.call(*line.split(), code=REFUSED)


def test_selftest_works(stick: Stick) -> None:
    stick.call("selftest")


def test_from_a_write_protected_stick_all_is_as_on_linux(stick: Stick, album: Album) -> None:
    """JSON, copies, XMP files, report; no more processes than there should be."""
    stick.computer.switch_off()
    with write_protected(stick.folder):
        more = ("--copy-to", r"O:\found", "--sidecar", "--data-dir", r"O:\data")
        ran = stick.call(*WHERE, *JSON, *more)
        stick.computer.switch_off()
    same_results(without_places(found(stick), "D:"), album.photos, OTHER_SYSTEM)
    copies = contents(stick.out / "found")
    assert any(name.endswith(".xmp") for name in copies)
    same(copies, contents(album.copies), "copies and XMP files")
    same_report(stick.out / "found", album.copies, OTHER_SYSTEM)
    assert 3 <= ran.most <= FAMILY


def test_a_video_is_searched(stick: Stick, album: Album) -> None:
    """A library of its own reads it there, and gets the bytes of a file with any name."""
    shutil.copy(album.folder / "others" / "kinds" / "film.mp4", stick.out / "Köln 中文.mp4")
    stick.call("-k", r"D:\known", "-i", r"O:\Köln 中文.mp4", "-p", "1", "--no-index", *JSON)
    (match,) = found(stick)["matches"]
    assert match["times"] == [0.96]


def test_nothing_hangs_where_nobody_named_a_data_folder(stick: Stick) -> None:
    stick.computer.switch_off()
    with write_protected(stick.folder):
        ran = stick.call(*WHERE, *JSON)
        stick.computer.switch_off()
    assert r"AppData\Local\facefinder" in "".join(ran.err)
    stick.call("purge", "--yes", "--data-dir", r"C:\users\root\AppData\Local\facefinder")


def registry(computer: Computer) -> dict[str, list[str]]:
    """What is in it, without the times of changes."""
    computer.switch_off()
    return {
        file.name: [
            re.sub(r"\] \d+$", "]", line)
            for line in file.read_text("utf-8", "replace").splitlines()
            if not line.startswith("#time=")
        ]
        for file in sorted(computer.prefix.glob("*.reg"))
    }


def test_nothing_is_left_outside_of_the_stick(stick: Stick, album: Album) -> None:
    stick.call("--version")
    before = registry(stick.computer)
    disk = stick.computer.prefix / "drive_c"
    files, photos = listing(disk), listing(album.folder)
    ran = stick.call(*WHERE, "--copy-to", rf"E:\{PLACE}\found")
    assert (stick.folder / PLACE / "data" / "index.sqlite").is_file(), "".join(ran.err)
    after = registry(stick.computer)
    same(differences(files, listing(disk)), [], "changes of drive C:")
    same(differences(photos, listing(album.folder)), [], "changes of the photos")
    for name, lines in before.items():
        same([line for line in after[name] if line not in lines], [], f"new in {name}")


def test_under_another_letter_all_photos_are_known(stick: Stick, album: Album) -> None:
    stick.call(*WHERE)
    stick.computer.switch_off()
    stick.computer.drive("e", None)
    stick.computer.drive("f", stick.folder)
    stick.computer.drive("d", None)
    stick.computer.drive("g", album.folder)
    try:
        elsewhere = Stick(stick.computer, stick.folder, "F", stick.out)
        elsewhere.call("-k", r"G:\known", "-i", r"G:\photos", "-p", "2", *JSON)
    finally:
        stick.computer.drive("f", None)
        stick.computer.drive("g", None)
        stick.computer.drive("d", album.folder)
    assert found(stick)["summary"]["scanned"] == 0
    same_results(without_places(found(stick), "G:"), album.photos, OTHER_SYSTEM)


def test_a_killed_worker_costs_nothing(stick: Stick, album: Album) -> None:
    with stick.start(*MANY, *JSON) as running:
        end(running.until_a_photo()[:1])
        running.wait(0)
    stick.computer.nothing_left()
    same_results(without_places(found(stick), "D:"), album.many, OTHER_SYSTEM)


def test_nothing_outlives_a_killed_program(stick: Stick) -> None:
    with stick.start(*MANY) as running:
        workers = running.until_a_photo()
        end(stick.computer.programs().keys() - set(workers))
        stick.computer.nothing_left()


def test_names_of_folders_are_any(stick: Stick, tmp_path: Path) -> None:
    assert NAME in str(stick.folder)
    other = tmp_path / "another"
    other.mkdir()
    stick.computer.drive("f", copy_of(stick.folder / PLACE, other / "Ordner 中文 😀").parent)
    try:
        with stick.computer.start("F:\\Ordner 中文 😀\\facefinder.exe", "--version") as running:
            running.wait(0)
    finally:
        stick.computer.drive("f", None)
