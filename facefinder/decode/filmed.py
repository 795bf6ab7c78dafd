"""When a video was taken, by a few pieces of its file, read number by number.

Sources: ISO 14496-12 (8.2.2, the movie's head) and Apple's QuickTime File Format for MP4 and MOV,
RFC 9559 for Matroska and WebM; that some devices count from 1970 is known from exiftool. Of AVI,
AVCHD and Windows Media `camcorders` knows.
"""

import re
import struct
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import BinaryIO, Final

from facefinder.decode import camcorders
from facefinder.decode.item_boxes import MOST_BYTES
from facefinder.sources.boxes import Box, named

QUICKTIME_BEGAN: Final = datetime(1904, 1, 1, tzinfo=UTC)
UNIX_BEGAN: Final = datetime(1970, 1, 1, tzinfo=UTC)
MATROSKA_BEGAN: Final = datetime(2001, 1, 1, tzinfo=UTC)

FIRST_YEAR: Final = 1990
"""Nobody filmed into such a file before; clocks that were never set count from 1904 or 1970."""
LAST_YEAR: Final = 2999
"""Later times are no days for Windows."""

APPLES_DATE: Final = b"com.apple.quicktime.creationdate"
LOCAL_DATE: Final = re.compile(rb"data\0\0\0\x01....(\d{4}-\d\d-\d\d)T\d\d:\d\d", re.DOTALL)
"""How an iPhone tells the day where it was, and not in UTC."""

EBML: Final = 0x1A45DFA3
SEGMENT: Final = 0x18538067
INFO: Final = 0x1549A966
DATE_UTC: Final = 0x4461

HEAD_BYTES: Final = 16
"""By which the kind is known."""

MOST_ELEMENTS: Final = 200
"""Elements of a Matroska file that are looked at; what tells the date stands before the frames."""


def day_filmed(file: BinaryIO) -> str:
    """The day on which a video was taken, here, ``YYYY-MM-DD``.

    Args:
        file: Open, of any kind.

    Raises:
        ValueError, struct.error, OverflowError: It does not say, or is damaged.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if int.from_bytes(head[:4], "big") == EBML:
        return _day(_of_matroska(file))
    if head.startswith(b"RIFF"):
        return _sensible(camcorders.day_of_avi(file))
    if head.startswith(camcorders.ASF):
        return _day(camcorders.moment_of_asf(file))
    if camcorders.begins_as_transport(head):
        return _sensible(camcorders.day_of_avchd(file))
    for moov in named(file, Box(b"", 0, file.seek(0, 2)), b"moov"):
        return _local_day(file, moov) or _day(_of_movie(file, moov))
    raise ValueError("no date")


def _local_day(file: BinaryIO, moov: Box) -> str:
    for meta in named(file, moov, b"meta"):
        file.seek(meta.start)
        content = file.read(min(meta.end - meta.start, MOST_BYTES))
        found = LOCAL_DATE.search(content) if APPLES_DATE in content else None
        with suppress(ValueError):
            return date.fromisoformat(found[1].decode("ascii")).isoformat() if found else ""
    return ""


def _of_movie(file: BinaryIO, moov: Box) -> datetime:
    for head in named(file, moov, b"mvhd"):
        file.seek(head.start)
        (version,) = struct.unpack(">B3x", file.read(4))
        size, kind = (8, ">Q") if version == 1 else (4, ">I")
        (seconds,) = struct.unpack(kind, file.read(size))
        if seconds == 0:
            break
        since = timedelta(seconds=seconds)
        from_1970 = since < UNIX_BEGAN - QUICKTIME_BEGAN
        return (UNIX_BEGAN if from_1970 else QUICKTIME_BEGAN) + since
    raise ValueError("no date")


def _of_matroska(file: BinaryIO) -> datetime:
    """The date among what is told of the whole file.

    Raises:
        ValueError, struct.error: There is none.
    """
    span = 0, file.seek(0, 2)
    for identifier in (SEGMENT, INFO, DATE_UTC):
        span = _element(file, span, identifier)
    file.seek(span[0])
    (nanoseconds,) = struct.unpack(">q", file.read(8))
    if nanoseconds == 0:
        raise ValueError("no date")
    return MATROSKA_BEGAN + timedelta(microseconds=nanoseconds // 1000)


def _element(file: BinaryIO, span: tuple[int, int], wanted: int) -> tuple[int, int]:
    """Where the content of the first element of a kind begins and ends.

    Args:
        file: Open.
        span: Where the content of what it is in begins and ends.
        wanted: The kind.

    Raises:
        ValueError, struct.error: There is none.
    """
    start, end = span
    for _ in range(MOST_ELEMENTS):
        if start >= end:
            break
        file.seek(start)
        identifier, _ = _number(file)
        length, unknown = _number(file, is_length=True)
        content = file.tell()
        after = end if length == unknown else min(end, content + length)
        if identifier == wanted:
            return content, after
        start = after
    raise ValueError("no date")


def _number(file: BinaryIO, *, is_length: bool = False) -> tuple[int, int]:
    """A number of as many bytes as its first one says, and the largest of so many.

    Args:
        file: At its place.
        is_length: Whether the bit that says so is no part of it, as in lengths.
    """
    (first,) = struct.unpack("B", file.read(1))
    size = 9 - first.bit_length()
    if size > 8:
        raise ValueError("no number")
    number = int.from_bytes(bytes([first]) + file.read(size - 1), "big")
    most = (1 << 7 * size) - 1
    return (number & most if is_length else number), most


def _day(moment: datetime) -> str:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("no date")
    return moment.astimezone().date().isoformat()


def _sensible(day: date) -> str:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("no date")
    return day.isoformat()
