"""Who is looked for, and where, unless a module has others."""

from pathlib import Path

import pytest

from tests.support.fakes import RED, paint


@pytest.fixture
def known(tmp_path: Path) -> Path:
    return paint(tmp_path / "known" / "Anna" / "1.png", RED).parents[1]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return paint(tmp_path / "photos" / "x.png", RED).parent
