"""Copies are removed again, as far as they are still what was copied."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from facefinder.deliver.by_hand import clear_leftovers
from facefinder.deliver.manifest import Manifest, Row, inside
from facefinder.host.files import output_errors, remove_leftovers, sha256_of
from facefinder.host.held import patiently
from facefinder.records.long_paths import reachable


def remove_copies(
    manifest: Manifest, rows: Sequence[Row], say: Callable[[str], None]
) -> tuple[int, int]:
    """Remove copies, as far as they are still what was copied, and their rows in the manifest.

    Args:
        manifest: Of the folder; without any row left, its file goes, too.
        rows: Of the manifest.
        say: Gets a sentence for each copy that is left.

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
    left: set[str] = set()
    removed = refused = 0
    for copy, its_rows in by_copy.items():
        try:
            reason = _remove(its_rows, folder)
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


def _remove(rows: list[Row], folder: Path) -> str | None:
    """Remove a copy; return why not, "" when there is none, None when it is done."""
    path = inside(rows[0], folder)
    if path is None:
        return "it lies outside of the folder"
    path = reachable(path)
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return "it is not the file that was copied"
    try:
        with path.open("rb") as file:
            digest = sha256_of(file)
    except FileNotFoundError:
        return ""
    if digest not in {row.sha256 for row in rows}:
        return "it was changed after it was copied; delete it by hand if you do not need it"
    patiently(path.unlink)
    return None


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
