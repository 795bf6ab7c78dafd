"""What is in a compressed file, as a stream that can be read from any place.

Python's own streams begin anew to go back. Of gzip the state at some places is kept (what zran.c,
among zlib's examples, does), so that to go anywhere in 30 GB costs at most a quarter of a second;
bzip2 and xz cannot be copied in the middle and are unpacked again from the beginning, which whoever
reads in order never asks for.
"""

import bz2
import errno
import io
import lzma
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from facefinder.host.sizes import size_in_words
from facefinder.sources.limits import ALWAYS_BYTES, MOST_MEMORY, MOST_RATIO
from facefinder.sources.protocol import SourceError
from facefinder.sources.streams import OverFile

CHUNK: Final = 256 * 1024
"""Bytes that are unpacked at a time."""

KEPT: Final = 512
"""Bytes of the chunk before that are kept: tar looks at the byte before the next head."""

MOST_POINTS: Final = 256
"""Places of which the state is kept, 45 KB each; then every second is forgotten."""

FIRST_SPACING: Final = 4_000_000
"""Bytes from one such place to the next, in the beginning."""


class Decoder(Protocol):
    """Makes bytes of compressed ones, piece by piece."""

    @property
    def eof(self) -> bool:
        """Whether its end was there."""

    @property
    def rest(self) -> bytes:
        """What came behind the end."""

    @property
    def hungry(self) -> bool:
        """Whether it needs more, to say more."""

    def take(self, data: bytes, most: int) -> bytes:
        """At most so many bytes of what it was given."""

    def copy(self) -> "Decoder | None":
        """A decoder in the same state; None where that cannot be had."""


class _Unpacking:
    """What Python's classes for compressed data have in common."""

    def __init__(
        self, inner: "zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor"
    ) -> None:
        self._stream = inner

    @property
    def eof(self) -> bool:
        """Whether the end of the stream was there, with its checksum."""
        return self._stream.eof

    @property
    def rest(self) -> bytes:
        """What came behind the end."""
        return self._stream.unused_data


class Gzip(_Unpacking):
    """Decodes gzip."""

    def __init__(self, inner: "zlib._Decompress | None" = None, tail: bytes = b"") -> None:
        self._inner = inner or zlib.decompressobj(wbits=31)
        self._tail = tail
        super().__init__(self._inner)

    @property
    def hungry(self) -> bool:
        """Whether all that it was given is unpacked."""
        return not self._tail

    def take(self, data: bytes, most: int) -> bytes:
        """At most so many bytes of what it was given."""
        out = self._inner.decompress(self._tail + data, most)
        self._tail = self._inner.unconsumed_tail
        return out

    def copy(self) -> "Gzip":
        """A decoder in the same state."""
        return Gzip(self._inner.copy(), self._tail)


class Other(_Unpacking):
    """Decodes bzip2 and xz, which Python's classes do in one way."""

    def __init__(self, inner: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._inner = inner
        super().__init__(inner)

    @property
    def hungry(self) -> bool:
        """Whether all that it was given is unpacked."""
        return self._inner.needs_input

    def take(self, data: bytes, most: int) -> bytes:
        """At most so many bytes of what it was given."""
        return self._inner.decompress(data, most)

    def copy(self) -> None:
        """None: their state cannot be copied."""


DECODERS: Final[dict[bytes, Callable[[], Decoder]]] = {
    b"\x1f\x8b": Gzip,
    b"BZh": lambda: Other(bz2.BZ2Decompressor()),
    b"\xfd7zXZ\0": lambda: Other(lzma.LZMADecompressor(memlimit=MOST_MEMORY)),
}
"""How compressed files begin, and who decodes them."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A place from which unpacking can go on.

    Attributes:
        place: In the unpacked bytes.
        packed: In the file, of what is to be read next.
        decoder: Its state there, never used but copied; None = a new one.
    """

    place: int
    packed: int
    decoder: Decoder | None


class Unpacked(OverFile):
    """The bytes that are in a compressed file, of which several may follow each other.

    Args:
        file: Open for reading; is closed with this.
        new: Makes a decoder.

    Reading raises `SourceError` for a file that becomes far more than any photos would, EOFError
    for one that is cut off, and what the decoders raise for damaged ones.
    """

    def __init__(self, file: BinaryIO, new: Callable[[], Decoder]) -> None:
        super().__init__(file)
        self._new = new
        self._points = [_Point(0, 0, None)]
        self._spacing = FIRST_SPACING
        self._place = 0
        self._go_to(self._points[0])

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place, counted from the beginning or from here; where the end is nobody knows."""
        if whence == os.SEEK_END:
            raise io.UnsupportedOperation("it would have to be unpacked to its end")
        target = max(0, offset + (self._place if whence == os.SEEK_CUR else 0))
        best = max((p for p in self._points if p.place <= target), key=lambda p: p.place)
        if target < self._start or best.place > self._end:
            self._go_to(best)
        while self._end < target and self._advance():
            pass
        self._place = target
        return target

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # of all buffers these are given
        """Fill a part of a buffer; 0 at the end."""
        if self._place == self._end and not self._advance():
            return 0
        at = self._place - self._start
        part = self._window[at : at + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    @property
    def _end(self) -> int:
        """Where what is unpacked now ends."""
        return self._start + len(self._window)

    def _go_to(self, point: _Point) -> None:
        self._window, self._start = b"", point.place
        self._decoder = (point.decoder.copy() if point.decoder else None) or self._new()
        self._file.seek(point.packed)

    def _advance(self) -> bool:
        """Unpack some more; False at the end."""
        more = self._some_more()
        kept = self._window[-KEPT:]
        self._start, self._window = self._end - len(kept), kept + more
        packed = self._file.tell()
        if self._end > max(ALWAYS_BYTES, MOST_RATIO * packed):
            size, most = size_in_words(packed), size_in_words(self._end)
            reason = f"it is not unpacked any further: its {size} become more than {most}"
            raise SourceError(errno.EFBIG, reason)
        if more and self._end >= self._points[-1].place + self._spacing:
            self._keep_point(packed)
        return bool(more)

    def _some_more(self) -> bytes:
        while True:
            if self._decoder.eof:
                rest = (self._decoder.rest or self._file.read(CHUNK)).lstrip(b"\0")
                if not rest:
                    return b""
                self._decoder = self._new()
                out = self._decoder.take(rest, CHUNK)
            elif self._decoder.hungry:
                data = self._file.read(CHUNK)
                out = self._decoder.take(data, CHUNK)
                if not (data or out or self._decoder.eof):
                    raise EOFError("cut off")
            else:
                out = self._decoder.take(b"", CHUNK)
            if out:
                return out

    def _keep_point(self, packed: int) -> None:
        decoder = self._decoder.copy()
        if decoder is None:
            return
        self._points.append(_Point(self._end, packed, decoder))
        if len(self._points) > MOST_POINTS:
            self._points = self._points[::2]
            self._spacing *= 2
