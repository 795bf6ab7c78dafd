"""The closing words about what could not be read."""

from pathlib import Path

import pytest

from facefinder.output.results import tell_skipped
from facefinder.records.photos import Failed, Photo


def failed(root: Path, name: str) -> Failed:
    return Failed(Photo(str(root), name, 0, 0), "it is no longer there", lasting=False)


def test_a_drive_that_vanished_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "stick"
    tell_skipped([failed(gone, f"{number}.jpg") for number in range(3)])
    said = capsys.readouterr().err
    assert said.count(f"'{gone}' is gone. Connect its drive again") == 1


def test_a_drive_that_is_there_is_not_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_skipped([failed(tmp_path, "x.jpg")])
    assert "is gone" not in capsys.readouterr().err
