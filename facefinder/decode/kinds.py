"""What a file is, by its first bytes, and how large a file of that kind may be.

Decided before any library sees it: some take the whole file into memory before they look at it, and
disks of virtual machines are called .raw, too.
"""

import os
import struct
from enum import Enum, auto
from typing import BinaryIO, Final

from facefinder.decode.tiff_tags import OFFSETS, TILE_OFFSETS, directories, layout_of
from facefinder.errors import PhotoError

HEAD_BYTES: Final = 64

RAW_BEGINS: Final = (
    (0, b"FUJIFILM"),
    (0, b"FOVb"),
    (0, b"\0MRM"),
    (0, b"IIU\0"),
    (0, b"IIRO"),
    (0, b"IIRS"),
    (0, b"MMOR"),
    (0, b"NOKIARAW"),
    (0, b"DSC-Image"),
    (0, b"BRCM"),
    (0, b"PWAD"),
    (0, b"qktk"),
    (0, b"qktn"),
    (4, b"ftypcrx "),
    (6, b"HEAPCCDR"),
    (8, b"CR\2"),
    (25, b"ARECOYK"),
)
"""Where and by which bytes LibRaw knows RAW kinds (its `identify`): Fuji, Sigma, Minolta,
Panasonic, Olympus, Nokia, Rollei, Raspberry Pi, Sinar, Apple, Canon's three and Contax. It guesses
others by their size alone; a guess is no RAW file."""

PHASE_ONE: Final = (b"IIII", b"MMMM")
"""Somewhere in the first 32 bytes of Phase One's RAW kinds."""

LARGEST_WHOLE: Final = 200_000_000
"""Bytes of a file that its decoder takes into memory whole."""

LARGEST_RAW: Final = 2_000_000_000
"""Bytes; those of the largest backs have 400 million."""

MOST_BOXES: Final = 64

DAMAGED = "the file is damaged or cut off"


class Kind(Enum):
    """Who may read a file."""

    TIFF = auto()
    RAW = auto()
    BOXES = auto()
    """HEIC or AVIF."""
    WEBP = auto()
    BMP = auto()
    OTHER = auto()
    """What Pillow reads bit by bit, or nobody."""


def kind_of(head: bytes) -> Kind:
    """Recognise a file by its first `HEAD_BYTES`."""
    begins = any(head[at : at + len(mark)] == mark for at, mark in RAW_BEGINS)
    if begins or any(mark in head[:32] for mark in PHASE_ONE):
        return Kind.RAW
    if layout_of(head):
        return Kind.TIFF
    if head[4:8] == b"ftyp":
        return Kind.BOXES
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    return Kind.BMP if head[:2] == b"BM" else Kind.OTHER


def require_bounded(file: BinaryIO, kind: Kind) -> None:
    """Refuse a file that is too large for its reader.

    Raises:
        PhotoError: It is larger than its kind may be.
    """
    limits = {Kind.RAW: LARGEST_RAW, Kind.BOXES: LARGEST_WHOLE, Kind.WEBP: LARGEST_WHOLE}
    size, most = size_of(file), limits.get(kind)
    if most is not None and size > most:
        limit = f"{most / 1e6:,.0f} MB for its kind"
        raise PhotoError(f"the file has {size / 1e6:,.0f} MB, more than the limit of {limit}")
    if kind is Kind.WEBP and stated_by_riff(file) > size:  # libwebp would want all of it first
        raise PhotoError(DAMAGED)


def stated_by_riff(file: BinaryIO) -> int:
    """Bytes that a RIFF file says it has; it stays where it is."""
    place = file.tell()
    file.seek(4)
    (size,) = struct.unpack("<I", file.read(4).ljust(4, b"\0"))
    file.seek(place)
    return int(size) + 8


def size_of(file: BinaryIO) -> int:
    """Bytes in a file; it stays where it is."""
    place = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(place)
    return size


def has_picture_boxes(file: BinaryIO) -> bool:
    """Whether a file of boxes has one that says where the picture is, or the frames of a film.

    A head alone is in front of anything.
    """
    return any(name in (b"meta", b"moov") for name, _ in _boxes(file))


def is_cut_off(file: BinaryIO, kind: Kind) -> bool:
    """Whether a box goes on behind the end of a file, or nothing says where a TIFF's pixels are."""
    if kind is Kind.BOXES:
        return has_picture_boxes(file) and end_of_boxes(file) > size_of(file)
    stated = (tags.get(OFFSETS) or tags.get(TILE_OFFSETS) for tags in directories(file))
    return kind is Kind.TIFF and not any(stated)


def end_of_boxes(file: BinaryIO) -> int:
    """Where the last box of a file of boxes ends, as it says itself."""
    return max((end for _, end in _boxes(file)), default=0)


def _boxes(file: BinaryIO) -> list[tuple[bytes, int]]:
    """Names and ends of the outermost boxes (ISO 14496-12, 4.2)."""
    found, place, size = list[tuple[bytes, int]](), 0, size_of(file)
    while place < size and len(found) < MOST_BOXES:
        file.seek(place)
        head = file.read(16).ljust(16, b"\0")
        length, name, long = struct.unpack(">I4sQ", head)
        length = {0: size - place, 1: long}.get(length, length)
        if length < 8:
            break
        place += length
        found.append((name, place))
    file.seek(0)
    return found
