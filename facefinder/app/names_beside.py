"""Names in XMP files beside the copies, where the user wants them: a few at a time."""

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from facefinder.app.copied_file import File, path_of
from facefinder.deliver.album import Copied, Copies
from facefinder.deliver.manifest import Manifest
from facefinder.errors import OutputError
from facefinder.host.files import output_errors
from facefinder.host.text import cell
from facefinder.records.people import Match
from facefinder.search.naming import name_copies, remove_names

NAMED_TOGETHER = 50
"""Copies beside which names are written before anybody else's turn comes."""


class NamesBeside:
    """Which copies are still to be named, and the naming of them.

    Names are wanted until somebody takes that back: also by the next search that copies there.

    Args:
        target: The folder with the copies.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._missing: dict[File, None] = {}
        self._wanted: bool | None = None  # None = nobody looked yet

    @property
    def wanted(self) -> bool:
        """Whether names are written at all."""
        if self._wanted is None:
            with suppress(OutputError):  # whoever copies will say so
                rows = Manifest(self._target.absolute()).rows
                self._wanted = any(row.has_names for row in rows)
        return bool(self._wanted)

    def want(self, there: Iterable[File]) -> None:
        """Names belong beside all copies that are there, and beside those that come."""
        self._wanted = True
        self._missing = dict.fromkeys(there)

    def add(self, come: Iterable[File]) -> None:
        """Names belong beside these copies, too."""
        self._missing |= dict.fromkeys(come)

    def take_back(self, about: Collection[str], there: Iterable[File]) -> list[str]:
        """Remove the names beside the copies of some photos: others are in them now.

        Args:
            about: The originals, as a manifest has them.
            there: The copies that are there.

        Returns:
            Why names could not be removed.
        """
        left: list[str] = []
        with output_errors(self._target):
            remove_names(Manifest(self._target.absolute()), about, left.append)
        self.add(file for file in there if cell(path_of(file)) in about)
        return left

    def take_all_back(self, there: Collection[File]) -> list[str]:
        """Want no names any more, and remove those beside the copies that are there.

        Returns:
            As of `take_back`.
        """
        left = self.take_back({cell(path_of(file)) for file in there}, there)
        self._wanted = False
        self._missing.clear()
        return left

    def write(
        self, there: Mapping[File, Copied], matches: Collection[Match], goes_on: Callable[[], bool]
    ) -> tuple[int, list[str]]:
        """Write the names that are missing, those beside a few copies at a time.

        What cannot be written now, as there is no room, is tried again with whatever is done next.

        Args:
            there: The copies that are there.
            matches: All that were found.
            goes_on: Asked before each few; where it says no, the rest is left for another time.

        Returns:
            Beside how many names were written, and why not beside others.
        """
        named, left = 0, list[str]()
        while self._missing and not left and goes_on():
            some = list(itertools.islice(self._missing, NAMED_TOGETHER))
            copied = {file: there[file] for file in some if file in there}
            try:
                with output_errors(self._target):
                    names = name_copies(matches, Copies(list(copied.values())), self._target)
            except OutputError as error:
                return named, [str(error)]
            named += len(names.written)
            left = [f"{one.photo}: {one.reason}" for one in names.failed]
            again = {Path(str(one.photo)) for one in names.failed if not one.lasting}
            for file in some:
                if file not in copied or copied[file].copy not in again:
                    del self._missing[file]
        return named, left
