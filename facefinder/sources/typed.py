"""Places that somebody typed, a file in an archive among them."""

import os
import re
from pathlib import Path

from facefinder.records.long_paths import reachable
from facefinder.records.members import IN_ARCHIVE


def place_in_archive(path: Path) -> tuple[Path, str] | None:
    """The archive and the path in it that somebody typed, such as "x.zip!/1.jpg"; else None."""
    text = str(path).replace(os.sep, "/")
    ends = (found.start() for found in re.finditer(re.escape(IN_ARCHIVE), text))
    places = ((reachable(Path(text[:end])), text[end + len(IN_ARCHIVE) :]) for end in ends)
    return next((place for place in places if place[0].is_file()), None)


def is_there(path: Path) -> bool:
    """Whether something that was named is there: a file, a folder, or what may be in an archive."""
    return path.exists() or place_in_archive(path) is not None
