"""What the head of a photo's file shows: who can read it, before its pixels are touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from facefinder.decode.file import opened
from facefinder.decode.kinds import (
    DAMAGED,
    HEAD_BYTES,
    Kind,
    is_cut_off,
    kind_of,
    require_bounded,
)
from facefinder.decode.pages import Pages, pages_of_image, pages_of_tiff
from facefinder.decode.pillow_head import open_image
from facefinder.decode.tiff_page import (
    MOST_SAMPLES,
    PILLOWS,
    UINT,
    Page,
    main_page,
    may_be_mosaic,
    page_of,
)
from facefinder.decode.tiff_tags import Tags, directories
from facefinder.errors import PhotoError
from facefinder.sources.opening import HEAD_BYTES as ARCHIVE_HEAD_BYTES
from facefinder.sources.opening import ending_of
from facefinder.sources.protocol import Source

UNKNOWN = "it is not a picture, or of a kind that facefinder cannot read"
OF_OTHER_KIND = "it is of a kind that facefinder cannot read"
NO_RAW = "it is damaged or cut off, or of a camera that facefinder does not know"

CUT_OFF = "the file ends before this page: it is damaged, and what followed is lost"

A_BYTE = 8
"""Bits; of deeper colours Pillow keeps so many."""

SMALLEST_COPY = 1000
"""Longer side, in pixels, of a preview in an unknown RAW file that is searched in its place."""


@dataclass(frozen=True, slots=True)
class Found:
    """The head of a photo.

    Attributes:
        kind: By the first bytes.
        image: What Pillow makes of it, its pixels not yet decoded; None where it knows no way.
        directories: Those of a TIFF (most RAW kinds are TIFFs, too), else empty.
        page: A TIFF's picture that Pillow would read wrongly or not at all; `tiff` reads it.
        may_be_raw: LibRaw is to be asked first.
        pages: The pictures of the file.
    """

    kind: Kind
    image: Image.Image | None
    directories: Sequence[Tags]
    page: Page | None
    may_be_raw: bool
    pages: Pages = Pages()  # noqa: RUF009 - frozen


def open_head(file: BinaryIO, number: int = 1) -> Found:
    """Read the head of a photo.

    Args:
        file: Open for reading.
        number: Which picture of the file, from 1 on.

    Raises:
        PhotoError: It is larger than its kind may be, or of a kind that nobody here reads.
        OSError: It cannot be read.
    """
    kind = kind_of(file.read(HEAD_BYTES))
    file.seek(0)
    require_bounded(file, kind)
    tags = directories(file)
    may_be_raw = kind is Kind.RAW or may_be_mosaic(tags)
    pages = Pages() if may_be_raw else pages_of_tiff(file)
    if number > max(1, len(pages.directories)) and kind is Kind.TIFF:
        raise PhotoError(CUT_OFF if pages.is_cut_off else DAMAGED)
    page = pages.directories[number - 1] if number <= len(pages.directories) else main_page(tags)
    if page and page.compression not in PILLOWS and not may_be_raw:
        raise PhotoError(f"{OF_OTHER_KIND}: a TIFF of compression {page.compression}")
    if page and page.samples > MOST_SAMPLES:
        raise PhotoError(UNKNOWN)
    plain = page if page and page.is_plain else None
    if plain and _is_for_us(plain, plain if pages.directories else page_of(tags[0])):
        return Found(kind, None, tags, plain, may_be_raw, pages)
    file.seek(0)
    try:
        image = open_image(file)
    except UnidentifiedImageError:
        return Found(kind, None, tags, plain, may_be_raw, pages)
    except OSError as error:  # of a BMP's head Pillow says so what it does not know
        if error.errno is not None or kind is not Kind.BMP:
            raise
        return Found(kind, None, tags, None, may_be_raw)
    if not pages.directories:
        pages = pages_of_image(image)
    if pages.frames[number - 1] != image.tell():
        image.seek(pages.frames[number - 1])
    return Found(kind, image, tags, None, may_be_raw, pages)


def _is_for_us(plain: Page, seen: Page | None) -> bool:
    """Whether Pillow would read a picture wrongly, or sees another one: a small copy in front."""
    return plain.bits > A_BYTE or plain.planar or plain.kind != UINT or plain != seen


def nobody_reads(file: BinaryIO, kind: Kind) -> PhotoError:
    """Why a file is refused that has no reader."""
    if kind is Kind.RAW:
        return PhotoError(NO_RAW)
    file.seek(0)
    ending = ending_of(file.read(ARCHIVE_HEAD_BYTES))
    if ending:
        return PhotoError(f"it is an archive, and no picture; give it a name that ends in {ending}")
    return PhotoError(DAMAGED if is_cut_off(file, kind) else UNKNOWN)


def count_pictures(source: Source, *, natively: bool = True) -> int:
    """How many pictures a file has, whether or not the first one can be read.

    Args:
        source: The file.
        natively: Whether libraries may look at it that a damaged file can crash; without them,
            those of a TIFF alone are counted.

    Raises:
        PhotoError: That cannot be told.
        FacefinderError: Nothing is wrong with the file, but with the program or this computer.
    """
    with opened(source) as file:
        kind = kind_of(file.read(HEAD_BYTES))
        if kind is Kind.BOXES and natively:
            return len(pages_of_image(open_image(file)).frames)
        if kind is not Kind.TIFF or may_be_mosaic(directories(file)):
            return 1
        return len(pages_of_tiff(file).frames)


def require_more_than_copy(found: Found) -> None:
    """Refuse a RAW file that LibRaw does not know, and of which Pillow sees only a small copy.

    Raises:
        PhotoError: No face could be seen in it.
    """
    page = page_of(found.directories[0]) if found.directories else None
    if page and page.reduced and max(page.size) < SMALLEST_COPY:
        raise PhotoError(NO_RAW)
