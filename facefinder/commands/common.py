"""What several commands do alike."""

import argparse
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias, TypeVar

from facefinder.commands.replaced import require_index, require_replaceable
from facefinder.deliver.manifest import Manifest
from facefinder.errors import IndexFileError, OutputError
from facefinder.host.files import is_read_only, require_place, require_place_of_file
from facefinder.index import file
from facefinder.output import results
from facefinder.output.progress import PicturesTold
from facefinder.output.tell import tell
from facefinder.records.results import REPORT_PAGE
from facefinder.report.face_files import Faces, write_faces
from facefinder.report.page import require_place as require_report_place
from facefinder.report.remove import remove_report
from facefinder.search.groups import Grouping
from facefinder.search.people import Result
from facefinder.settings import STANDARD_OUTPUT, Outputs, Settings, Work

Found: TypeAlias = Result | Grouping
T = TypeVar("T")


def keep_private() -> None:
    """Let nobody else on this computer read what is written from now on: it is about people."""
    os.umask(0o077)


def teller(arguments: argparse.Namespace) -> Callable[[str], None]:
    """Says sentences to the user, or keeps silent (`-q`)."""
    return (lambda _: None) if arguments.quiet else tell


def make_way(arguments: argparse.Namespace, index: Path | None) -> None:
    """Set an unusable index aside, where the user asked for it (`--rebuild`).

    Raises:
        OutputError: The file is something else than an index.
        IndexFileError: It is in use, or from a newer version.
    """
    if index is not None:
        require_index(index)
    if arguments.rebuild and index is not None:
        aside = file.set_aside_if_unusable(index)
        if aside is not None:
            tell(f"The index '{index}' was unusable and is now called '{aside}'.")


def require_places(outputs: Outputs, *more: Path | None) -> None:
    """Refuse before the search what could not be written after it.

    Args:
        outputs: Where results go.
        more: Further files.

    Raises:
        OutputError: A file or a folder could not be made or written, or what would be replaced is
            somebody else's: a table, a document, a page, or the manifest in a folder.
    """
    named = (outputs.csv, outputs.json)
    files = [Path(name) for name in named if name is not None and name != STANDARD_OUTPUT]
    for place in (*files, *filter(None, more)):
        require_place_of_file(place)
    require_replaceable(outputs)
    folders = [folder.absolute() for folder in outputs.folders]
    for folder in outputs.folders:
        above = folder.absolute().parent
        if above.exists() or above not in folders:  # else that is made with it
            require_place(folder.absolute(), folder)
    for folder in filter(None, (outputs.copy_to, outputs.faces)):
        Manifest(folder)
    if outputs.report is not None:
        require_report_place(outputs.report)


def require_writable_photos(inputs: Sequence[Path]) -> None:
    """Refuse before the search to write names beside photos where nothing can be written.

    Raises:
        OutputError: The photos are on a drive that may only be read.
    """
    for place in filter(is_read_only, inputs):
        raise OutputError(
            f"'{place}' is on a drive that may only be read: no names can be written there.",
            "Leave --sidecar-originals away; --copy with --sidecar writes them beside copies.",
        )


class HandOver:
    """Hands over one result after the other: one that cannot be written keeps no other back.

    A search may have taken hours; where nothing is remembered, what is not written is lost.
    """

    def __init__(self) -> None:
        self.failed: list[OutputError | IndexFileError] = []

    def attempt(self, step: Callable[[], T]) -> T | None:
        """Do a step; None where what it writes, also into the index, cannot be written."""
        try:
            return step()
        except (OutputError, IndexFileError) as error:
            self.failed.append(error)
            return None

    def finish(self) -> None:
        """Say what could not be written.

        Raises:
            OutputError: Something could not; the first of them all.
            IndexFileError: Likewise, of the index.
        """
        for error in self.failed[1:]:
            tell(f"facefinder: {error}")
        if self.failed:
            raise self.failed[0]


def write_page(
    write: Callable[..., Path], found: Found, folder: Path | None, work: Work, *, quiet: bool
) -> None:
    """Write the page that was asked for into its folder, and say where it is.

    Raises:
        OutputError: No room or no rights; nothing is left of a page that was not there before.
    """
    if folder is None:
        return
    told, pixels = PicturesTold(quiet=quiet), work.limits.pixels
    is_new = not (folder / REPORT_PAGE).exists()
    try:
        page = write(found, folder, max_pixels=pixels, workers=work.workers, progress=told)
    except OutputError:
        with suppress(OutputError):
            if is_new:
                remove_report(folder)
        raise
    if not quiet:
        tell(f"To look at what was found, open {page}")


def cut_faces(faces: Faces, settings: Settings, *, quiet: bool) -> bool:
    """Write the faces into files, where that is wanted; return whether some could not be.

    Raises:
        OutputError: No room or no rights.
    """
    folder, work = settings.outputs.faces, settings.work
    if folder is None:
        return False
    told = PicturesTold(quiet=quiet, faces=True)
    files = write_faces(
        *(faces, folder),
        max_pixels=work.limits.pixels,
        workers=work.workers,
        progress=told,
        say=tell,
    )
    results.tell_faces(files.written, files.failed, folder, quiet=quiet)
    return bool(files.failed)
