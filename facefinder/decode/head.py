"""What a photo's file says about it, without decoding its pixels: size, orientation, XMP."""

from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from facefinder.decode.file import opened
from facefinder.decode.found import Found, nobody_reads, open_head
from facefinder.decode.orientation import STEPS, orientation_of, upright_size
from facefinder.decode.tiff_tags import XMP
from facefinder.sources.protocol import Source


@dataclass(frozen=True, slots=True)
class Head:
    """What is around the pixels.

    Attributes:
        stored: Width and height of the stored pixels. Those of HEIC are counted before the turn
            that the file demands, as exiftool and EXIF do, though decoders deliver them turned.
        orientation: EXIF's number, 1 to 8.
        xmp: The embedded packet; empty where there is none.
    """

    stored: tuple[int, int]
    orientation: int
    xmp: bytes


def read_head(source: Source) -> Head:
    """Read the head of a photo.

    Raises:
        PhotoError: It cannot be read.
    """
    with opened(source) as file:
        return _read(file)


def _read(file: BinaryIO) -> Head:
    found = open_head(file)
    image = found.image
    if found.may_be_raw:
        from facefinder.decode.raw import raw_head  # noqa: PLC0415 - LibRaw only where needed

        raw = raw_head(file)
        if raw is not None:
            return Head(*raw, _xmp(found))
    if found.page:
        return Head(found.page.size, found.page.orientation, _xmp(found))
    if image is None:
        raise nobody_reads(file, found.kind)
    orientation = _orientation(image)
    # Pillow gives the size of these two as one sees them.
    comes_upright = image.format in ("HEIF", "TIFF")
    stored = upright_size(image.size, orientation) if comes_upright else image.size
    return Head(stored, orientation, _xmp(found))


def _orientation(image: Image.Image) -> int:
    stated = image.info.get("original_orientation") or orientation_of(image)
    return stated if stated in STEPS else 1


def _xmp(found: Found) -> bytes:
    if found.image is None:
        values = found.directories[0].get(XMP, ()) if found.directories else ()
        packet: str | bytes = bytes(value & 0xFF for value in values)
    else:
        packet = found.image.info.get("xmp", b"")
    data = packet.encode() if isinstance(packet, str) else bytes(packet)
    return data.rstrip(b"\0")
