"""Where the folder of each report is, so that decisions find it from wherever their file lies."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from facefinder.index.decisions import opened
from facefinder.index.file import transaction

_NO_REPORT = ""
"""In the place of the id of a report, for a folder that is kept for itself."""


def remember(index: Path, report: str, folder: Path, *more: Path) -> None:
    """Keep where the copies of a report's photos are, or the report itself where there are none.

    Args:
        index: Of the search; it is there.
        report: Id of the report.
        folder: One of several where the same was found twice.
        more: Other folders with results of that search.

    Raises:
        IndexFileError: The index is damaged, or in use.
        OutputError: It cannot be written.
    """
    with opened(index) as connection, transaction(connection):
        _store(connection, index, report, folder)
        for other in more:
            if other != folder:
                remember_results(connection, index, other)


def remember_folder(index: Path, folder: Path) -> None:
    """Keep that results are in a folder that no report leads to.

    Raises:
        IndexFileError: The index is damaged, or in use.
        OutputError: It cannot be written.
    """
    with opened(index) as connection, transaction(connection):
        remember_results(connection, index, folder)


def remember_results(connection: sqlite3.Connection, index: Path, folder: Path) -> None:
    """Keep that results are in a folder that no report leads to; in the caller's transaction."""
    _store(connection, index, _NO_REPORT, folder)


def _store(connection: sqlite3.Connection, index: Path, report: str, folder: Path) -> None:
    absolute = folder.absolute()
    connection.execute(
        "INSERT OR REPLACE INTO report (id, folder, relative) VALUES (?, ?, ?)",
        (report, os.fsencode(absolute), _from_index(absolute, index)),
    )


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
    found = []
    for name, relative in connection.execute(
        "SELECT folder, relative FROM report WHERE ?1 IS NULL OR id = ?1 ORDER BY number DESC",
        (report,),
    ):
        folder = Path(os.fsdecode(name))
        beside = index.absolute().parent / os.fsdecode(relative) if relative else folder
        is_moved = not folder.is_dir() and beside.is_dir()
        found.append(Path(os.path.normpath(beside)) if is_moved else folder)
    return found


def _from_index(folder: Path, index: Path) -> bytes:
    try:
        return os.fsencode(os.path.relpath(folder, index.absolute().parent))
    except ValueError:  # on another drive
        return b""
