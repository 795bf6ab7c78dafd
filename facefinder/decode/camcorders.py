"""When a video of a camera, a camcorder or Windows was taken: AVI, AVCHD, Windows Media.

Sources: Microsoft's AVI RIFF File Reference and Advanced Systems Format (3.1 and 3.2, the header
and the file properties), ISO 13818-1 (2.4.3, packets), ITU-T H.264 (D.1.7, what users add). What
cameras put into `IDIT` and `strd`, and camcorders into what users add, is known from exiftool.
"""

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import BinaryIO, Final, NamedTuple

MOST_CHUNKS: Final = 200
"""Chunks, or objects, that are looked at one behind the other; more are rubbish."""
MOST_BYTES: Final = 65_536
"""More of a chunk with a date is not read."""

LISTS: Final = frozenset({b"hdrl", b"strl", b"INFO"})
"""What in an AVI holds chunks with dates, in one another."""
DATES: Final = (b"IDIT", b"strd", b"ICRD")
"""Chunks with dates, those of cameras first: the last one may say when a file was edited."""

NUMBERS: Final = re.compile(rb"(\d{4})[-:/.](\d\d?)[-:/.](\d\d?)")
WORDS: Final = re.compile(rb"([A-Z]{3}) +(\d\d?) +\d\d:\d\d:\d\d +(\d{4})", re.IGNORECASE)
"""How cameras write a day: "2018:07:22 14:30:01", "Sun Jul 22 14:30:01 2018"."""
MONTHS: Final = b"jan feb mar apr may jun jul aug sep oct nov dec".split()

ASF: Final = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
FILE_PROPERTIES: Final = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
WINDOWS_BEGAN: Final = datetime(1601, 1, 1, tzinfo=UTC)

SYNC: Final = 0x47
PACKET: Final = 188
FIRST_BYTES: Final = 524_288
"""More of a transport stream is not read: a camcorder tells the time with the first frame."""
OF_A_CAMCORDER: Final = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
MOST_ENTRIES: Final = 32
YEAR_AND_MONTH, DAY_AND_TIME = 0x18, 0x19


class Chunk(NamedTuple):
    """A piece of an AVI: its name, and where its content begins and ends."""

    name: bytes
    start: int
    end: int


def day_of_avi(file: BinaryIO) -> date:
    """The day, where the camera was, on which an AVI was taken.

    Raises:
        ValueError, struct.error: It does not say, or is damaged.
    """
    found: dict[bytes, date] = {}
    for chunk in _chunks(file, 12, file.seek(0, 2)):
        if chunk.name in DATES:
            file.seek(chunk.start)
            day = _day_written(file.read(min(chunk.end - chunk.start, MOST_BYTES)))
            if day is not None:
                found.setdefault(chunk.name, day)
    for name in DATES:
        if name in found:
            return found[name]
    raise ValueError("no date")


def _chunks(file: BinaryIO, start: int, end: int, depth: int = 0) -> Iterator[Chunk]:
    for _ in range(MOST_CHUNKS):
        if start + 8 > end:
            return
        file.seek(start)
        name, size, kind = struct.unpack("<4sI4s", file.read(12).ljust(12, b"\0"))
        after = min(end, start + 8 + size)
        if name == b"LIST" and kind in LISTS and depth < len(LISTS):
            yield from _chunks(file, start + 12, after, depth + 1)
        else:
            yield Chunk(name, start + 8, after)
        start = after + size % 2


def _day_written(text: bytes) -> date | None:
    numbers, words = NUMBERS.search(text), WORDS.search(text)
    try:
        if numbers:
            return date(*map(int, numbers.groups()))
        if words:
            return date(int(words[3]), MONTHS.index(words[1].lower()) + 1, int(words[2]))
    except ValueError:  # there is no such day
        pass
    return None


def moment_of_asf(file: BinaryIO) -> datetime:
    """When a file of Windows Media was made, which is when it was taken, where a camera made it.

    Raises:
        ValueError, struct.error: It does not say, or is damaged.
    """
    place = 30  # behind the head of the header
    for _ in range(MOST_CHUNKS):
        file.seek(place)
        name, size = struct.unpack("<16sQ", file.read(24))
        if name == FILE_PROPERTIES:
            _, _, since = struct.unpack("<16sQQ", file.read(32))
            return WINDOWS_BEGAN + timedelta(microseconds=since // 10)
        if size < 24:
            break
        place += size
    raise ValueError("no date")


def begins_as_transport(head: bytes) -> bool:
    """Whether a video is a transport stream, of packets alone or with four bytes before each."""
    return head[:1] == bytes([SYNC]) or head[4:5] == bytes([SYNC])


def day_of_avchd(file: BinaryIO) -> date:
    """The day, where the camcorder was, on which a transport stream of a camcorder was taken.

    Raises:
        ValueError, struct.error: It does not say, or is damaged.
    """
    file.seek(0)
    content = file.read(FIRST_BYTES)
    for stream in _streams(content):
        start = stream.find(OF_A_CAMCORDER) + len(OF_A_CAMCORDER)
        if start < len(OF_A_CAMCORDER):
            continue
        # Where three bytes would look like the begin of a frame there is one more between them.
        told = stream[start : start + 8 * MOST_ENTRIES].replace(b"\0\0\3", b"\0\0")
        entries = dict(struct.iter_unpack("B4s", told[1 : 1 + 5 * min(told[0], MOST_ENTRIES)]))
        if not entries.keys() >= {YEAR_AND_MONTH, DAY_AND_TIME}:
            break
        (_, *year, month), (day, *_) = entries[YEAR_AND_MONTH], entries[DAY_AND_TIME]
        return date(int(bytes(year).hex()), int(f"{month:x}"), int(f"{day:x}"))
    raise ValueError("no date")


def _streams(content: bytes) -> Iterator[bytes]:
    """What the packets of each stream carry, joined."""
    before = 0 if content[0] == SYNC else 4
    streams: dict[int, bytearray] = defaultdict(bytearray)
    for start in range(before, len(content) - PACKET + 1, PACKET + before):
        head, fields = struct.unpack_from(">xHB", content, start)
        skipped = 4 + (content[start + 4] + 1 if fields & 0x20 else 0)
        if content[start] == SYNC and fields & 0x10 and skipped < PACKET:
            streams[head & 0x1FFF] += content[start + skipped : start + PACKET]
    return map(bytes, streams.values())
