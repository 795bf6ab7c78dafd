"""Everything that the program keeps on this computer: shown, and deleted where that is agreed."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from facefinder.commands.kept import INDEX, Kept, index_of, is_ours, look_at, named
from facefinder.errors import ExitCode, IndexFileError, OutputError
from facefinder.host.files import remove_leftovers
from facefinder.host.held import patiently
from facefinder.host.places import DROPPED, INDEX_NAME, MADE_FOLDERS
from facefinder.host.sizes import size_in_words
from facefinder.host.text import as_typed
from facefinder.index import reports
from facefinder.records.results import MANIFEST


@dataclass(frozen=True, slots=True)
class Traces:
    """What the program keeps, before somebody has it deleted.

    Attributes:
        kept: What lies in each data folder.
        logs: Further files of ours.
        target: Where this program copies to; a search that runs lets nobody else read its index.
        before: Folders of results that were known before that search had its index.
    """

    kept: tuple[Kept, ...]
    logs: tuple[Path, ...]
    target: Path | None = None
    before: tuple[Path, ...] = ()

    @property
    def files(self) -> list[Path]:
        """All that would be deleted."""
        return [file for kept in self.kept for file in kept.files] + list(self.logs)

    @property
    def lines(self) -> list[str]:
        """A line for each file that would be deleted; what SQLite puts beside an index is of it."""
        sizes: dict[Path, int] = {}
        for file in self.files:
            with contextlib.suppress(FileNotFoundError):  # SQLite's own come and go by themselves
                sizes[index_of(file)] = sizes.get(index_of(file), 0) + file.lstat().st_size
        return [_line(file, size) for file, size in sizes.items()]

    @property
    def others(self) -> list[str]:
        """A line for each data folder in which something else lies, which stays."""
        return [
            f"Not written by facefinder, so it stays in '{kept.folder}': {named(kept.others)}"
            for kept in self.kept
            if kept.others
        ]

    @property
    def results(self) -> list[Path]:
        """The folders of copies and reports that the index knows of; they stay."""
        known = [one for file in self.files for one in _results(file)]
        own = [self.target] if self.target and (self.target / MANIFEST).is_file() else []
        before = [folder for folder in self.before if folder.is_dir()]
        return list(dict.fromkeys([*own, *known, *before]))

    def delete(self) -> None:
        """Delete the files, and the folders that were made for them.

        Raises:
            IndexFileError: A run is using an index; nothing was deleted.
            OutputError: A file cannot be deleted.
        """
        for kept in self.kept:
            _require_unused(kept.folder / INDEX_NAME)
        for kept in self.kept:
            _delete(kept)
        for log in self.logs:
            _unlink(log)


def find_traces(
    folders: Sequence[Path],
    logs: Sequence[Path],
    target: Path | None = None,
    before: Sequence[Path] = (),
) -> Traces:
    """Look for what the program itself wrote.

    Args:
        folders: Data folders, perhaps missing.
        logs: Further files of ours.
        target: As in `Traces`.
        before: Likewise.
    """
    return Traces(tuple(map(look_at, folders)), tuple(logs), target, tuple(before))


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
    traces = find_traces(folders, logs)
    if not traces.files:
        say("Nothing is kept in " + " or ".join(f"'{folder}'" for folder in folders) + ".")
        for line in traces.others:
            say(line)
        return ExitCode.OK
    for line in ("This is what facefinder wrote:", *traces.lines, *traces.others):
        say(line)
    for folder in traces.results:
        say(
            f"Results stay in '{folder}'; `facefinder undo {as_typed(str(folder))}` removes "
            "the report, and copies that nobody changed."
        )
    if traces.results:
        say("Decisions that a browser saved stay where it puts downloads.")
    if not agreed():
        say("Nothing was deleted.")
        return ExitCode.OK
    traces.delete()
    say("Deleted.")
    return ExitCode.OK


def remove_notes(folders: Sequence[Path]) -> None:
    """Remove data folders that the program made, and in which it keeps nothing any more.

    Args:
        folders: Data folders, perhaps missing.
    """
    for kept in map(look_at, folders):
        if [file.name for file in kept.files] == [MADE_FOLDERS] and not kept.others:
            with contextlib.suppress(OutputError):  # it was there before, too
                _delete(kept)


def _line(file: Path, size: int) -> str:
    return f"'{file}' ({size_in_words(size)})"


def _results(file: Path) -> list[Path]:
    """The folders of copies and reports that a file of ours knows of."""
    return reports.folders(file) if INDEX.fullmatch(file.name) else []


def _delete(kept: Kept) -> None:
    made_by_us = bool(kept.folders)
    # An index goes last: it is by the index that what SQLite put beside it is known.
    for file in sorted(kept.files, key=lambda path: INDEX.fullmatch(path.name) is not None):
        if is_ours(file, made_by_us=made_by_us):  # still, for the question may have been a while
            _unlink(file)
    remove_leftovers(kept.folder)  # a folder of a self-test that was killed
    _remove_empty(kept.folder / DROPPED)
    for folder in kept.folders:
        with contextlib.suppress(OSError):  # something else lies in it
            folder.rmdir()


def _remove_empty(folder: Path) -> None:
    """Remove a folder and the folders in it, as far as nothing lies in them."""
    with contextlib.suppress(OSError):
        for inner in folder.iterdir():
            remove_leftovers(inner)
            with contextlib.suppress(OSError):
                inner.rmdir()
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
                    f"The index '{index}' is in use by another run.",
                    "Close the other facefinder, or wait until it is done.",
                ) from error
