"""`facefinder purge`: show what the program keeps about photos and people, and delete it."""

import argparse
import contextlib
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from facefinder.commands.settings import data_dir
from facefinder.errors import ExitCode, IndexFileError, UsageError
from facefinder.host.places import INDEX_NAME, data_dirs, made_folders
from facefinder.output.tell import tell

PATTERNS = (f"{INDEX_NAME}*", "*.log", "report*", "made-folders.txt")
"""Names of the files that the program makes in its data folder; everything else stays."""


def run(arguments: argparse.Namespace) -> ExitCode:
    """Show everything the program keeps, ask, and delete it."""

    def agreed() -> bool:
        if arguments.yes:
            return True
        print("Delete all this? [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return purge(data_dirs(data_dir(arguments)), tell, agreed)


def purge(
    folders: Sequence[Path], say: Callable[[str], None], agreed: Callable[[], bool]
) -> ExitCode:
    """Delete the index, logs and reports, and the folders that were made for them.

    Args:
        folders: Data folders, perhaps missing.
        say: Gets a line for each file.
        agreed: Asks the user, once everything was shown.

    Raises:
        UsageError: The user did not agree.
        IndexFileError: A run is using an index.
        OSError: A file cannot be deleted.
    """
    there = [(folder, files) for folder in folders if (files := _files(folder))]
    if not there:
        say("Nothing is kept in " + " or ".join(map(str, folders)) + ".")
        return ExitCode.OK
    for _, files in there:
        for file in files:
            say(f"{file} ({file.stat().st_size / 1e6:.1f} MB)")
    if not agreed():
        raise UsageError("Nothing was deleted.", "`facefinder purge --yes` deletes without asking.")
    for folder, files in there:
        _require_unused(folder / INDEX_NAME)
        emptied = [folder, *made_folders(folder)]
        for file in files:
            file.unlink(missing_ok=True)
        for made in emptied:
            with contextlib.suppress(OSError):  # something else lies in it
                made.rmdir()
    say("Deleted.")
    return ExitCode.OK


def _files(folder: Path) -> list[Path]:
    found = {path for pattern in PATTERNS for path in folder.glob(pattern)}
    return sorted(path for path in found if path.is_file() or path.is_symlink())


def _require_unused(index: Path) -> None:
    if not index.is_file():
        return
    with contextlib.closing(sqlite3.connect(index, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.Error as error:  # a damaged file may go
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise IndexFileError(
                    f"The index '{index}' is in use by another run.", "Wait until it has ended."
                ) from error
