"""Files whose end was lost and is zeros now: what was rescued from a damaged drive is often so.

Decoders take zeros for a part of the picture and say nothing. Zeros behind the picture, with which
cameras and drives fill up, are no loss.
"""

import struct
from typing import BinaryIO, Final

from PIL import Image

from facefinder.decode.item_boxes import item_places
from facefinder.decode.kinds import size_of, stated_by_riff
from facefinder.decode.pillow import require_mostly
from facefinder.decode.zeros import FIRST_LOOK, zeros_from

CHUNK: Final = 1 << 20

END_OF_JPEG, PIXELS, SEGMENT = b"\xff\xd9", 0xDA, ">BBH"
"""The last mark of a JPEG, that of its pixels, and how a segment begins (ITU-T T.81, B.1)."""


def require_end(file: BinaryIO, image: Image.Image, pictures: int) -> None:
    """Refuse a compressed picture of which too much is zeros at the end of its file.

    Args:
        file: Open for reading; it stays where it is.
        image: What Pillow found in its head.
        pictures: How many there are in the file; of several in one HEIC or AVIF nobody here knows
            which one lies where.

    Raises:
        PhotoError: It is damaged.
    """
    place = file.tell()
    try:
        size = size_of(file)
        zeros = zeros_from(file, size)
        if size - zeros >= FIRST_LOOK:
            require_mostly(_share(file, str(image.format), zeros, size, pictures))
    finally:
        file.seek(place)


def _share(file: BinaryIO, kind: str, zeros: int, size: int, pictures: int) -> float:
    """About how much of a picture is there, 0 to 1, if all from `zeros` on is lost."""
    if kind in ("JPEG", "MPO"):
        return 1.0 if _has_ended(file, zeros) else zeros / size
    if kind == "WEBP":
        return zeros / min(size, stated_by_riff(file))
    if kind in ("HEIF", "AVIF") and pictures == 1:
        return _share_of_items(file, zeros)
    return 1.0  # of PNG and GIF the decoders notice


def _has_ended(file: BinaryIO, zeros: int) -> bool:
    """Whether a JPEG's pixels end before the zeros; in them no other byte follows upon 0xff."""
    start = _pixels_of(file)
    if start is None:
        return False
    file.seek(start)
    before = b""
    for place in range(start, zeros, CHUNK):
        content = file.read(min(CHUNK, zeros - place))
        if END_OF_JPEG in before + content:
            return True
        before = content[-1:]
    return False


def _pixels_of(file: BinaryIO) -> int | None:
    """Where the first pixels of a JPEG begin; None where that is not found."""
    place = 2
    for _ in range(1000):
        file.seek(place)
        head = file.read(struct.calcsize(SEGMENT))
        if len(head) < struct.calcsize(SEGMENT) or head[0] != 0xFF:
            return None
        _, mark, length = struct.unpack(SEGMENT, head)
        place += 2 + int(length)
        if mark == PIXELS:
            return place
    return None


def _share_of_items(file: BinaryIO, zeros: int) -> float:
    """How much of the pieces of a file of boxes lies before the zeros."""
    there, stated = 0, 0
    for place, length in item_places(file):
        stated += length
        there += min(length, max(0, zeros - place))
    return there / stated if stated else 1.0
