"""Where EXIF and XMP lie in a photo's file; a few pieces of it are read, number by number.

Sources: EXIF 2.32 (CIPA DC-008), PNG 1.2 and its extension eXIf, RIFF, XMP part 3 (where it lies in
each kind), and what exiftool says of Fuji's RAW files.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Final, NamedTuple

from facefinder.decode.item_boxes import exif_items, xmp_items
from facefinder.decode.tiff_tags import XMP, pages

EXIF_NAME, XMP_NAME = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
"""How the parts of a JPEG begin that hold them."""

XMP_TEXT: Final = re.compile(rb"XML:com\.adobe\.xmp\0(.)\0[^\0]*\0[^\0]*\0", re.DOTALL)
"""How the text of a PNG begins that holds it; the group is 1 where the rest is compressed."""

RUBBISH: Final = (struct.error, ValueError, OverflowError, IndexError, zlib.error)
"""What comes of a damaged file, which may state any place and any number."""

MOST_PARTS: Final = 200
MOST_CHUNKS: Final = 20_000
"""Parts of a JPEG, and chunks of a PNG or WebP, that are looked at; more are rubbish. The pixels of
a large PNG are some thousand chunks, and exiftool puts XMP behind them."""

MOST_XMP: Final = 4_000_000
"""Bytes of an XMP packet that are read; masks and histories make some large."""


class Chunks(NamedTuple):
    """How a kind of file is made of chunks.

    Attributes:
        first: Where the first one begins.
        head: Name and length of one, as `struct` reads them.
        after: Bytes behind its content.
        even: Whether one more follows a content of odd length.
    """

    first: int
    head: str
    after: int
    even: bool


PNG: Final = Chunks(8, ">I4s", 4, even=False)
WEBP: Final = Chunks(12, "<4sI", 0, even=True)


def exif_places(file: BinaryIO) -> Iterator[int]:
    """Where directories as those of a TIFF may begin that have the date."""
    file.seek(0)
    head = file.read(96)
    with suppress(*RUBBISH):
        if head[:2] == b"\xff\xd8":
            yield from (place for place, _ in _in_jpeg(file, 0, EXIF_NAME))
        elif chunks := _chunks_of(head):
            for place, _ in _in_chunks(file, chunks, b"eXIf" if chunks is PNG else b"EXIF"):
                file.seek(place)
                yield place + (len(EXIF_NAME) if file.read(6) == EXIF_NAME else 0)
        elif head[:8] == b"FUJIFILM":
            start = struct.unpack_from(">I", head, 84)[0]
            yield from (place for place, _ in _in_jpeg(file, start, EXIF_NAME))
        elif head[4:8] == b"ftyp":
            yield from exif_items(file)
        elif head[:2] in (b"II", b"MM"):  # TIFF, and the RAW kinds that are made like it
            yield 0


def xmp_packets(file: BinaryIO) -> Iterator[bytes]:
    """The XMP packets of a photo, the first `MOST_XMP` bytes of each."""
    file.seek(0)
    head = file.read(96)
    with suppress(*RUBBISH):
        if head[:2] == b"\xff\xd8":
            yield from _contents(file, _in_jpeg(file, 0, XMP_NAME))
        elif chunks := _chunks_of(head):
            name = b"iTXt" if chunks is PNG else b"XMP "
            found = _contents(file, _in_chunks(file, chunks, name))
            yield from filter(None, map(_text, found)) if chunks is PNG else found
        elif head[4:8] == b"ftyp":
            yield from _contents(file, xmp_items(file))
        else:
            for tags in pages(file, 1):
                yield bytes(value & 0xFF for value in tags.get(XMP, ())[:MOST_XMP])


def _chunks_of(head: bytes) -> Chunks | None:
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return PNG
    return WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


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


def _in_chunks(file: BinaryIO, chunks: Chunks, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Where the chunks of this name lie, and how many bytes they have."""
    place = chunks.first
    for _ in range(MOST_CHUNKS):
        file.seek(place)
        one, other = struct.unpack(chunks.head, file.read(8))
        name, length = (one, other) if isinstance(one, bytes) else (other, one)
        if name == wanted:
            yield place + 8, length
        place += 8 + length + chunks.after + (length % 2 if chunks.even else 0)


def _contents(file: BinaryIO, places: Iterator[tuple[int, int]]) -> Iterator[bytes]:
    for place, length in places:
        file.seek(place)
        yield file.read(min(max(length, 0), MOST_XMP))


def _text(content: bytes) -> bytes:
    """The packet in a text of a PNG; nothing where it holds another text."""
    found = XMP_TEXT.match(content)
    if not found:
        return b""
    text = content[found.end() :]
    return zlib.decompressobj().decompress(text, MOST_XMP) if found[1] == b"\1" else text
