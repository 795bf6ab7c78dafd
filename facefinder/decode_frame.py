"""What a photo's file says about it, without decoding its pixels: size, orientation, XMP."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from facefinder.decode import (
    DNG_VERSION,
    MAKE,
    UNKNOWN,
    photo_error,
    require_regular_file,
)
from facefinder.decode_image import DAMAGED, ORIENTATION, UPRIGHT, open_image
from facefinder.errors import PhotoError


@dataclass(frozen=True, slots=True)
class Frame:
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


def read_frame(path: Path) -> Frame:
    """Read the head of a photo.

    Raises:
        PhotoError: It cannot be read.
    """
    try:
        require_regular_file(path)
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            return _read(file)
    except PhotoError:
        raise
    except OSError as error:
        raise photo_error(error) from error
    except Exception as error:  # as in `read_picture`
        raise PhotoError(DAMAGED) from error


def _read(file: BinaryIO) -> Frame:
    try:
        image = open_image(file)
    except UnidentifiedImageError:
        image = None
    tags = getattr(image, "tag_v2", {})
    if image is None or MAKE in tags or DNG_VERSION in tags:
        from facefinder.decode_raw import raw_frame  # noqa: PLC0415 - LibRaw only where needed

        raw = raw_frame(file)
        if raw is not None:
            return Frame(*raw, _xmp(image))
    if image is None:
        raise PhotoError(UNKNOWN)
    orientation = _orientation(image)
    # Pillow gives the size of these two as one sees them.
    is_turned = image.format in ("HEIF", "TIFF") and orientation >= 5
    w, h = image.size
    return Frame((h, w) if is_turned else (w, h), orientation, _xmp(image))


def _orientation(image: Image.Image) -> int:
    try:
        value = image.info.get("original_orientation") or image.getexif().get(ORIENTATION, 1)
        return int(value) if int(value) in UPRIGHT else 1
    except Exception:  # the EXIF block may hold any rubbish
        return 1


def _xmp(image: Image.Image | None) -> bytes:
    packet = image.info.get("xmp", b"") if image else b""
    data = packet.encode() if isinstance(packet, str) else bytes(packet)
    return data.rstrip(b"\0")
