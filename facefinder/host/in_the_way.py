"""What stands where a file or a folder of ours belongs, and is none.

Whoever can write to a folder of results can put a pipe there, which would be waited for, or a link,
through which another file would be written. Nothing of either is opened.
"""

import os
import stat
from pathlib import Path
from typing import Final

from facefinder.errors import OutputError

WINDOWS_JUNCTION = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT: a link that Python calls a folder."""

OTHER_FOLDER: Final = "Move that file away, or choose another folder; it was not changed."
OTHER_FILE: Final = "Move that file away, or name another one; it was not changed."
"""What to do where somebody else's file has the place of one of ours."""


def is_regular(path: Path) -> bool:
    """Whether there is a plain file: no link, pipe, device or folder."""
    info = _info(path)
    return info is not None and stat.S_ISREG(info.st_mode)


def is_free(path: Path, *, folder: bool = False) -> bool:
    """Whether a file of ours can have this place, in which nothing else is than such a file.

    Args:
        path: The place.
        folder: Whether it is to be a folder.
    """
    info = _info(path)
    return info is None or _kind(info) == ("a folder" if folder else "a file")


def require_free(*places: Path, folder: bool = False) -> None:
    """Refuse a place that is not `is_free`.

    Raises:
        OutputError: Says what is there.
    """
    for place in places:
        info = _info(place)
        if info is not None and not is_free(place, folder=folder):
            raise OutputError(
                f"'{place}' is in the way: it is {_kind(info)}.",
                "Move it away, or write to another folder.",
            )


def somebody_elses(file: Path, advice: str) -> OutputError:
    """Says that a file that would be replaced is none of ours.

    Args:
        file: What has our place.
        advice: `OTHER_FOLDER` or `OTHER_FILE`.
    """
    return OutputError(f"'{file}' was not made by facefinder.", advice)


def _info(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _kind(info: os.stat_result) -> str:
    if stat.S_ISLNK(info.st_mode) or getattr(info, "st_reparse_tag", 0) == WINDOWS_JUNCTION:
        return "a link"
    if stat.S_ISDIR(info.st_mode):
        return "a folder"
    return "a file" if stat.S_ISREG(info.st_mode) else "a pipe or a device"
