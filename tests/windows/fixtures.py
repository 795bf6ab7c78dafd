"""A computer, photos in its drive D:, and sticks in E:."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from builder.environment import WINDOWS_VARIABLE
from tests.bundle.album import Album

assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.windows.computer import PROGRAM, Computer, Running, copy_of

NAME = "USB-Stick Größe 日本"
PLACE = "Fotos & mehr"
"""A folder on the stick."""


@dataclass(frozen=True)
class Stick:
    """The bundle on a drive of a computer.

    Attributes:
        computer: The computer.
        folder: Where the drive is on Linux.
        letter: The drive.
        out: Where drive O: is on Linux, into which programs may write.
    """

    computer: Computer
    folder: Path
    letter: str
    out: Path

    @property
    def program(self) -> str:
        """The path in Windows."""
        return f"{self.letter}:\\{PLACE}\\{PROGRAM}"

    def start(self, *arguments: str) -> Running:
        """Start the program."""
        return self.computer.start(self.program, *arguments)

    def call(self, *arguments: str, code: int = 0) -> Running:
        """Run it to its end, which is this code."""
        with self.start(*arguments) as running:
            return running.wait(code)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all tests share."""
    return tmp_path_factory.mktemp("windows")


@pytest.fixture(scope="session")
def album(place: Path) -> Album:
    """Photos, and what the source finds in them on Linux."""
    return Album(place / "album")


@pytest.fixture(scope="session")
def computer(place: Path, album: Album) -> Iterator[Computer]:
    """One computer for all tests, with the photos in drive D:."""
    computer = Computer(place / "computer")
    computer.drive("d", album.folder)
    computer.drive("z", None)
    yield computer
    computer.switch_off()


@pytest.fixture
def out(computer: Computer, tmp_path: Path) -> Path:
    """Where drive O: of the computer leads to."""
    folder = tmp_path / "out"
    folder.mkdir()
    computer.drive("o", folder)
    return folder


@pytest.fixture
def stick(computer: Computer, tmp_path: Path, out: Path) -> Iterator[Stick]:
    """A stick in drive E: that can be written."""
    folder = tmp_path / NAME
    folder.mkdir()
    copy_of(Path(os.environ[WINDOWS_VARIABLE]), folder / PLACE)
    computer.drive("e", folder)
    yield Stick(computer, folder, "E", out)
    computer.drive("e", None)


@contextmanager
def write_protected(folder: Path) -> Iterator[None]:
    """The switch of a stick on "read only"; wants a namespace in which things may be mounted."""
    for options in (("--bind", folder, folder), ("-o", "remount,bind,ro", folder)):
        subprocess.run(["/bin/mount", *options], check=True)
    try:
        yield
    finally:
        subprocess.run(["/bin/umount", "--lazy", folder], check=True)
