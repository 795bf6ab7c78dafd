"""What of a folder's listing is worth a second look, at the price of one look into a table.

Most files of a drive are no photos. Those whose extension says so are counted and forgotten; so are
those of an extension that nobody here knows, once enough of them were opened.
"""

import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Final

from facefinder.discover.kinds import (
    KIND_OF,
    LEAST_BYTES,
    is_without_content,
    kind_by_content,
    may_be_cut,
)
from facefinder.records.left_out import PART, Kind
from facefinder.records.photos import Photo
from facefinder.sources.film_names import ANDROIDS, FILMS, IN_LIBRARY
from facefinder.sources.moments import parts_among

MISSES: Final = 1000
"""Files of one unknown extension that were opened, none of them searched: others with it are not
opened any more. 200,000 of a kind that nobody here knows are no reason to open each."""

MANY: Final = 1 << 40
"""More files than anybody has."""

_RESCUED: Final = frozenset({"", "chk"})
"""Extensions that say nothing, however many files have them: a check of a drive gives them to
files that have lost their names."""

_ASKED_FIRST: Final = sys.platform in ("win32", "darwin")
"""Whether size and flags are asked for before a file is opened: Windows' listing has them, and
macOS would load what is with iCloud. Elsewhere that costs as much as to open it."""

_FILMS: Final = frozenset(FILMS)


class Triage:
    """Sorts out the files of one folder after the other, and learns from what it opens.

    Args:
        searched: The kinds of files that are looked for.
    """

    def __init__(self, searched: Collection[Kind] = (Kind.PHOTO,)) -> None:
        self._searched = searched
        self._misses: Counter[str] = Counter()
        # What is neither opened nor a part of something that is.
        self._never_searched: dict[str, Kind] = {
            extension: kind
            for extension, kind in KIND_OF.items()
            if kind not in (*searched, Kind.ARCHIVE) and extension not in _FILMS
        }

    def without_others(
        self, listing: Iterable[os.DirEntry[str]], others: Counter[str]
    ) -> list[os.DirEntry[str]]:
        """What of a folder is worth a second look: neither other kinds nor parts of photos.

        Args:
            listing: What is in the folder.
            others: Files of other kinds are counted here, by kind.
        """
        never, kept, counted = self._never_searched, [], []
        films: dict[str, list[os.DirEntry[str]]] = {}
        for entry in listing:
            stem, _, extension = entry.name.rpartition(".")
            extension = extension.lower()
            is_never = extension in never and stem and not may_be_cut(entry.name, extension)
            if is_never and entry.is_file(follow_symlinks=False):
                counted.append(extension)  # to count one kind after the other takes twice as long
            elif (extension in _FILMS and stem) or ANDROIDS.fullmatch(entry.name.lower()):
                films.setdefault(extension, []).append(entry)
            else:
                kept.append(entry)
        for extension, count in Counter(counted).items():
            others[never[extension]] += count
        kept.extend(self._films_alone(films, {entry.name for entry in kept}, others))
        return kept

    def _films_alone(
        self,
        films: Mapping[str, Sequence[os.DirEntry[str]]],
        beside: Collection[str],
        others: Counter[str],
    ) -> Iterator[os.DirEntry[str]]:
        """Films, by their extensions, that are no parts of photos; if none are wanted, a count."""
        parts = _parts_of_photos(chain.from_iterable(films.values()), beside) if films else set()
        if parts and Kind.VIDEO in self._searched:
            others[PART] += len(parts)
        for extension, entries in films.items():
            alone = [entry for entry in entries if entry.name not in parts]
            kind = KIND_OF.get(extension)
            if kind and kind not in self._searched:
                folders = [entry for entry in alone if not entry.is_file(follow_symlinks=False)]
                others[kind] += len(alone) - len(folders)
                alone = folders
            yield from alone

    def kind(self, entry: os.DirEntry[str]) -> Kind:
        """What a regular file is; one that cannot be opened is taken for no photo.

        Raises:
            OSError: It is gone, or its drive is.
        """
        stem, _, extension = entry.name.rpartition(".")
        extension = extension.lower() if stem else ""
        if extension in self._never_searched and not may_be_cut(entry.name, extension):
            return self._never_searched[extension]
        kind = Kind.OTHER
        if not _ASKED_FIRST or _may_be_photo(entry.stat(follow_symlinks=False)):
            kind = kind_by_content(entry.path)
        # One photo, and it is known for what the extension may stand.
        self._misses[extension] += 1 if kind not in self._searched else -MANY
        if self._misses[extension] >= MISSES and extension not in _RESCUED:
            self._never_searched[extension] = Kind.OTHER
        return kind


def _may_be_photo(info: os.stat_result) -> bool:
    return info.st_size >= LEAST_BYTES and not is_without_content(info)


def _parts_of_photos(entries: Iterable[os.DirEntry[str]], beside: Collection[str]) -> set[str]:
    """Names of the films that telephones take with photos: with these they are found and copied."""
    films = []
    folded = {name.casefold() for name in beside}
    beginnings = {name.rpartition(".")[0] for name in folded} | folded
    for entry in entries:
        # Few films belong to a photo, and to try all names that it could have takes far longer.
        name = entry.name.casefold()
        stem = name.rpartition(".")[0]
        is_other = stem.endswith((IN_LIBRARY, ")"))
        if is_other or stem in beginnings or name in beginnings:
            with suppress(OSError):
                info = entry.stat(follow_symlinks=False)
                folder = os.path.dirname(entry.path)  # noqa: PTH120 - in bulk
                films.append(Photo(folder, entry.name, info.st_size, info.st_mtime_ns))
    return parts_among(films, beside)
