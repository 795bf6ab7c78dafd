"""Tar archives, compressed or not, read from the beginning to the end, each part once."""

import tarfile
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from facefinder.records.left_out import LINK
from facefinder.sources.alphabets import alphabet_of, decoded
from facefinder.sources.container import Apart, Entry, Key, tidy_name, trouble_of
from facefinder.sources.limits import MOST_MEMBERS
from facefinder.sources.part import Place

CUT_OFF: Final = "it is damaged or cut off; only what stands before that place is searched"
TOO_MANY: Final = f"only its first {MOST_MEMBERS:,} files are looked at"


@dataclass(frozen=True, slots=True)
class _Found:
    """A file or a link, its name as it stands in the archive.

    Attributes:
        entry: What the archive states.
        file: The path of the file that a hard link stands for; "" for all others.
    """

    entry: Entry
    file: str = ""


class Tar:
    """An open tar archive: what was listed of it once is known.

    Args:
        file: Open for reading, what is in a compressed file perhaps; is closed with this.
        is_packed: Whether it is that.

    Raises:
        tarfile.TarError: It is none.
    """

    def __init__(self, file: BinaryIO, *, is_packed: bool = False) -> None:
        self._file, self._is_packed = file, is_packed
        self._tar = tarfile.open(fileobj=file, mode="r:", encoding="utf-8")  # noqa: SIM115 - closed by `close`
        self._entries: list[Entry] = []
        self._known: dict[Key, Entry] = {}
        self._files: dict[str, Entry] = {}
        self._apart = Apart()
        self._at_end = False
        self._ahead = deque[_Found]()
        self._alphabet: str | None = None
        self._has_chosen = False
        self.trouble = ""

    def close(self) -> None:
        """Close the file."""
        self._tar.close()
        self._file.close()

    def entries(self) -> Iterator[Entry]:
        """The files in it; the part that was not listed yet is read on demand."""
        number = 0
        while number < len(self._entries) or self._found_more():
            yield self._entries[number]
            number += 1

    def find(self, key: Key) -> Entry | None:
        """One of them; what stands before it is listed, and no more."""
        while key not in self._known and self._found_more():
            pass
        return self._known.get(key)

    def read(self, entry: Entry, most: int) -> bytes:
        """The first bytes of a member.

        Raises:
            EOFError: It is cut off.
            Exception: What is compressed is damaged.
        """
        self._file.seek(entry.place)
        wanted = min(entry.size, most)
        data = self._file.read(wanted)
        if len(data) < wanted:
            raise EOFError("cut off")
        return data

    def place(self, entry: Entry) -> Place | None:
        """Where a member lies as it is; None where all of the archive is compressed."""
        return None if self._is_packed else Place(entry.place)

    def _found_more(self) -> bool:
        while self._ahead or not self._at_end:
            found = self._ahead.popleft() if self._ahead else self._next()
            entry = found and self._entry(found)
            if entry and entry.name:
                self._files[entry.name] = entry
                entry = self._apart.told(entry)
                self._known[entry.key] = entry
                self._entries.append(entry)
                if len(self._entries) >= MOST_MEMBERS:
                    self._at_end, self.trouble = True, TOO_MANY
                return True
        return False

    def _next(self) -> "_Found | None":
        """The next file or link; None for what is none of them, and at the end."""
        try:
            member = self._tar.next()
            self._tar.members = []  # type: ignore[attr-defined] # it would keep all, and has no other way
            if member is None:
                self._at_end = True
                self._require_end()
                return None
        except Exception as error:
            self._at_end, self.trouble = True, trouble_of(error, CUT_OFF)
            return None
        if not member.isreg() and not member.islnk() and not member.issym():
            return None
        if member.issparse() or member.size < 0:
            return None
        trouble = "" if member.isreg() else LINK
        size, time = member.size if member.isreg() else 0, _nanoseconds(member.mtime)
        entry = Entry(member.name, size, time, member.offset_data, trouble)
        return _Found(entry, member.linkname if member.islnk() else "")

    def _entry(self, found: "_Found") -> Entry | None:
        """A file with its name as people are told it; a hard link is the file that it stands for.

        That stands before it in the archive, and has the content; where it is not there, the link
        is as good as any other. A file that was packed twice is a link to itself: None.
        """
        entry = replace(found.entry, name=self._named(found.entry.name))
        file = self._files.get(self._named(found.file)) if found.file else None
        if file is None:
            return entry
        entry = replace(entry, size=file.size, place=file.place, trouble=file.trouble)
        return None if entry.key in self._known else entry

    def _named(self, name: str) -> str:
        """A path as people are told it; where one is no UTF-8, all names decide."""
        raw = _unmarked(name)
        if raw and not self._has_chosen:
            while not self._at_end and len(self._entries) + len(self._ahead) < MOST_MEMBERS:
                following = self._next()
                if following:
                    self._ahead.append(following)
            names = (name, *(one.entry.name for one in self._ahead))
            self._alphabet, self._has_chosen = (
                alphabet_of(filter(None, map(_unmarked, names))),
                True,
            )
        return tidy_name(decoded(raw, self._alphabet, name) if raw else name)

    def _require_end(self) -> None:
        """See that the archive has its end where its members end.

        Raises:
            EOFError: It was cut off, or something else stands there.
        """
        self._file.seek(self._tar.offset)
        if self._file.read(tarfile.BLOCKSIZE) != tarfile.NUL * tarfile.BLOCKSIZE:
            raise EOFError("no end")


def _unmarked(name: str) -> bytes | None:
    """A name that is no UTF-8, as it stands there."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        with suppress(UnicodeEncodeError):  # half a letter of UTF-16, that a pax header may name
            return name.encode("utf-8", "surrogateescape")
    return None


def _nanoseconds(seconds: float) -> int:
    try:
        return int(seconds * 1_000_000_000)
    except (ValueError, OverflowError):
        return 0
