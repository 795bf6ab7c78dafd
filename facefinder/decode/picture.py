"""A photo file becomes upright RGB pixels of bounded size.

What a file holds decides how it is read, its name does not. Files are opened read-only; whatever
is wrong with one becomes a `PhotoError` in plain words, and nothing is printed.
"""

from dataclasses import replace
from typing import BinaryIO

from PIL import Image

from facefinder.decode.bmp import load_bit_fields
from facefinder.decode.file import opened
from facefinder.decode.found import Found, nobody_reads, open_head, require_more_than_copy
from facefinder.decode.jpeg import read_jpeg
from facefinder.decode.kinds import Kind
from facefinder.decode.lost_end import require_end
from facefinder.decode.pillow import Loaded, Side, jpeg_step_of, load, shrink, side_for
from facefinder.decode.png import load_deep_png
from facefinder.decode.raw_extent import share_there
from facefinder.decode.tiff import load_tiff
from facefinder.decode.video import frame_at
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.photos import Picture, page_number
from facefinder.records.results import DRAWN
from facefinder.records.videos import moment_of
from facefinder.sources.protocol import Source


def read_picture(
    source: Source, *, max_side_px: Side, max_pixels: int = MAX_PIXELS, inside: str = ""
) -> Picture:
    """Read a photo upright.

    Args:
        source: A picture file of any of the supported kinds, or a camera's RAW file (its embedded
            preview is read where that is large enough).
        max_side_px: The longer side of the result is at most this, in pixels, or what this gives
            for the size of the photo; a smaller photo keeps its size. A JPEG may come out up to a
            quarter smaller: see `pillow.NEARLY`.
        max_pixels: Photos with more pixels are refused.
        inside: Where in the file, as in `Photo` (see `pages` and `video`).

    Returns:
        That picture; of a film the first frame. Transparency is shown on white; greys of more than
        8 bits, and colours that use little of what such numbers can say, are stretched (see
        `levels`).

    Raises:
        PhotoError: It cannot be read; `lasting` is False where another try may do better.
        FacefinderError: Nothing is wrong with the photo, but with the program or this computer.
    """
    moment = moment_of(inside)
    if moment is not None:
        return frame_at(source, moment, max_side_px, max_pixels)
    with opened(source) as file:
        found = open_head(file, page_number(inside))
        picture = _read(file, found, max_side_px, max_pixels)
    comment = found.image.info.get("comment") if found.image else None
    picture = replace(picture, is_drawing=comment in (DRAWN, DRAWN.encode()))
    pages = found.pages
    return picture if inside else replace(picture, pages=len(pages.frames), unseen=pages.unseen)


def _read(file: BinaryIO, found: Found, side: Side, max_pixels: int) -> Picture:
    if found.may_be_raw:
        from facefinder.decode.raw import load_raw  # noqa: PLC0415 - LibRaw only where needed

        share = share_there(file, found.kind, found.directories)
        loaded = load_raw(file, share, side, max_pixels)
        if loaded is not None:
            return shrink(loaded, side_for(side, loaded.full_size))
        require_more_than_copy(found)
    if found.page:
        max_side_px = side_for(side, found.page.size)
        return shrink(load_tiff(file, found.page, max_side_px, max_pixels), max_side_px)
    if found.kind is Kind.BMP and found.image is None:
        bitmap = load_bit_fields(file, max_pixels)
        if bitmap is not None:
            return shrink(bitmap, side_for(side, bitmap.full_size))
    image = found.image
    if image is None:
        raise nobody_reads(file, found.kind)
    require_end(file, image, len(found.pages.frames))
    max_side_px = side_for(side, image.size)
    picture = read_jpeg(image, file, max_side_px, max_pixels)
    if picture is not None:
        return replace(picture, jpeg_step=jpeg_step_of(image))
    where = (image, file, max_side_px, max_pixels)
    return shrink(load_deep_png(*where) or _load_heif(*where) or load(*where), max_side_px)


def _load_heif(
    image: Image.Image, file: BinaryIO, max_side_px: int, max_pixels: int
) -> Loaded | None:
    if image.format != "HEIF":
        return None
    from facefinder.decode.heif import load_large_heif  # noqa: PLC0415 - libheif where needed

    return load_large_heif(image, file, max_side_px, max_pixels)
