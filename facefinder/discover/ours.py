"""Which files among photos earlier runs of the program made: copies, and pictures of a report."""

import os
import unicodedata
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from facefinder.host.earlier_results import (
    Copy,
    are_report_pictures,
    copies_in,
    copies_listed,
    has_report_data,
    has_report_pictures,
    is_report_data,
)
from facefinder.records.left_out import OURS
from facefinder.records.results import MANIFEST, REPORT_DATA, REPORT_FILES, REPORT_PICTURES
from facefinder.sources.protocol import Source


class Ours:
    """What the lists of copies say, of the folders that were looked at.

    Args:
        copies: Whether copies are photos like any others.
    """

    def __init__(self, *, copies: bool) -> None:
        self._copies = copies
        self._listed: dict[str, Copy] = {}
        self._reports: set[str] = set()

    def pictures_in(self, real: str, names: AbstractSet[str]) -> dict[str, str]:
        """The folder of a report's pictures, if there is one in a folder, and why it is left out.

        Args:
            real: The folder, with no link in its path.
            names: What is in it.
        """
        if REPORT_FILES in names and has_report_pictures(Path(real, REPORT_FILES)):
            return {child(real, REPORT_FILES): OURS}
        files = Path(real)  # they may have been copied, under another name and without the page
        if (
            names >= {REPORT_DATA, REPORT_PICTURES}
            and has_report_data(files)
            and has_report_pictures(files)
        ):
            return {child(real, REPORT_PICTURES): OURS}
        return {}

    def note(self, real: str, names: Collection[str]) -> None:
        """Read the list of copies that is in a folder; it may name files in folders below.

        Args:
            real: The folder, with no link in its path.
            names: What is in it.
        """
        if MANIFEST in names and not self._copies:
            self._note(real, copies_listed(Path(real, MANIFEST)))

    def note_above(self, real: str) -> None:
        """Read the lists of copies that may name files in a folder which is searched by itself.

        Args:
            real: The folder, with no link in its path: perhaps a person's, or one to check in it.
        """
        for above in list(Path(real).parents)[:2]:
            self.note(str(above), {MANIFEST})

    def note_data(self, folder: str, head: bytes) -> None:
        """Take what may be a report's data out of an archive.

        Args:
            folder: Where it lies in the archive.
            head: How the file begins.
        """
        if is_report_data(head):
            self._reports.add(folder)

    def reports_in(self, inside: Mapping[str, Collection[str]]) -> dict[str, str]:
        """The folders of reports' pictures in an archive, and why they are left out.

        Args:
            inside: What lies directly in each folder of it.
        """
        pictures = {f"{files}/{REPORT_PICTURES}".lstrip("/") for files in self._reports}
        end = f"/{REPORT_FILES}/{REPORT_PICTURES}"
        return {
            folder: OURS
            for folder, names in inside.items()
            if (folder in pictures or f"/{folder}".endswith(end)) and are_report_pictures(names)
        }

    def note_list(self, folder: str, content: bytes) -> None:
        """Take what may be a list of copies out of an archive.

        Args:
            folder: Where it lies in the archive.
            content: Of the file.
        """
        if not self._copies:
            self._note(folder, copies_in(content))

    def _note(self, folder: str, copies: Mapping[str, Copy]) -> None:
        for name, copy in copies.items():
            self._listed[_spelt(child(folder, name))] = copy

    @property
    def any_listed(self) -> bool:
        """Whether there is any list with a copy in it."""
        return bool(self._listed)

    def lists(self, real: str) -> bool:
        """Whether a file has the name of a copy that is in one of the lists."""
        return _spelt(real) in self._listed

    def holds(self, source: Source, real: str, mtime: float) -> bool:
        """Whether a file is a copy that is in one of the lists.

        Args:
            source: The file.
            real: Its path, with no link in it; in an archive, its path there.
            mtime: Time of its last change, seconds since the epoch.
        """
        copy = self._listed.get(_spelt(real)) if self._listed else None
        return copy is not None and copy.is_in(lambda: source.open("rb"), mtime)


def child(real: str, name: str) -> str:
    """Name something in a folder, no link, as the folder is named."""
    return os.path.normcase(Path(real, name))


def _spelt(real: str) -> str:
    """A name as a list has it: Apple's drives spell its accents in two characters."""
    return unicodedata.normalize("NFC", real)
