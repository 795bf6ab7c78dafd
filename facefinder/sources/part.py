"""A part of a file as a stream of its own: what an archive holds without compressing it.

Films may be larger than any memory. Of one that lies in an archive as it is, only what is asked for
is read.
"""

import errno
import io
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from facefinder.host.held import patiently
from facefinder.sources.protocol import SourceError
from facefinder.sources.streams import OverFile

MEMBER_DAMAGED = "it is damaged in the archive"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member's bytes lie in its archive, as they are.

    Attributes:
        start: Of the first one.
        checksum: CRC-32 of all of them; None where the archive states none.
    """

    start: int
    checksum: int | None = None


def opened_part(path: Path, place: Place, size: int) -> BinaryIO:
    """Open a part of a file for reading.

    Args:
        path: The file.
        place: Where the part begins.
        size: Its bytes.

    Raises:
        OSError: The file cannot be read.
    """
    file = patiently(lambda: path.open("rb"))
    return cast("BinaryIO", io.BufferedReader(_Part(file, place, size)))


class _Part(OverFile):
    """The bytes; whoever reads all of them in order is told if their checksum is another one."""

    def __init__(self, file: BinaryIO, place: Place, size: int) -> None:
        super().__init__(file)
        self._place, self._size = place, size
        self._at = self._summed = self._sum = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # of all buffers these are given
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        self._file.seek(self._place.start + self._at)
        data = self._file.read(wanted)
        if not data:
            raise SourceError(errno.EIO, MEMBER_DAMAGED)
        buffer[: len(data)] = data
        self._add_up(data)
        self._at += len(data)
        return len(data)

    def _add_up(self, data: bytes) -> None:
        if self._place.checksum is None or self._at != self._summed:
            return
        self._summed, self._sum = self._summed + len(data), zlib.crc32(data, self._sum)
        if self._summed == self._size and self._sum != self._place.checksum:
            raise SourceError(errno.EIO, MEMBER_DAMAGED)
