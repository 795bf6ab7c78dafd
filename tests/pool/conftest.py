"""What tests of searches with workers begin with."""

from pathlib import Path

import pytest

from tests.support.fakes import RED, paint


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with one photo of Anna; beside it is `known`, with another."""
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "photos" / "000.png", RED)
    return tmp_path / "photos"
