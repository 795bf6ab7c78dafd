"""What tests of the app share: photos of two people, and the program that serves its page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WIDE_ENGINE
from tests.support.app_page import App, served
from tests.support.fakes import BLUE, RED, paint

ALIKE = (0, 145, 255)
"""Near enough to blue to be worth a look, and no more."""


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Anna and Ben in ``known``; five of her, one of him and one that may be him in ``photos``."""
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "known" / "Ben" / "1.png", BLUE)
    for number in range(5):
        # Each its own picture: what was decided about one is true of all its copies.
        paint(tmp_path / "photos" / f"anna-{number}.png", RED, (90, 120 + 20 * number, 90))
    paint(tmp_path / "photos" / "ben.png", BLUE)
    paint(tmp_path / "photos" / "perhaps.png", ALIKE)
    return tmp_path


@pytest.fixture
def app(album: Path) -> Iterator[App]:
    """The program, which has not searched yet."""
    with served(album) as running:
        yield running


@pytest.fixture
def wide(album: Path) -> Iterator[App]:
    """The program with faces that are sharp enough to be grouped; the photos are offered to it."""
    with served(album, *WIDE_ENGINE, album / "photos") as running:
        yield running
