"""When a photo was taken, by what its file says; a few pieces of it are read.

All of it is read here, number by number: native code that a damaged file may crash is for worker
processes, and a search that is limited to some years asks every photo before any worker has it.
Sources: EXIF 2.32 (CIPA DC-008), TIFF 6.0, PNG 1.2 and its extension eXIf, RIFF, ISO 14496-12 and
23008-12 (HEIF), and what exiftool says of Canon's and Fuji's RAW files.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from facefinder.decode.exif_boxes import exif_places

EXIF, TAKEN, DIGITIZED, CHANGED = 0x8769, 0x9003, 0x9004, 0x0132
"""Numbers of the tag that leads to the EXIF block, and of the tags with dates, the best first."""

TEXT_BYTES: Final = 19
"""``2018:07:22 14:30:01`` has so many."""

EXIF_NAME, XMP_NAME = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
"""How the parts of a JPEG begin that hold them."""

XMP_DAYS: Final = tuple(
    re.compile(rb"\b" + name + rb"""(?:\s*=\s*["']|>)\s*(\d{4})-(\d\d)-(\d\d)""")
    for name in (b"exif:DateTimeOriginal", b"photoshop:DateCreated", b"xmp:CreateDate")
)
"""Days in an XMP packet, attributes or elements, by the prefixes that all programs write."""

RUBBISH: Final = (struct.error, ValueError, OverflowError, IndexError)
"""What comes of a damaged file, which may state any place and any number."""

MOST_PARTS: Final = 200
MOST_ENTRIES: Final = 1000
"""Parts of a file, and entries of a directory, that are looked at; more are rubbish."""


def date_taken(path: Path) -> str:
    """The date that a photo states, ``YYYY-MM-DD``; "" without a sensible one.

    By EXIF, or, of a JPEG that programs have rewritten without it, by its XMP packet.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        for place in _exif_places(file):
            with suppress(*RUBBISH):
                return _date_at(file, place)
        with suppress(*RUBBISH):
            return _date_in_xmp(file)
    return ""


def _exif_places(file: BinaryIO) -> Iterator[int]:
    """Where directories as those of a TIFF may begin that have the date."""
    head = file.read(96)
    with suppress(*RUBBISH):
        if head[:2] == b"\xff\xd8":
            yield from (place for place, _ in _in_jpeg(file, 0, EXIF_NAME))
        elif head[:8] == b"\x89PNG\r\n\x1a\n":
            yield from _in_chunks(file, 8, ">I4s", b"eXIf", after=4, even=False)
        elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            yield from _in_chunks(file, 12, "<4sI", b"EXIF", after=0, even=True)
        elif head[:8] == b"FUJIFILM":
            start = struct.unpack_from(">I", head, 84)[0]
            yield from (place for place, _ in _in_jpeg(file, start, EXIF_NAME))
        elif head[4:8] == b"ftyp":
            yield from exif_places(file)
        elif head[:2] in (b"II", b"MM"):  # TIFF, and the RAW kinds that are made like it
            yield 0


def _in_jpeg(file: BinaryIO, start: int, name: bytes) -> Iterator[tuple[int, int]]:
    """Where the parts of this name lie, and how many bytes they have."""
    place = start + 2
    for _ in range(MOST_PARTS):
        file.seek(place)
        mark, kind, length = struct.unpack(">BBH", file.read(4))
        if mark != 0xFF or kind == 0xDA:  # the pixels begin
            return
        if kind == 0xE1 and file.read(len(name)) == name:
            yield place + 4 + len(name), length - 2 - len(name)
        place += 2 + length


def _in_chunks(
    file: BinaryIO, place: int, head: str, wanted: bytes, *, after: int, even: bool
) -> Iterator[int]:
    """Look through the chunks of a PNG or WebP, which have so many bytes `after` their content."""
    for _ in range(MOST_PARTS):
        file.seek(place)
        one, other = struct.unpack(head, file.read(8))
        name, length = (one, other) if isinstance(one, bytes) else (other, one)
        if name == wanted:
            yield place + 8 + (6 if file.read(6) == b"Exif\0\0" else 0)
        place += 8 + length + after + (length % 2 if even else 0)


def _date_at(file: BinaryIO, base: int) -> str:
    """The date in the directories that begin at a place.

    Raises:
        ValueError, struct.error: There is none.
    """
    file.seek(base)
    order = {b"II": "<", b"MM": ">"}.get(file.read(2))
    if order is None:
        raise ValueError("no directory")
    first = _directory(file, base, order, struct.unpack(f"{order}2xI", file.read(6))[0])
    block = first | (_directory(file, base, order, first[EXIF]) if EXIF in first else {})
    for tag in (TAKEN, DIGITIZED, CHANGED):
        if tag in block:
            file.seek(base + block[tag])
            with suppress(ValueError):
                return _day(file.read(TEXT_BYTES))
    raise ValueError("no date")


def _date_in_xmp(file: BinaryIO) -> str:
    """The day that a JPEG's XMP packet tells.

    Raises:
        ValueError, struct.error: It is none, or this is no JPEG.
    """
    file.seek(0)
    if file.read(2) != b"\xff\xd8":
        raise ValueError("no JPEG")
    for place, length in _in_jpeg(file, 0, XMP_NAME):
        file.seek(place)
        packet = file.read(max(length, 0))
        for pattern in XMP_DAYS:
            if found := pattern.search(packet):
                return _day(b":".join(found.groups()))
    raise ValueError("no date")


def _directory(file: BinaryIO, base: int, order: str, place: int) -> dict[int, int]:
    """The tags of a directory, each with the one number or the place that it states."""
    file.seek(base + place)
    (count,) = struct.unpack(f"{order}H", file.read(2))
    entries = file.read(12 * min(count, MOST_ENTRIES))
    whole = len(entries) // 12 * 12
    return dict(struct.iter_unpack(f"{order}H6xI", entries[:whole]))


def _day(text: bytes) -> str:
    """The day of EXIF's text.

    Raises:
        ValueError: It is none.
    """
    day = datetime.strptime(text[:10].decode("ascii"), "%Y:%m:%d")  # noqa: DTZ007 - a camera's local day
    return day.strftime("%Y-%m-%d")
