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
        folder: The later one is kept where a report was written twice.

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
    """The folder of a report; None where nobody knows. It need not be there.

    A stick has another drive letter on the next computer: what lies on the same one as the index is
    looked for from there, too.
    """
    row = connection.execute("SELECT folder, relative FROM report WHERE id = ?", (report,))
    found = row.fetchone()
    if found is None:
        return None
    folder = Path(os.fsdecode(found[0]))
    beside = index.absolute().parent / os.fsdecode(found[1]) if found[1] else folder
    return folder if folder.is_dir() or not beside.is_dir() else Path(os.path.normpath(beside))


def folders(index: Path) -> list[Path]:
    """The folders of all reports that are there now; none where the index cannot be read."""
    address = f"{index.absolute().as_uri()}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as connection:
        rows = connection.execute("SELECT id FROM report").fetchall()
        found = {folder_of(connection, report, index) for (report,) in rows}
        return sorted(folder for folder in found if folder is not None and folder.is_dir())
    return []


def _from_index(folder: Path, index: Path) -> bytes:
    try:
        return os.fsencode(os.path.relpath(folder, index.absolute().parent))
    except ValueError:  # on another drive
        return b""
