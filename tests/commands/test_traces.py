"""How large what the program keeps is, as people are told it."""

from pathlib import Path

import pytest

from facefinder.commands.kept import Kept
from facefinder.commands.traces import Traces


@pytest.mark.parametrize(
    ("size", "told"),
    [(0, "less than 0.1 MB"), (49_999, "less than 0.1 MB"), (50_001, "0.1 MB")],
)
def test_no_file_is_told_as_0_0_mb(tmp_path: Path, size: int, told: str) -> None:
    file = tmp_path / "app.json"
    file.write_bytes(bytes(size))
    (line,) = Traces(kept=tuple[Kept, ...](), logs=(file,)).lines
    assert line == f"'{file}' ({told})"
