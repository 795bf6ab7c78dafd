"""Which pictures a file has: scans of many pages, collections; each is a photo of its own.

A page is a picture for itself: pages of a TIFF that are no smaller copies of others, and the top
pictures of a HEIC. The others of an MPO are views of one moment for two eyes, copies for a screen,
or maps of brightness, those of a GIF, WebP, PNG or AVIF frames of a film: they are not looked at.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Final

from PIL import Image

from facefinder.decode.tiff_page import Page, page_of
from facefinder.decode.tiff_tags import HEIGHT, WIDTH
from facefinder.decode.tiff_tags import pages as directories_of
from facefinder.records.photos import PAGE, page_number
from facefinder.records.videos import moment_of

MOST_PAGES: Final = 1000
"""Pages of one file that are read; a book that was scanned whole has some hundreds."""

FILMS: Final = ("GIF", "WEBP", "PNG", "AVIF")
"""Formats whose other pictures are frames."""

MP_ENTRIES: Final = 0xB002
"""Tag of an MPO's list of pictures (CIPA DC-007)."""

COPIES: Final = ("Large Thumbnail", "Baseline MP")
"""How Pillow's names begin of an MPO's pictures that show what the first one does."""

MAP: Final = 0.75
"""A picture in an MPO that is smaller than this share of the first one is a map of brightness."""

MOMENT_BYTES: Final = 4
"""How many bytes of a hash say when a moment of a video is; the others are those of the video."""

MAP_MARKS: Final = (b"hdrgm:", b"HDRGainMap", b"AuxiliaryImageType", b"urn:iso:std:iso:ts:21496")
"""What stands in the head of one that says so: Adobe's and Google's, Apple's old and new ones (also
of depths and outlines), and ISO 21496-1. Those may be as large as the photo."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pictures of a file.

    Attributes:
        frames: For each its number, as Pillow counts.
        unseen: How many more there are that are not looked at.
        directories: Of a TIFF's pictures what their tags say; else empty.
        is_cut_off: The last one is not there, nor whatever followed it.
    """

    frames: tuple[int, ...] = (0,)
    unseen: int = 0
    directories: tuple[Page, ...] = ()
    is_cut_off: bool = False


def pages_of_tiff(file: BinaryIO) -> Pages:
    """The pages of a TIFF without smaller copies, which may stand in front; else its first one."""
    chain = directories_of(file, MOST_PAGES + 2 * MOST_PAGES)
    found = [(number, page) for number, page in enumerate(map(page_of, chain)) if page]
    whole = [(number, page) for number, page in found if not page.reduced]
    is_cut_off = bool(whole) and not {WIDTH, HEIGHT} <= chain[-1].keys()
    if not whole or (len(whole) == 1 and whole[0][0] == 0 and not is_cut_off):
        return Pages()
    kept = whole[:MOST_PAGES]
    numbers = [number for number, _ in kept]
    return Pages(
        tuple([*numbers, len(chain) - 1] if is_cut_off else numbers),
        len(whole) - len(kept),
        tuple(page for _, page in kept),
        is_cut_off,
    )


def pages_of_image(image: Image.Image) -> Pages:
    """The pictures of a HEIC or an MPO, as Pillow sees them; of other kinds the first one."""
    count = getattr(image, "n_frames", 1)
    if image.format == "HEIF" and count > 1:
        first = image.tell()
        others = [number for number in range(count) if number != first]
        return Pages((first, *others[: MOST_PAGES - 1]), max(0, count - MOST_PAGES))
    if image.format == "MPO":
        return Pages(unseen=_views(image))
    return Pages(unseen=count - 1 if image.format in FILMS else 0)


def _views(image: Image.Image) -> int:
    """How many pictures of an MPO show something else than the first one."""
    listed, longest, views = getattr(image, "mpinfo", {}).get(MP_ENTRIES, ()), max(image.size), 0
    for number, entry in enumerate(listed):
        if number and not entry["Attribute"]["MPType"].startswith(COPIES):
            with suppress(Exception):  # whatever the list says, the first picture is good
                image.seek(number)
                views += max(image.size) >= MAP * longest and not _is_map(image)
    image.seek(0)
    return views


def _is_map(image: Image.Image) -> bool:
    """Whether the picture of an MPO that is looked at says that it is no view, but a map of one."""
    parts = [content for _, content in getattr(image, "applist", ())]
    return any(mark in content for content in parts for mark in MAP_MARKS)


def place_hash(file_hash: bytes, inside: str) -> bytes:
    """The hash of a picture in a file: that of the file for the first one.

    Args:
        file_hash: Of the file, 16 bytes.
        inside: As in `Photo`.
    """
    moment = moment_of(inside)
    if moment is not None:  # there may be one for each millisecond, and `is_of` cannot try all
        return file_hash[:-MOMENT_BYTES] + moment.to_bytes(MOMENT_BYTES, "big")
    page = page_number(inside)
    if page == 1:
        return file_hash
    text = file_hash + page.to_bytes(4, "little")
    return hashlib.blake2b(text, digest_size=16, person=b"page").digest()


def is_of(digest: bytes, file_hash: bytes) -> bool:
    """Whether a hash is that of a picture in a file with this hash."""
    if digest[:-MOMENT_BYTES] == file_hash[:-MOMENT_BYTES]:
        return True
    pages = (f"{PAGE}{page}" for page in range(2, MOST_PAGES + 1))
    return any(place_hash(file_hash, page) == digest for page in pages)
