"""``build.py compare``: which files only one of two archives has, for the same bundle built twice.

Windows' own C library is not counted: PyInstaller takes from a computer what it finds of it.
"""

import re
import tarfile
import zipfile
from pathlib import Path

from builder.environment import StepError, say

OF_THE_SYSTEM = re.compile(
    r"(?i)facefinder/_internal/(api-ms-win-[\w-]+|ucrtbase|(concrt|msvcp|vcomp|vcruntime)\d+\w*)\.dll"
)


def compare(first: Path, second: Path) -> None:
    """Tell them.

    Args:
        first: An archive of `build.py archive`: a zip or tar.gz.
        second: Another.

    Raises:
        StepError: There are such files, or an archive cannot be read.
    """
    listed = {archive: _files(archive) for archive in (first, second)}
    for archive, other in ((first, second), (second, first)):
        for name in sorted(listed[archive] - listed[other]):
            say(f"only in {archive}: {name}")
    if listed[first] != listed[second]:
        raise StepError(1)
    say(f"the same {len(listed[first])} files are in both")


def _files(archive: Path) -> set[str]:
    """The names of the files in it.

    Raises:
        StepError: It cannot be read.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as zipped:
                names = {entry.filename for entry in zipped.infolist() if not entry.is_dir()}
        else:
            with tarfile.open(archive) as tar:
                names = {entry.name for entry in tar if entry.isfile()}
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        say(f"{archive} is no zip and no tar.gz that can be read: {error}")
        raise StepError(2) from error
    return {name for name in names if not OF_THE_SYSTEM.fullmatch(name)}
