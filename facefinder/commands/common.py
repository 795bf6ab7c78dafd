"""What several commands do alike."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from facefinder.host.files import require_place, require_place_of_file
from facefinder.index import file
from facefinder.output.progress import PicturesTold
from facefinder.output.tell import tell
from facefinder.search.groups import Grouping
from facefinder.search.people import Result
from facefinder.settings import STANDARD_OUTPUT, Outputs, Work

Found: TypeAlias = Result | Grouping


def keep_private() -> None:
    """Let nobody else on this computer read what is written from now on: it is about people."""
    os.umask(0o077)


def teller(arguments: argparse.Namespace) -> Callable[[str], None]:
    """Says sentences to the user, or keeps silent (`-q`)."""
    return (lambda _: None) if arguments.quiet else tell


def make_way(arguments: argparse.Namespace, index: Path | None) -> None:
    """Set an unusable index aside, where the user asked for it (`--rebuild`)."""
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
        OutputError: A file or a folder could not be made or written.
    """
    named = (outputs.csv, outputs.json)
    files = [Path(name) for name in named if name is not None and name != STANDARD_OUTPUT]
    for place in (*files, *filter(None, more)):
        require_place_of_file(place)
    for folder in filter(None, (outputs.copy_to, outputs.report)):
        require_place(folder.absolute(), folder)


def write_page(
    write: Callable[..., Path], found: Found, folder: Path | None, work: Work, *, quiet: bool
) -> None:
    """Write the page that was asked for into its folder, and say where it is."""
    if folder is None:
        return
    told = PicturesTold(quiet=quiet)
    page = write(found, folder, max_pixels=work.limits.pixels, workers=work.workers, progress=told)
    if not quiet:
        tell(f"To look at what was found, open {page}")
