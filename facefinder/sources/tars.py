"""Tar archives, compressed or not, read from the beginning to the end, each part once."""

import tarfile
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO, Final

from facefinder.sources.alphabets import alphabet_of, decoded
from facefinder.sources.container import Apart, Entry, Key, tidy_name, trouble_of
from facefinder.sources.limits import MOST_MEMBERS
from facefinder.sources.part import Place

CUT_OFF: Final = "it is damaged or cut off; only what stands before that place is searched"
TOO_MANY: Final = f"only its first {MOST_MEMBERS:,} files are looked at"


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
        self._apart = Apart()
        self._at_end = False
        self._ahead = deque[Entry]()
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
            entry = found and self._named(found)
            if entry and entry.name:
                entry = self._apart.named(entry)
                self._known[entry.key] = entry
                self._entries.append(entry)
                if len(self._entries) >= MOST_MEMBERS:
                    self._at_end, self.trouble = True, TOO_MANY
                return True
        return False

    def _next(self) -> Entry | None:
        """The next file, its name as it stands there; None for what is none, and at the end."""
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
        if not member.isreg() or member.issparse() or member.size < 0:
            return None
        return Entry(member.name, member.size, _nanoseconds(member.mtime), member.offset_data)

    def _named(self, entry: Entry) -> Entry:
        """A file with its name as people are told it; where that is no UTF-8, all names decide."""
        raw = _unmarked(entry.name)
        if raw and not self._has_chosen:
            while not self._at_end and len(self._entries) + len(self._ahead) < MOST_MEMBERS:
                following = self._next()
                if following:
                    self._ahead.append(following)
            names = (_unmarked(one.name) for one in (entry, *self._ahead))
            self._alphabet, self._has_chosen = alphabet_of(filter(None, names)), True
        name = decoded(raw, self._alphabet, entry.name) if raw else entry.name
        return replace(entry, name=tidy_name(name))

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
