"""What several commands do alike."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from facefinder.index import file
from facefinder.output.progress import PicturesTold
from facefinder.output.tell import tell
from facefinder.search.groups import Grouping
from facefinder.search.people import Result
from facefinder.settings import Work

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
