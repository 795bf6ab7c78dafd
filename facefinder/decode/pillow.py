"""A picture file becomes upright RGB pixels of bounded size.

OpenCV reads ordinary JPEGs (see `jpeg`), Pillow everything else.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facefinder.decode.kinds import DAMAGED
from facefinder.decode.orientation import orientation_of, upright, upright_size
from facefinder.decode.pillow_head import end_in_time, open_image, what_is_there
from facefinder.errors import PhotoError
from facefinder.records.photos import Picture

MOSTLY = 0.9
"""Share of its rows that a cut-off photo must still show to be worth searching."""

A_PERCENT = 0.01

NEARLY = 0.75
"""A reduced decode that reaches this share of the wanted size is taken as it is.

For 2048 pixels a photo from 3072 on is then decoded at half its size, which takes 16 to 25 ms of
processor time instead of 45 to 65. On 58 photos enlarged to 3100 and again to 3400 pixels MTCNN and
YuNet lose no face by it (docs/speed.md); small ones are described in a finer decode (`crops`).
"""

JPEG_TABLES = 347
"""The number of a TIFF's tag for what its JPEGs have in common."""

Side: TypeAlias = int | Callable[[tuple[int, int]], int]
"""Longer side of a decoded photo at most, pixels; or what gives it for width and height stored."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Decoded pixels as they are stored, perhaps reduced, and what sets them upright.

    Attributes:
        image: The pixels.
        full_size: Width and height as they are stored, pixels.
        orientation: EXIF's number.
        jpeg_step: As `Picture.jpeg_step`.
    """

    image: Image.Image
    full_size: tuple[int, int]
    orientation: int
    jpeg_step: float = 0.0


def jpeg_step_of(image: Image.Image) -> float:
    """The step of a JPEG's quantisation (`Picture.jpeg_step`), also of one inside a TIFF.

    Args:
        image: With its head read.
    """
    tables = getattr(image, "quantization", None) or {}
    if tables:
        return float(next(iter(tables[min(tables)]), 0))
    inside = getattr(image, "tag_v2", {}).get(JPEG_TABLES, b"")
    place = inside.find(b"\xff\xdb") + 4 if isinstance(inside, bytes) else 3
    if place < 4 or len(inside) < place + 3:
        return 0.0
    is_wide = inside[place] >> 4  # numbers of two bytes (ITU-T T.81, B.2.4.1)
    return float(int.from_bytes(inside[place + 1 : place + 2 + bool(is_wide)], "big"))


def load(
    image: Image.Image,
    file: BinaryIO,
    max_side_px: int,
    max_pixels: int,
    default_orientation: int = 1,
) -> Loaded:
    """Decode, as small as the format allows; a photo cut off near its end counts as whole."""
    full_size = image.size
    require_pixels(full_size, max_pixels)
    wanted = fitting(full_size, least_side(full_size, max_side_px))
    image.draft(image.mode, wanted)
    with native_messages_hidden(image.format == "TIFF"):
        try:
            image.load()
        except (OSError, ValueError, SyntaxError) as error:
            if getattr(error, "errno", None) is not None:
                raise
            frame = image.tell()
            image = open_image(file)
            if frame:
                image.seek(frame)
            image.draft(image.mode, wanted)
            _load_what_is_there(image)
    return Loaded(image, full_size, orientation_of(image, default_orientation), jpeg_step_of(image))


def _load_what_is_there(image: Image.Image) -> None:
    end_in_time(image)
    with what_is_there():
        image.load()
    require_mostly_rows(np.asarray(image))


def require_mostly_rows(pixels: NDArray[Any]) -> None:
    """Refuse what was decoded of a damaged file where most is lacking: rows of one colour.

    Args:
        pixels: Shape (H, W) or (H, W, samples).

    Raises:
        PhotoError: Too few rows are there.
    """
    rows = pixels.reshape(*pixels.shape[:2], -1)
    require_mostly(float((rows != rows[:, :1]).any(axis=(1, 2)).mean()))


def require_mostly(share: float) -> None:
    """Refuse a damaged picture of which too little is there with a `PhotoError`."""
    if share < A_PERCENT:  # nobody knows: some decoders give nothing of what is there
        raise PhotoError(DAMAGED)
    if share < MOSTLY:
        raise PhotoError(f"{DAMAGED}: only about {share:.0%} of the picture is there")


def require_pixels(size: tuple[int, int], max_pixels: int) -> None:
    """Refuse a decompression bomb with a `PhotoError`."""
    if size[0] * size[1] > max_pixels:
        most = f"{max_pixels / 1e6:g} megapixels"
        # Cheap to find out again, and the next run may have another limit.
        raise PhotoError(
            f"it has {size[0]} x {size[1]} pixels, more than the limit of {most}", lasting=False
        )


def side_for(side: Side, size: tuple[int, int]) -> int:
    """The longer side at most for a photo of a size."""
    return side(size) if callable(side) else side


def least_side(size: tuple[int, int], max_side_px: int) -> int:
    """The longer side at which a reduced decode is large enough; see `NEARLY`."""
    return round(NEARLY * min(max_side_px, max(size)))


def fitting(size: tuple[int, int], max_side_px: int) -> tuple[int, int]:
    """Shrink a size, keeping its shape, until its longer side is at most `max_side_px`."""
    factor = min(1.0, max_side_px / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def shrink(loaded: Loaded, max_side_px: int) -> Picture:
    """Bring decoded pixels to the size, colours and position that `Picture` promises."""
    image, full_size = loaded.image, loaded.full_size
    if image.mode in ("P", "PA", "1"):  # their values cannot be averaged
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    # The shape is the full photo's: a reduced decode rounds its sides up.
    size = fitting(full_size, min(max_side_px, max(image.size)))
    image = image.resize(size, Image.Resampling.BOX)
    return Picture(
        pixels=upright(np.array(_to_rgb(image)), loaded.orientation),
        scale=max(full_size) / max(size),
        full_size=upright_size(full_size, loaded.orientation),
        jpeg_step=loaded.jpeg_step,
    )


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        # Pillow's own conversion makes everything above 255 white.
        grey = np.nan_to_num(np.asarray(image, np.float64), posinf=0, neginf=0)
        low = min(0.0, grey.min())
        grey = (grey - low) * (255 / max(grey.max() - low, 1e-30))
        return Image.fromarray(grey.round().astype(np.uint8)).convert("RGB")
    if image.mode == "La":  # greys that were multiplied by their opacity
        image = image.convert("LA")
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        # An opacity that is 0 everywhere was never filled in: BMPs of 32 bits, and others.
        if shown.getchannel("A").getextrema() != (0, 0):
            white = Image.new("RGBA", image.size, "white")
            shown = Image.alpha_composite(white, shown)
        return shown.convert("RGB")
    return image.convert("RGB")


@contextlib.contextmanager
def native_messages_hidden(wanted: bool) -> Iterator[None]:
    """Keep libtiff and LibRaw from writing to the terminal: they print past Python's stderr."""
    try:
        terminal = os.dup(2) if wanted else None
    except OSError:  # a program without a console has no file 2
        terminal = None
    if terminal is None:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
