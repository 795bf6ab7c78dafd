"""What any archive can be asked for, and what it says of its members."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from facefinder.sources.part import MEMBER_DAMAGED, Place
from facefinder.sources.protocol import SourceError

Key: TypeAlias = tuple[str, int, int]
"""A member's path, size and time: what makes it the same member."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of an archive, as the archive states it.

    Attributes:
        name: Its path in the archive: with ``/``, without what would lead out of a folder.
        size: Bytes when unpacked.
        mtime_ns: Time of last change, nanoseconds since the epoch.
        place: Where it begins in the archive; they are given in this order, but for hard links,
            which have the place of their file.
        trouble: Why it cannot be taken out, in words that stand behind "is" or "are"; "" if it can.
            `LINK` of a link, which is not followed.
    """

    name: str
    size: int
    mtime_ns: int
    place: int
    trouble: str = ""

    @property
    def key(self) -> Key:
        """What makes it the same member."""
        return self.name, self.size, self.mtime_ns


class Apart:
    """Tells members apart that have path, size and time in common.

    Each has a nanosecond more than the one before it, so that the last one, which is the file, is
    known when a tar is read only as far as that; and is the same at the next search.
    """

    def __init__(self) -> None:
        self._given: dict[Key, int] = {}

    def told(self, entry: Entry) -> Entry:
        """A member with a state that no earlier one of its path has."""
        number, one = self._given.get(entry.key, 0), entry
        while one.key in self._given:
            number += 1
            one = replace(entry, mtime_ns=entry.mtime_ns + number)
        self._given[entry.key] = number
        self._given.setdefault(one.key, 0)
        return one


def latest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The members that unpacking leaves, by their paths: the last one of each.

    Args:
        entries: In the order in which they lie in the archive.
    """
    return {entry.name: entry for entry in entries}


class Container(Protocol):
    """An open archive."""

    @property
    def trouble(self) -> str:
        """Why not all members could be listed, in plain words; "" as far as that is known."""

    def entries(self) -> Iterator[Entry]:
        """Files in it, in the order in which they lie in it; each name and state once.

        Several of one name are versions of it: see `latest`.
        """

    def find(self, key: Key) -> Entry | None:
        """One of its members; None where it has no such."""

    def read(self, entry: Entry, most: int) -> bytes:
        """The first bytes of a member, at most so many.

        Raises:
            Exception: It is damaged, whatever the library says then.
        """

    def place(self, entry: Entry) -> Place | None:
        """Where a member lies as it is; None where it is compressed.

        Raises:
            Exception: It is damaged.
        """

    def close(self) -> None:
        """Close the file that it is."""


def trouble_of(error: Exception, damaged: str) -> str:
    """What to say of an archive or a member over which something failed.

    Args:
        error: What was raised.
        damaged: What to say where that is the file's fault.

    Raises:
        OSError: The drive failed, and not what was read.
        MemoryError: There is not enough.
    """
    if isinstance(error, SourceError):
        return error.reason
    # Those of libraries have no number: they are about what is in the file.
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno is not None):
        raise error
    return damaged


def tidy_name(name: str) -> str:
    """A member's path with ``/``, and without a root, "." and ".."; "" where nothing is left."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


class Listing:
    """What is in an archive, while it is listed.

    Args:
        container: The archive.
    """

    def __init__(self, container: Container) -> None:
        self._container = container

    def entries(self) -> Iterator[Entry]:
        """Files in it, in the order in which they lie in it."""
        return self._container.entries()

    def head(self, entry: Entry, most: int) -> bytes:
        """The first bytes of a member; none of one that is damaged."""
        if entry.trouble:
            return b""
        try:
            return self._container.read(entry, most)
        except Exception as error:
            trouble_of(error, MEMBER_DAMAGED)
            return b""

    @property
    def trouble(self) -> str:
        """Why not all could be listed, in plain words; to be asked at the end."""
        return self._container.trouble
