r"""Paths beyond the 260 characters that Windows takes by itself.

Longer ones are taken where the whole path begins with ``\\?\``, whether or not somebody switched
long paths on in that Windows.
"""

import os
from pathlib import Path

LONGEST_FOLDER = 247
"""Longest path of a folder: of 260 characters 12 are for a short name in it, one ends the text."""

_EXTENDED = "\\\\?\\"
_EXTENDED_SERVER = "\\\\?\\UNC\\"


def reachable(path: Path) -> Path:
    """The path by which this system reaches a place, however deep it lies.

    Args:
        path: Absolute; short ones, and those of other systems, come back as they are.
    """
    return Path(extended(str(path))) if os.name == "nt" else path


def extended(path: str) -> str:
    """An absolute path of Windows as it is taken at any length."""
    if len(path) <= LONGEST_FOLDER or path.startswith(_EXTENDED):
        return path
    if path.startswith("\\\\"):
        return _EXTENDED_SERVER + path[2:]
    return _EXTENDED + path


def as_people_write_it(path: str) -> str:
    """A path without what `extended` put before it."""
    if path.startswith(_EXTENDED_SERVER):
        return "\\\\" + path[len(_EXTENDED_SERVER) :]
    return path.removeprefix(_EXTENDED)
