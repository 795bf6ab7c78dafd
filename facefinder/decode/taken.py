"""When a photo was taken, by what its file says; only the head of the file is read."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from facefinder.decode.pillow import open_image

EXIF, TAKEN, CHANGED = 0x8769, 0x9003, 0x0132
"""Numbers of the EXIF block and of its date tags."""


def date_taken(path: Path, *, only_jpeg: bool = False) -> str:
    """The date in a photo's EXIF block, ``YYYY-MM-DD``; "" without a sensible one.

    Args:
        path: The photo.
        only_jpeg: Say nothing of other kinds. Their heads are read by native code, which a damaged
            file may crash; worker processes may end so, this one may not.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file, suppress(Exception):  # the block may hold any rubbish
        image = open_image(file, ("JPEG",)) if only_jpeg else open_image(file)
        exif = image.getexif()
        text = exif.get_ifd(EXIF).get(TAKEN) or exif.get(CHANGED) or ""
        day = datetime.strptime(str(text)[:10], "%Y:%m:%d")  # noqa: DTZ007 - a camera's local day
        return day.strftime("%Y-%m-%d")
    return ""
