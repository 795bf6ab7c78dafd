"""How many photos lie in the chosen places, counted while the user still chooses."""

import os
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from facefinder.discover.archives import by_names
from facefinder.discover.kinds import kind_by_name
from facefinder.discover.ours import Ours, child
from facefinder.discover.rules import Rules
from facefinder.host.mounts import mute_drive_of
from facefinder.host.text import printable
from facefinder.records.left_out import Kind
from facefinder.records.long_paths import reachable
from facefinder.records.photos import Photo
from facefinder.sources.archives import close_archive, listing
from facefinder.sources.container import Entry
from facefinder.sources.typed import place_in_archive

COUNTED = (Kind.PHOTO, Kind.VIDEO, Kind.ARCHIVE)
"""What is told; by names alone, for nothing but what lists of copies name is opened."""

FOLDERS_TOLD = 12
"""Folders of a place with most photos, which can be left out with one click."""


class Count:
    """What was counted in a place so far.

    Attributes:
        kinds: How many files there are of each kind.
        folders: How many files of each kind lie in each folder that lies directly in the place, and
            below.
        done: Whether that is all.
    """

    def __init__(self) -> None:
        self.kinds: Counter[Kind] = Counter()
        self.folders: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
        self.done = False

    def told(self) -> dict[str, Any]:
        """For the page."""
        with_photos = [one for one in dict(self.folders).items() if one[1][Kind.PHOTO]]
        most = sorted(with_photos, key=lambda one: -one[1][Kind.PHOTO])
        folders = [
            {"name": printable(Path(path).name), "path": path} | _told(kinds)
            for path, kinds in most[:FOLDERS_TOLD]
        ]
        return _told(self.kinds) | {"done": self.done, "folders": folders}


def _told(kinds: Counter[Kind]) -> dict[str, Any]:
    return {kind.value: kinds[kind] for kind in COUNTED}


class Tally:
    """Counts in a thread, one place after the other, and only those that are chosen now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: tuple[str, ...] = ()
        self._counts: dict[str, Count] = {}
        self._thread: threading.Thread | None = None

    def want(self, places: Sequence[Path]) -> dict[str, Any]:
        """Count in these places; what is no longer chosen is given up.

        Returns:
            What was counted in each so far.
        """
        with self._lock:
            self._wanted = tuple(map(str, places))
            told = {path: self._counts[path] for path in self._wanted if path in self._counts}
            todo = any(path not in told or not told[path].done for path in self._wanted)
            if todo and self._thread is None:
                # A drive that does not answer must not keep the program from ending.
                self._thread = threading.Thread(target=self._run, name="tally", daemon=True)
                self._thread.start()
        return {path: told.get(path, Count()).told() for path in self._wanted}

    def _next(self) -> tuple[str, Count] | None:
        with self._lock:
            for path in self._wanted:
                if path not in self._counts or not self._counts[path].done:
                    self._counts[path] = Count()
                    return path, self._counts[path]
            self._thread = None
            return None

    def _run(self) -> None:
        while (job := self._next()) is not None:
            path, count = job
            archive = _archive(path)
            steps = _count_members(count, *archive) if archive else _count_files(count, path)
            for _ in steps:
                if path not in self._wanted:
                    break
            else:
                count.done = True


def _archive(path: str) -> tuple[Path, str] | None:
    """The archive that a place is, or lies in, and where in it; None = it is a folder."""
    if os.path.isfile(path):  # noqa: PTH113 - never raises
        return reachable(Path(path)), ""
    return place_in_archive(Path(path))


def _count_files(count: Count, top: str) -> Iterator[None]:
    for folder, entries in _walk(top, Ours(copies=False)):
        yield
        _add(count, top, folder, entries)


def _count_members(count: Count, path: Path, within: str) -> Iterator[None]:
    entries = list[Entry]()
    try:
        with suppress(OSError), listing(path) as members:
            for entry in members.entries() if members else ():
                yield
                entries.append(entry)
        found = by_names(Photo(str(path.parent), path.name, 0, 0), entries, Rules(), within)
        others = {kind: found.others[kind] for kind in COUNTED}
        count.kinds.update(others | {Kind.PHOTO: len(found.photos)})
    finally:
        close_archive(path)  # as long as it is open, some systems let nobody move it


def _walk(top: str, ours: Ours) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Every folder that a search would look into, with the files in it; links are not followed."""
    waiting = [(top, os.path.normcase(os.path.realpath(top)))]
    ours.note_above(waiting[0][1])
    while waiting:
        folder, real = waiting.pop()
        if mute_drive_of(folder) is not None:
            continue
        files = []
        for entry in _searched(folder, real, ours):
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((str(Path(folder, entry.name)), child(real, entry.name)))
                else:
                    files.append(entry)
        yield folder, files


def _searched(folder: str, real: str, ours: Ours) -> Iterator[os.DirEntry[str]]:
    """Look for what a search would look at in a folder; `ours` gets the list of copies in it.

    Args:
        folder: The folder.
        real: The same, with no link in its path.
        ours: Knows what earlier runs made.
    """
    entries, rules, parent = list[os.DirEntry[str]](), Rules(), Path(folder).name
    with suppress(OSError), os.scandir(reachable(Path(folder))) as inside:
        entries.extend(inside)
    names = {entry.name for entry in entries}
    beside, pictures = rules.reasons_beside(names), ours.pictures_in(real, names)
    ours.note(real, names)
    for entry in entries:
        with suppress(OSError):
            inner = entry.is_dir(follow_symlinks=False)
            against = rules.reason_against(entry.name, parent, folder=inner)
            if entry.is_symlink() or against or entry.name in beside:
                continue
            is_ours = child(real, entry.name) in pictures if inner else _is_copy(entry, real, ours)
            if not is_ours:
                yield entry


def _is_copy(entry: os.DirEntry[str], folder: str, ours: Ours) -> bool:
    """Whether a file is a copy; asked of all files, most of which no list names."""
    if not ours.any_listed or not ours.lists(real := child(folder, entry.name)):
        return False
    return ours.holds(Path(entry.path), real, entry.stat(follow_symlinks=False).st_mtime)


def _add(count: Count, top: str, folder: str, files: Sequence[os.DirEntry[str]]) -> None:
    kinds = Counter(kind for file in files if (kind := kind_by_name(file.name)) is not None)
    count.kinds.update(kinds)
    below = Path(folder).relative_to(top).parts
    if below:
        count.folders[str(Path(top, below[0]))] += kinds
