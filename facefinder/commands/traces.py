"""Everything that the program keeps on this computer: shown, and deleted where that is agreed."""

import contextlib
import os
import shlex
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from facefinder.commands.kept import INDEX, Kept, is_ours, look_at, named
from facefinder.errors import ExitCode, IndexFileError, OutputError
from facefinder.host.files import remove_leftovers
from facefinder.host.held import patiently
from facefinder.host.places import INDEX_NAME
from facefinder.index import reports


def purge(
    folders: Sequence[Path],
    logs: Sequence[Path],
    say: Callable[[str], None],
    agreed: Callable[[], bool],
) -> ExitCode:
    """Delete what the program itself wrote, and the folders that it made for that.

    Args:
        folders: Data folders, perhaps missing.
        logs: Further files of ours.
        say: Gets a line for each file, and for what is left.
        agreed: Asks the user, once everything was shown.

    Raises:
        UsageError: Nobody is there to agree.
        IndexFileError: A run is using an index; nothing was deleted.
        OutputError: A file cannot be deleted.
    """
    there = [look_at(folder) for folder in folders]
    files = [file for kept in there for file in kept.files] + list(logs)
    if not files:
        say("Nothing is kept in " + " or ".join(f"'{folder}'" for folder in folders) + ".")
        _say_what_stays(there, say)
        return ExitCode.OK
    say("This is what facefinder wrote:")
    for file in files:
        say(f"'{file}' ({file.lstat().st_size / 1e6:.1f} MB)")
    _say_what_stays(there, say)
    results = [one for kept in there for file in kept.files for one in _results(file)]
    for folder in dict.fromkeys(results):
        say(
            f"Results stay in '{folder}'; `facefinder undo {shlex.quote(str(folder))}` removes "
            "copies and report."
        )
    if results:
        say("Decisions that a browser saved stay where it puts downloads.")
    if not agreed():
        say("Nothing was deleted.")
        return ExitCode.OK
    for folder in folders:
        _require_unused(folder / INDEX_NAME)
    for kept in there:
        _delete(kept)
    for log in logs:
        _unlink(log)
    say("Deleted.")
    return ExitCode.OK


def _results(file: Path) -> list[Path]:
    """The folders of copies and reports that a file of ours knows of."""
    return reports.folders(file) if INDEX.fullmatch(file.name) else []


def _say_what_stays(there: Sequence[Kept], say: Callable[[str], None]) -> None:
    for kept in there:
        if kept.others:
            say(f"Not written by facefinder, so it stays in '{kept.folder}': {named(kept.others)}")


def _delete(kept: Kept) -> None:
    made_by_us = bool(kept.folders)
    # An index goes last: it is by the index that what SQLite put beside it is known.
    for file in sorted(kept.files, key=lambda path: INDEX.fullmatch(path.name) is not None):
        if is_ours(file, made_by_us=made_by_us):  # still, for the question may have been a while
            _unlink(file)
    remove_leftovers(kept.folder)  # a folder of a self-test that was killed
    for folder in kept.folders:
        with contextlib.suppress(OSError):  # something else lies in it
            folder.rmdir()


def _unlink(file: Path) -> None:
    try:
        patiently(lambda: file.unlink(missing_ok=True))
    except OSError as error:
        raise OutputError(
            f"'{file}' cannot be deleted: {error.strerror}.",
            "Close what is using it, and see that its folder may be written; then try again.",
        ) from error


def _require_unused(index: Path) -> None:
    if not is_ours(index, made_by_us=False):  # nobody can be using a damaged one
        return
    journal = index.with_name(f"{index.name}-journal")
    if os.path.lexists(journal) and not is_ours(journal, made_by_us=False):
        return  # nobody is using it, and SQLite would delete that file, whosever it is
    with contextlib.closing(sqlite3.connect(index, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.Error as error:  # a damaged file may go
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise IndexFileError(
                    f"The index '{index}' is in use by another run.", "Wait until it has ended."
                ) from error
