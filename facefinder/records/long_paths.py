r"""Paths that Windows takes by itself only up to 260 characters, or for something else.

Where the whole path begins with ``\\?\``, longer ones are taken whether or not somebody switched
long paths on in that Windows, and no name is a device: who reads ``con.jpg`` without it, a photo
that came from another system, waits for somebody to type.
"""

import ntpath
import os
from pathlib import Path

from facefinder.records.windows_names import is_misread

LONGEST = 220
"""Up to here a path is left as it is: of 260 characters one ends the text, and 39 are for the name
of an unfinished file, or a journal of SQLite's, in a folder."""

_EXTENDED = "\\\\?\\"
_EXTENDED_SERVER = "\\\\?\\UNC\\"


def reachable(path: Path) -> Path:
    """The path by which this system reaches a place, however deep it lies and whatever its name.

    Args:
        path: Absolute; ordinary ones, and those of other systems, come back as they are.
    """
    return Path(extended(str(path))) if os.name == "nt" else path


def extended(path: str) -> str:
    """An absolute path of Windows as it is taken at any length, and by its own name."""
    ordinary = len(path) <= LONGEST and not any(map(is_misread, path.split("\\")))
    if ordinary or path.startswith(_EXTENDED):
        return path
    path = ntpath.normpath(path)  # behind the mark, ".." would be a name
    if path.startswith("\\\\"):
        return _EXTENDED_SERVER + path[2:]
    return _EXTENDED + path


def is_too_long(place: Path, error: OSError, system: str = os.name) -> bool:
    """Whether Windows refused a path for its length alone, of which it says "not found".

    Args:
        place: What could not be made or opened.
        error: How.
        system: As `os.name` calls it.
    """
    whole = place.absolute()
    return (
        (system, type(error)) == ("nt", FileNotFoundError)
        and len(str(whole)) > LONGEST
        and reachable(whole.parent).exists()
    )


def as_people_write_it(path: str) -> str:
    """A path without what `extended` put before it."""
    if path.startswith(_EXTENDED_SERVER):
        return "\\\\" + path[len(_EXTENDED_SERVER) :]
    return path.removeprefix(_EXTENDED)
