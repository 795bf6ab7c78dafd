"""A report is taken away, with everything in its folder that is ours."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from facefinder.deliver.undo import remove_if_empty
from facefinder.host.files import TEMPORARY, output_errors, remove_leftovers
from facefinder.host.held import patiently
from facefinder.records.results import (
    EARLIER_PARTS,
    PICTURE,
    REPORT_DATA,
    REPORT_FILES,
    REPORT_PAGE,
    REPORT_PARTS,
    REPORT_PICTURES,
)
from facefinder.report.ours import is_data, is_page

HALF_PICTURE = re.compile(
    re.escape(TEMPORARY) + r"[0-9]+-" + PICTURE.pattern.removesuffix(r"\.jpg")
)
"""What earlier versions called a picture that was not finished."""


def remove_report(folder: Path) -> bool:
    """Remove a report, for it shows faces, and whatever else in its folder is ours.

    One that was not finished has no page yet, but perhaps pictures: those go, too. A file that is
    not known by its name, and the page and the data by what is in them, is the user's own.

    Returns:
        Whether there was something to remove.

    Raises:
        OutputError: It cannot be removed.
    """
    page, files = folder / REPORT_PAGE, folder / REPORT_FILES
    pictures = files / REPORT_PICTURES
    if files.is_symlink() or pictures.is_symlink():  # leads to where nothing is ours
        return False
    with output_errors(folder):
        ours = list(_pictures(pictures))
        has_page = is_page(page)
        if has_page or is_data(files / REPORT_DATA):
            ours += _parts(files)
        if has_page:
            ours.append(page)
        for file in ours:  # the page last: without it nobody would look for the rest
            patiently(partial(file.unlink, missing_ok=True))
    begun = pictures.is_dir()
    for emptied in (pictures, files):
        remove_leftovers(emptied)
        remove_if_empty(emptied)
    removed = bool(ours) or (begun and not pictures.exists())
    if removed:
        remove_if_empty(folder)
    return removed


def _pictures(folder: Path) -> Iterator[Path]:
    for file in _files(folder):
        if PICTURE.fullmatch(file.name) or HALF_PICTURE.fullmatch(file.name):
            yield file


def _parts(folder: Path) -> list[Path]:
    names = (*REPORT_PARTS, *EARLIER_PARTS)
    return [file for file in _files(folder) if file.name in names]


def _files(folder: Path) -> list[Path]:
    with suppress(OSError):  # there is none
        return [file for file in folder.iterdir() if file.is_file() and not file.is_symlink()]
    return []
