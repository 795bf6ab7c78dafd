"""Which files in a report's place are a report's, and not somebody else's."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from facefinder.host.in_the_way import OTHER_FOLDER, is_regular, somebody_elses
from facefinder.records.results import (
    DATA_MARK,
    REPORT_FILES,
    REPORT_MARK,
    REPORT_PAGE,
    REPORT_PARTS,
)

HEAD: Final = 1 << 16
"""Bytes in which a mark stands; a page of somebody else's may be of any size."""


def is_page(file: Path) -> bool:
    """Whether this is the page of a report."""
    return REPORT_MARK in _head(file)


def is_data(file: Path) -> bool:
    """Whether this is what such a page works with."""
    return _head(file).startswith(DATA_MARK)


def require_ours(folder: Path) -> None:
    """Refuse to overwrite what somebody else called like a report.

    Raises:
        OutputError: Says which file.
    """
    page = folder / REPORT_PAGE
    data, *others = (folder / REPORT_FILES / part for part in REPORT_PARTS)
    is_report = is_page(page) or is_data(data)  # what else lies there does not say whose it is
    ours = {page: is_page(page), data: is_data(data)} | dict.fromkeys(others, is_report)
    for file, is_ours in ours.items():
        if _head(file) and not is_ours:
            raise somebody_elses(file, OTHER_FOLDER)


def _head(file: Path) -> bytes:
    with suppress(OSError):
        if is_regular(file):
            with file.open("rb") as opened:
                return opened.read(HEAD)
    return b""
