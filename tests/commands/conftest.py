"""Where is searched, unless a module has photos of its own."""

from pathlib import Path

import pytest

from tests.support.fakes import RED, paint


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return paint(tmp_path / "photos" / "x.png", RED).parent
