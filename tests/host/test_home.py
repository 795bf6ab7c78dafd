"""The tests leave the home of whoever runs them alone."""

import os
from pathlib import Path

from facefinder.host import places
from tests.support.home import REAL, listing


def test_a_test_has_a_home_of_its_own() -> None:
    assert Path.home() not in [place.parent for place in REAL]
    assert not any(Path.home().iterdir())
    assert os.environ["KERAS_HOME"] == os.devnull
    assert places.data_dir().is_relative_to(Path.home())
    assert places.data_dir() not in REAL


def test_whatever_is_new_is_seen(tmp_path: Path) -> None:
    folders = (tmp_path / "one", tmp_path / "other")
    assert listing(folders) == set()
    (tmp_path / "one" / "deep").mkdir(parents=True)
    (tmp_path / "one" / "deep" / "x").touch()
    assert {path.name for path in listing(folders)} == {"one", "deep", "x"}
