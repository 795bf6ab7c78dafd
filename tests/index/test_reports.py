"""What is asked of the list of reports without having the index to oneself."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from facefinder.index import reports
from facefinder.index.index import open_index


def test_an_index_that_a_search_has_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index.sqlite"
    with open_index(index, "engine", "engine"):
        pass
    reports.remember(index, [tmp_path], "{}", "1")
    assert reports.folders(index) == [tmp_path]
    waits: list[float] = []
    connect = sqlite3.connect

    def noted(database: str, timeout: float = 5.0, *, uri: bool = False) -> sqlite3.Connection:
        waits.append(timeout)
        return connect(database, timeout=0, uri=uri)

    with closing(connect(index, isolation_level=None)) as search:
        search.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", noted)
        assert reports.folders(index) == []
    assert waits == [0]
