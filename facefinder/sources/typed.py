"""Places that somebody typed, a file in an archive among them."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

from facefinder.records.long_paths import reachable
from facefinder.records.members import IN_ARCHIVE
from facefinder.sources.container import tidy_name

_ADDRESS = "file:/"
"""How browsers and file managers write a place, ``file:///home/x``, and what they hand over when it
is copied or dropped."""


_ENDS_OF_ARCHIVES = re.compile(r"!(?:[/\\]|$)")
"""What stands behind an archive's name; on Windows people type a backslash, wherever it is kept."""


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
    """The archive and the path in it that somebody typed, such as "x.zip!/1.jpg"; else None.

    The path is "" for "x.zip!/" and "x.zip!", which are the whole archive.
    """
    found = _split(path)
    return (reachable(Path(found[0])), found[1]) if found else None


def straight(path: Path) -> Path:
    """What somebody typed, as the program writes it: a whole archive is that file itself."""
    found = _split(path)
    if found is None:
        return path
    archive, inner = found
    return Path(f"{archive}{IN_ARCHIVE}{inner}" if inner else archive)


def _split(path: Path) -> tuple[str, str] | None:
    text = str(path)
    for end in _ENDS_OF_ARCHIVES.finditer(text):
        archive = text[: end.start()]
        if reachable(Path(archive)).is_file():
            # A folder may be called "x.zip!" and lie beside that archive.
            is_itself = os.path.exists(reachable(path))  # noqa: PTH110 - never raises
            return None if is_itself else (archive, tidy_name(text[end.end() :]))
    return None


def is_there(path: Path) -> bool:
    """Whether something that was named is there: a file, a folder, or what may be in an archive."""
    return path.exists() or place_in_archive(path) is not None
