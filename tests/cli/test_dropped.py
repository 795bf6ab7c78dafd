"""Addresses of files: what a terminal types when something is dropped on it, and what is pasted."""

from pathlib import Path

import pytest

from facefinder.app import wishes
from facefinder.cli.parser import parser
from facefinder.sources.typed import without_address
from tests.conftest import Run


@pytest.mark.parametrize(
    ("address", "windows", "elsewhere"),
    [
        ("file:///C:/my%20photos/%C3%BC", "C:/my photos/ü", "/C:/my photos/ü"),
        ("file://localhost/C:/x", "C:/x", "/C:/x"),
        ("file://server/share/x", "//server/share/x", "/share/x"),
        ("file:///home/x", "home/x", "/home/x"),
        ("FILE:/D:/x", "D:/x", "/D:/x"),
        ("file://D:/x", "D:/x", "/x"),
        ("file:///D:/50%25%20#1?", "D:/50% #1?", "/D:/50% #1?"),
        ("file:notes", "file:notes", "file:notes"),
        ("D:/file:/x", "D:/file:/x", "D:/file:/x"),
    ],
)
def test_a_file_address_names_a_path(address: str, windows: str, elsewhere: str) -> None:
    assert without_address(address, windows=True) == windows
    assert without_address(address, windows=False) == elsewhere


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "my photos ü"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("front", ["", "tags:"])
def test_addresses_are_places_on_the_command_line(place: Path, front: str) -> None:
    address = place.as_uri()
    line = ["find", "-k", front + address, "-i", address, "--copy-to", f"{address}/found"]
    found = parser().parse([*line, "--csv", f"{address}/x.csv"])
    assert (found.known, found.input) == (Path(f"{front}{place}"), [place])
    assert (found.copy_to, found.csv) == (place / "found", str(place / "x.csv"))


def test_an_address_of_what_is_not_there_is_refused_as_a_path(run: Run, place: Path) -> None:
    done = run("find", "-k", (place / "none").as_uri(), "-i", place)
    assert done.code == 2
    assert "my photos ü" in done.err
    assert "file:" not in done.err


def test_addresses_are_places_in_the_app(place: Path) -> None:
    assert wishes.place(f' "{place.as_uri()}" ') == place
