"""The head of a picture file, as Pillow sees it; what Pillow may not do with a file."""

import contextlib
import functools
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, cast

from PIL import Image, ImageFile, UnidentifiedImageError

from facefinder.decode.kinds import (
    HEAD_BYTES,
    Kind,
    has_picture_boxes,
    kind_of,
    require_bounded,
    size_of,
)
from facefinder.decode.zeros import BLOCK, zeros_from

FORMATS = ("JPEG", "PNG", "HEIF", "WEBP", "TIFF", "AVIF", "BMP", "DIB", "GIF")
"""Pillow's readers that may run; EPS, for one, would start another program. MPO is JPEG here."""

READS_OF_HEAD = 500_000
"""A photo's head takes some dozens; one that was passed through many programs some hundreds."""

MANY_ZEROS: Final = 1_000_000
"""At the end of a file; fewer cost no time to speak of."""

# Pillow would warn, then raise, by a limit of its own; max_pixels takes its place.
Image.MAX_IMAGE_PIXELS = None


def open_image(file: BinaryIO, formats: tuple[str, ...] = FORMATS) -> Image.Image:
    """Read the head of a picture file.

    Raises:
        PIL.UnidentifiedImageError: It is of none of the formats.
        PhotoError: It is too large for a decoder that takes it whole.
    """
    file.seek(0)
    kind = kind_of(file.read(HEAD_BYTES))
    require_bounded(file, kind)
    if kind is Kind.BOXES and not has_picture_boxes(file):
        raise UnidentifiedImageError
    file.seek(0)
    register_heif()
    try:
        return _opened(file, formats)
    except ValueError:  # text or a profile that Pillow finds too large; the picture is still good
        file.seek(0)
        with what_is_there():
            return _opened(file, formats)


def _opened(file: BinaryIO, formats: tuple[str, ...]) -> Image.Image:
    sparing = _Sparing(file)
    image = Image.open(cast("BinaryIO", sparing), formats=formats)
    if _has_no_zeros(image):
        sparing.end_before_zeros()
    if image.format == "GIF":  # its frames are found by looking for them
        with contextlib.suppress(Exception):  # whatever comes behind the first one
            cast("Any", image).n_frames  # noqa: B018 - from now on it is known
        sparing.left = None
        image.seek(0)
    sparing.left = None
    return image


def _has_no_zeros(image: Image.Image) -> bool:
    """Whether long runs of zeros are no part of such a picture; others have black rows of them."""
    decoders = [tile[0] for tile in getattr(image, "tile", ())]
    return image.format in ("PNG", "GIF") or "bmp_rle" in decoders


def end_in_time(image: Image.Image) -> None:
    """Let the file seem to end, too, where what follows the pixels is looked for in it too long."""
    file = getattr(image, "fp", None)
    if isinstance(file, _Sparing):
        file.left = READS_OF_HEAD


@contextlib.contextmanager
def what_is_there() -> Iterator[None]:
    """Let Pillow decode what is there of a damaged file, and pass over text that it refuses."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


class _Sparing:
    """A file that seems to end while a head is looked for in it too long.

    Pillow looks for the next part of a JPEG or GIF byte by byte, and of a damaged PNG by twelve
    bytes, through gigabytes of zeros; its decoders take these for pixels.

    Attributes:
        left: How many more times it may be read from; None: without end.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end: int | None = None
        self.left: int | None = READS_OF_HEAD

    def end_before_zeros(self) -> None:
        """Let the file seem to end where the zeros begin, if there are many."""
        place, size = self._file.tell(), size_of(self._file)
        end = zeros_from(self._file, size) + BLOCK
        self._file.seek(place)
        if end + MANY_ZEROS < size:
            self._end = end

    def read(self, size: int = -1) -> bytes:
        """Some bytes; none after too many times."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                return b""
        if self._end is not None:
            there = max(0, self._end - self._file.tell())
            size = min(size, there) if size >= 0 else there
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a file has
        return getattr(self._file, name)


@functools.cache
def register_heif() -> None:
    """Let Pillow read HEIC.

    Raises:
        ImportError: A library is missing.
    """
    import pillow_heif  # noqa: PLC0415 - loads native libraries, needed at the first photo only

    # One thread: the worker processes keep every core busy already.
    pillow_heif.register_heif_opener(decode_threads=1, depth_images=False, aux_images=False)
