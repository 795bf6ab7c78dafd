"""When a photo or a video was taken, by what its file says; a few pieces of it are read.

All of it is read here, number by number: native code that a damaged file may crash is for worker
processes, and a search that is limited to some years asks every photo before any worker has it.
"""

import re
import struct
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO, Final

from facefinder.decode.filmed import day_filmed
from facefinder.decode.metadata import RUBBISH, exif_places, xmp_packets
from facefinder.records.photos import Photo
from facefinder.records.video_heads import HEAD_BYTES, begins_as_video
from facefinder.sources.places import source_of
from facefinder.sources.protocol import Source
from facefinder.sources.takeout import seconds_noted

EXIF, TAKEN, DIGITIZED, CHANGED = 0x8769, 0x9003, 0x9004, 0x0132
"""Numbers of the tag that leads to the EXIF block, and of the tags with dates, the best first."""

TEXT_BYTES: Final = 19
"""``2018:07:22 14:30:01`` has so many."""

XMP_DAYS: Final = tuple(
    re.compile(rb"\b" + name + rb"""(?:\s*=\s*["']|>)\s*(\d{4})-(\d\d)-(\d\d)""")
    for name in (b"exif:DateTimeOriginal", b"photoshop:DateCreated", b"xmp:CreateDate")
)
"""Days in an XMP packet, attributes or elements, by the prefixes that all programs write."""

FIRST_YEAR: Final = 1826
"""The year of the oldest photo that is left. A clock that was never set says 1, 1601 or 0."""

DAY_IN_NAME: Final = re.compile(
    r"(?:(?:IMG|VID)-(?=\d{8}-WA\d)|(?:IMG|PXL|MVIMG|VID)_(?=\d{8}_\d{6})"
    r"|(?:\d{8}-)?(?:PHOTO|VIDEO)-(?=\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)"
    r"|signal-(?=\d{4}-\d\d-\d\d-\d\d)"
    r"|WhatsApp (?:Image|Video|Bild) (?=.{10} (?:at|um) )"
    r"|(?:Image|Vid.{1,2}o) WhatsApp (?=.{10} .{1,2} )"
    r"|(?:Imagen|V.{1,2}deo) de WhatsApp (?=.{10} a las ))"
    r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)",
    re.IGNORECASE | re.ASCII,
)
"""How WhatsApp (which takes the date out of photos; on Android, on iPhones and in chats that were
exported, and in browsers of four languages), Signal and Android call photos."""

MOST_ENTRIES: Final = 1000
"""Entries of a directory that are looked at; more are rubbish."""


def day_taken(photo: Photo) -> str:
    """The date of a photo, ``YYYY-MM-DD``, by the best that there is; "" where nothing says it.

    By the photo itself, by what Google Takeout has put beside it, by the name that a messenger or
    a telephone gives to files.

    Raises:
        OSError: The photo cannot be read.
    """
    return date_taken(source_of(photo)) or _day_noted(photo) or day_in_name(photo.name)


def _day_noted(photo: Photo) -> str:
    seconds = seconds_noted(photo)
    with suppress(ValueError, OverflowError, OSError):
        if seconds is not None:
            day = datetime.fromtimestamp(seconds, UTC).astimezone()
            return day.date().isoformat() if day.year >= FIRST_YEAR else ""
    return ""


def day_in_name(name: str) -> str:
    """The date in a name like ``IMG-20180722-WA0001.jpg``; "" where there is none for sure."""
    found = DAY_IN_NAME.match(name)
    with suppress(ValueError):
        return _day(b":".join(part.encode() for part in found.groups() if part)) if found else ""
    return ""


def date_taken(source: Source) -> str:
    """The date that a photo states, ``YYYY-MM-DD``; "" without a sensible one.

    By EXIF, or, where programs have rewritten the photo without it, by its XMP packet; a video has
    a date of its own.

    Raises:
        OSError: The file cannot be read.
    """
    with source.open("rb") as file:
        if begins_as_video(file.read(HEAD_BYTES)):
            with suppress(*RUBBISH):
                return day_filmed(file)
            return ""
        for place in exif_places(file):
            with suppress(*RUBBISH):
                return _date_at(file, place)
        with suppress(*RUBBISH):
            return _day_in_xmp(file)
    return ""


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


def _day_in_xmp(file: BinaryIO) -> str:
    """The day that a photo's XMP packet tells.

    Raises:
        ValueError: It is none.
    """
    for packet in xmp_packets(file):
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
        ValueError: It is none, or before there were photos.
    """
    day = datetime.strptime(text[:10].decode("ascii"), "%Y:%m:%d")  # noqa: DTZ007 - a camera's local day
    if day.year < FIRST_YEAR:
        raise ValueError("no date")
    return day.date().isoformat()
