"""Where the folder of each report is, so that decisions find it from wherever their file lies."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from facefinder.index.decisions import opened
from facefinder.index.file import transaction
from facefinder.index.in_place import removed

_NO_REPORT = ""
"""In the place of the id of a report, for a folder that is kept for itself."""


def remember(index: Path, folders: Sequence[Path], search: str, report: str = _NO_REPORT) -> None:
    """Keep where the results of a search are, and how it was called, for decisions about them.

    Args:
        index: Of the search.
        folders: With results. The first is that of the copies, or of the report itself where there
            are none; one of several where the same was found twice.
        search: As `search.record.written` makes it.
        report: Id of the report; empty where there is none.

    Raises:
        IndexFileError: The index is damaged, or in use.
        OutputError: It cannot be written, or was removed since the search.
    """
    if not index.is_file():
        raise removed(index)
    with opened(index) as connection, transaction(connection):
        for number, folder in enumerate(dict.fromkeys(folders)):
            _store(connection, index, _NO_REPORT if number else report, folder, search)


def remember_results(
    connection: sqlite3.Connection, index: Path, folder: Path, search: str
) -> None:
    """Keep that results are in a folder that no report leads to; in the caller's transaction."""
    _store(connection, index, _NO_REPORT, folder, search)


def _store(
    connection: sqlite3.Connection, index: Path, report: str, folder: Path, search: str
) -> None:
    absolute = folder.absolute()
    connection.execute(
        "INSERT OR REPLACE INTO report (id, folder, relative, search) VALUES (?, ?, ?, ?)",
        (report, os.fsencode(absolute), _from_index(absolute, index), search),
    )


def search_of(connection: sqlite3.Connection, folder: Path, index: Path) -> str:
    """How the search was called that filled a folder last; "" where nobody knows."""
    there = os.path.realpath(folder)
    for name, relative, search in connection.execute(
        "SELECT folder, relative, search FROM report WHERE search != '' ORDER BY number DESC"
    ):
        if os.path.realpath(_place(name, relative, index)) == there:
            return str(search)
    return ""


def folder_of(connection: sqlite3.Connection, report: str, index: Path) -> Path | None:
    """The folder of a report, of several the latest that is there; None where nobody knows one.

    It need not be there.
    """
    found = _folders(connection, index, report)
    return next((folder for folder in found if folder.is_dir()), found[0] if found else None)


def folders(index: Path) -> list[Path]:
    """The folders of all reports that are there now; none where the index cannot be read.

    It cannot while a search has it, and somebody may be looking at a page that waits for this.
    """
    address = f"{index.absolute().as_uri()}?mode=ro"
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(address, timeout=0, uri=True)) as connection,
    ):
        return sorted({folder for folder in _folders(connection, index) if folder.is_dir()})
    return []


def _folders(connection: sqlite3.Connection, index: Path, report: str | None = None) -> list[Path]:
    """The folders of a report, or of all, the latest first.

    A stick has another drive letter on the next computer: what lies on the same one as the index is
    looked for from there, too.
    """
    rows = connection.execute(
        "SELECT folder, relative FROM report WHERE ?1 IS NULL OR id = ?1 ORDER BY number DESC",
        (report,),
    )
    return [_place(name, relative, index) for name, relative in rows]


def _place(name: bytes, relative: bytes, index: Path) -> Path:
    folder = Path(os.fsdecode(name))
    beside = index.absolute().parent / os.fsdecode(relative) if relative else folder
    is_moved = not folder.is_dir() and beside.is_dir()
    return Path(os.path.normpath(beside)) if is_moved else folder


def _from_index(folder: Path, index: Path) -> bytes:
    try:
        return os.fsencode(os.path.relpath(folder, index.absolute().parent))
    except ValueError:  # on another drive
        return b""
