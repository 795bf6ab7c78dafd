"""Where the folder of each report is, so that decisions find it from wherever their file lies."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from facefinder.index.decisions import opened
from facefinder.index.file import transaction


def remember(index: Path, report: str, folder: Path) -> None:
    """Keep where the copies of a report's photos are, or the report itself where there are none.

    Args:
        index: Of the search; it is there.
        report: Id of the report.
        folder: One of several where the same was found twice.

    Raises:
        IndexFileError: The index is damaged, or in use.
        OutputError: It cannot be written.
    """
    absolute = folder.absolute()
    with opened(index) as connection, transaction(connection):
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
    """The folders of all reports that are there now; none where the index cannot be read."""
    address = f"{index.absolute().as_uri()}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as connection:
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
