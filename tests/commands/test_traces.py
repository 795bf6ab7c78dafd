"""How large what the program keeps is, as people are told it."""

from pathlib import Path

import pytest

from facefinder.commands.kept import Kept
from facefinder.commands.traces import Traces


@pytest.mark.parametrize(
    ("size", "told"),
    [(0, "0 bytes"), (49_999, "50.0 kB"), (1_250_001, "1.3 MB")],
)
def test_no_file_is_told_as_0_0_mb(tmp_path: Path, size: int, told: str) -> None:
    file = tmp_path / "app.json"
    file.write_bytes(bytes(size))
    (line,) = Traces(kept=tuple[Kept, ...](), logs=(file,)).lines
    assert line == f"'{file}' ({told})"
