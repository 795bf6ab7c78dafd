"""`facefinder undo FOLDER`: remove the copies that a search made, and nothing else."""

import argparse
from collections.abc import Callable
from pathlib import Path

from facefinder.commands.common import keep_private, teller
from facefinder.deliver.manifest import Manifest
from facefinder.deliver.undo import remove_copies
from facefinder.errors import ExitCode, UsageError
from facefinder.output.tell import tell
from facefinder.report.remove import remove_report


def run(arguments: argparse.Namespace) -> ExitCode:
    """Remove the copies of an earlier search."""
    keep_private()
    return undo(arguments.folder, teller(arguments))


def undo(folder: Path, say: Callable[[str], None]) -> ExitCode:
    """Remove what the folder's manifest lists, as far as it is still what was copied, and a report.

    What the app put beside the copies goes with them: pictures of faces alone, listed likewise.

    Folders that this empties go, too. What is left stays in the manifest.

    Args:
        folder: Where the copies (`--copy-to`) or a report (`--report`) were put.
        say: Gets a sentence for each copy that is left, and a summary.

    Returns:
        OUTPUT when a copy could not be removed, else OK.

    Raises:
        UsageError: There is neither a manifest nor a report.
        OutputError: The manifest is not ours, or cannot be written.
    """
    manifest = Manifest(folder)
    if not manifest.path.is_file():
        if remove_report(folder):
            say("The report was removed; there were no copies beside it.")
            return ExitCode.OK
        advice = "Name the folder that the copies were put into, for example: facefinder undo found"
        raise UsageError(f"There is no '{manifest.path}', so there is nothing to undo.", advice)
    faces = Manifest(manifest.faces_folder())
    refused = _remove("Faces", faces, say) if faces.rows else 0
    refused += _remove("Copies", manifest, say)
    if remove_report(folder):
        say("The report was removed, too.")
    return ExitCode.OUTPUT if refused else ExitCode.OK


def _remove(what: str, manifest: Manifest, say: Callable[[str], None]) -> int:
    """Remove what a manifest lists; return how many files the file system refused to remove."""
    # What is left is told even to those who want to hear nothing but errors.
    removed, refused = remove_copies(manifest, manifest.rows, tell)
    kept = len({row.copy for row in manifest.rows})
    say(f"{what} removed: {removed}; left: {kept}.")
    return refused
