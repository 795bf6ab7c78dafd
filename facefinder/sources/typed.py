"""Places that somebody typed, a file in an archive among them."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

from facefinder.records.long_paths import reachable
from facefinder.records.members import IN_ARCHIVE

_ADDRESS = "file:/"
"""How browsers and file managers write a place, ``file:///home/x``, and what they hand over when it
is copied or dropped."""


def without_address(text: str, *, windows: bool = os.name == "nt") -> str:
    """What was typed, as a path: of an address the place that it names, there with a drive.

    Args:
        text: A path, or a `file:` address.
        windows: Where a path begins with a drive, or with a computer that shares folders.
    """
    if not text.lower().startswith(_ADDRESS):
        return text
    place = unquote(text[len(_ADDRESS) - 1 :])
    computer = ""
    if place.startswith("//"):
        computer, slash, path = place[2:].partition("/")
        place = slash + path
    if windows and computer.endswith(":"):  # one slash too few
        return computer + place
    if windows and computer not in ("", "localhost"):
        return f"//{computer}{place}"
    return place.removeprefix("/") if windows else place


def place_in_archive(path: Path) -> tuple[Path, str] | None:
    """The archive and the path in it that somebody typed, such as "x.zip!/1.jpg"; else None."""
    text = str(path).replace(os.sep, "/")
    ends = (found.start() for found in re.finditer(re.escape(IN_ARCHIVE), text))
    places = ((reachable(Path(text[:end])), text[end + len(IN_ARCHIVE) :]) for end in ends)
    return next((place for place in places if place[0].is_file()), None)


def is_there(path: Path) -> bool:
    """Whether something that was named is there: a file, a folder, or what may be in an archive."""
    return path.exists() or place_in_archive(path) is not None
