"""Tar archives, compressed or not, read from the beginning to the end, each part once."""

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from facefinder.sources.container import Entry, Key, tidy_name, trouble_of
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
        self._at_end = False
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
        while not self._at_end:
            entry = self._next()
            if entry and entry.key not in self._known:
                self._known[entry.key] = entry
                self._entries.append(entry)
                if len(self._entries) >= MOST_MEMBERS:
                    self._at_end, self.trouble = True, TOO_MANY
                return True
        return False

    def _next(self) -> Entry | None:
        """The next file; None for what is none, and at the end."""
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
        name = tidy_name(member.name)
        if not name or not member.isreg() or member.issparse() or member.size < 0:
            return None
        return Entry(name, member.size, _nanoseconds(member.mtime), member.offset_data)

    def _require_end(self) -> None:
        """See that the archive has its end where its members end.

        Raises:
            EOFError: It was cut off, or something else stands there.
        """
        self._file.seek(self._tar.offset)
        if self._file.read(tarfile.BLOCKSIZE) != tarfile.NUL * tarfile.BLOCKSIZE:
            raise EOFError("no end")


def _nanoseconds(seconds: float) -> int:
    try:
        return int(seconds * 1_000_000_000)
    except (ValueError, OverflowError):
        return 0
