"""A desk with people and photos on it, and terminal windows."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.fakes import BLUE, RED, paint

if TYPE_CHECKING:
    from tests.support.console import OpenConsole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    paint(tmp_path / "Wen suchen" / "Anna" / "1.png", RED)
    paint(tmp_path / "Fotos ü" / "a.png", RED)
    paint(tmp_path / "Fotos ü" / "b.png", BLUE)
    (tmp_path / "desk").mkdir()
    return tmp_path


@pytest.fixture
def open_console(folder: Path) -> "Iterator[OpenConsole]":
    from tests.support.console import Console  # noqa: PLC0415 - Windows has none

    made: list[Console] = []

    def started(command: list[str], **more: str) -> Console:
        made.append(Console(folder / "desk", command, **more))
        return made[-1]

    yield started
    for console in made:
        console.close()
