"""Copies are removed again, as far as they are still what was copied."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from facefinder.deliver.by_hand import clear_leftovers, near_home
from facefinder.deliver.manifest import Manifest, Row, inside
from facefinder.deliver.spare import is_last, is_original, is_surely_ours
from facefinder.host.files import is_gone, output_errors, remove_leftovers, sha256_of
from facefinder.host.held import patiently
from facefinder.records.long_paths import reachable

NOT_HOME: Final = "somebody put it there; delete it by hand if you do not need it"


def remove_copies(
    manifest: Manifest, rows: Sequence[Row], say: Callable[[str], None], *, only_spare: bool = True
) -> tuple[int, int]:
    """Remove copies, as far as they are still what was copied, and their rows in the manifest.

    Args:
        manifest: Of the folder; without any row left, its file goes, too.
        rows: Of the manifest.
        say: Gets a sentence for each copy that is left.
        only_spare: Whether a copy stays that may be all that is left of a photo.

    Returns:
        How many copies were removed, without the files with names beside them, and how many files
        the file system refused to remove.

    Raises:
        OutputError: The manifest cannot be written.
    """
    folder = manifest.path.parent
    by_copy: dict[str, list[Row]] = {}
    for row in rows:
        by_copy.setdefault(row.copy, []).append(row)
    renamed = _Renamed(manifest, rows)
    left: set[str] = set()
    removed = refused = 0
    for copy, its_rows in by_copy.items():
        try:
            reason: str | None = NOT_HOME
            if any(map(renamed.is_at_home, its_rows)):
                reason = _remove(its_rows, folder, renamed, only_spare=only_spare)
            removed += reason is None and not its_rows[0].has_names
        except OSError as error:
            reason, refused = f"it cannot be removed ({error.strerror})", refused + 1
        if reason:
            left.add(copy)
            say(f"Left: '{folder / copy}': {reason}")
    with output_errors(manifest.path):
        for row in rows:
            _remove_empty_folders(row, manifest)
        manifest.keep(lambda row: row.copy in left or row.copy not in by_copy)
        if not manifest.rows:
            remove_leftovers(folder)
            remove_if_empty(folder)
    return removed, refused


class _Renamed:
    """Copies that somebody renamed, or moved within some people's folders: known by their content.

    Args:
        manifest: Of the folder.
        rows: Of it, about these people.
    """

    def __init__(self, manifest: Manifest, rows: Sequence[Row]) -> None:
        self._manifest, self._rows = manifest, rows
        self._there: dict[str, Path] | None = None
        self._homes: dict[str, str] | None = None

    def is_at_home(self, row: Row) -> bool:
        """Whether a copy lies in its person's folder, also where somebody renamed that."""
        if row.is_at_home:
            return True
        if self._homes is None:
            self._homes = self._manifest.folders()
        return row.top == self._homes.get(row.person)

    def place_of(self, row: Row) -> Path | None:
        """Where a copy lies now that is not where it was put; None = it is gone."""
        if self._there is None:  # the folders are looked through once, if at all
            self._there = near_home(self._manifest, self._rows)
        return self._there.get(row.sha256)


def _remove(rows: list[Row], folder: Path, renamed: _Renamed, *, only_spare: bool) -> str | None:
    """Remove a copy, perhaps only where its original is there.

    Returns:
        Why it was not removed, "" when there is none, None when it is done.
    """
    path = inside(rows[0], folder)
    if path is None:
        return "it lies outside of the folder"
    now = renamed.place_of(rows[0]) if is_gone(reachable(path)) else path
    if now is None:
        return ""
    there = reachable(now)
    try:
        if not _is_copy(there, rows):
            return "it was changed after it was copied; delete it by hand if you do not need it"
    except FileNotFoundError:
        return ""
    reason = _why_to_leave(rows, path, now, only_spare=only_spare)
    if not reason:
        patiently(there.unlink)
    return reason


def _why_to_leave(rows: list[Row], path: Path, now: Path, *, only_spare: bool) -> str | None:
    """Why a file stays that holds what was copied; None when it may go.

    Args:
        rows: Of the copy.
        path: Where it was put, as the manifest has it.
        now: The file.
        only_spare: As of `remove_copies`.
    """
    if only_spare and rows[0].is_photo and all(is_last(row, now) for row in rows):
        return (
            f"its original is gone or changed: '{now.name}' may be all that is left; "
            "delete it by hand"
        )
    if any(is_original(now, Path(row.source)) for row in rows):
        return NOT_HOME
    is_as_put = now == path and rows[0].is_as_put
    is_ours = is_as_put or rows[0].has_names or any(is_surely_ours(row, now) for row in rows)
    return None if is_ours else NOT_HOME


def _is_copy(path: Path, rows: Sequence[Row]) -> bool:
    """Whether a file is still what was copied.

    Raises:
        FileNotFoundError: It is gone.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return False
    with path.open("rb") as file:
        return sha256_of(file) in {row.sha256 for row in rows}


def _remove_empty_folders(row: Row, manifest: Manifest) -> None:
    folder = manifest.path.parent
    path = inside(row, folder)
    if path is None:
        return
    for parent in path.parents:
        if parent == folder or not parent.is_relative_to(folder):
            return
        clear_leftovers(manifest, parent)
        remove_if_empty(reachable(parent))


def remove_if_empty(folder: Path) -> None:
    """Remove a folder, unless something is in it."""
    with contextlib.suppress(OSError):  # not empty, or gone
        folder.rmdir()
