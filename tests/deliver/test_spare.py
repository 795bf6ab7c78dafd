"""Whether a copy can be spared."""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from facefinder.deliver.manifest import Row
from facefinder.deliver.spare import is_surely_ours
from tests.support.fakes import RED, paint


@pytest.mark.parametrize(("later", "is_ours"), [(0.0, True), (0.01, True), (5.0, False)])
def test_a_copy_may_seem_a_tick_of_the_clock_older_than_its_row(
    tmp_path: Path, later: float, is_ours: bool
) -> None:
    original, copy = tmp_path / "photo.png", tmp_path / "copy.png"
    paint(original, RED)
    shutil.copy2(original, copy)
    made = datetime.fromtimestamp(copy.stat().st_ctime + later, UTC).isoformat()
    digest = hashlib.sha256(copy.read_bytes()).hexdigest()
    row = Row(str(original), "Anna/photo.png", digest, "Anna", "0.1", "sure", made)
    assert is_surely_ours(row, copy) == is_ours
