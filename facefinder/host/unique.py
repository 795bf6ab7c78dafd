"""New files and folders under names that nobody has yet.

Like ``tempfile``, but for one thing: on Windows that takes "permission denied" for "the name is
taken" wherever `os.access` calls the folder writable, which it calls every folder, and tries two
thousand million names on a stick with its switch on "read only".
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from facefinder.host.held import patiently

TRIES = 100
"""Names that are tried; each is one of four thousand million, so a second is rare already."""

Made = TypeVar("Made")


def new_file(folder: Path, prefix: str, suffix: str = "") -> tuple[int, Path]:
    """An open file that was not there before, and that only its owner may read.

    Returns:
        Its number, to read and write bytes, which no other program inherits; its path.

    Raises:
        OSError: None can be made there.
    """
    # Only Windows knows the first flag: line ends stay as they are written.
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return _first_free(folder, prefix, suffix, lambda path: os.open(path, flags, 0o600))


@contextlib.contextmanager
def new_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder that was not there before and is gone afterwards; only its owner may look into it.

    Raises:
        OSError: None can be made there.
    """
    _, path = _first_free(parent, prefix, "", lambda path: path.mkdir(0o700))
    try:
        yield path
    finally:
        patiently(lambda: shutil.rmtree(path))


def _first_free(
    folder: Path, prefix: str, suffix: str, make: Callable[[Path], Made]
) -> tuple[Made, Path]:
    for _ in range(TRIES):
        path = folder / f"{prefix}{secrets.token_hex(4)}{suffix}"
        with contextlib.suppress(FileExistsError):
            return make(path), path
    raise FileExistsError(f"{folder}: {TRIES} names were all taken")
