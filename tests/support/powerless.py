"""A test as a user whom the rights of files bind: the superuser may do anything."""

import codecs
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 12_345


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user may reach; those of pytest are its user's alone."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def powerless(folder: Path) -> Iterator[None]:
    """Be another user, whose folder this is, where the superuser runs the tests."""
    if sys.platform == "win32" or os.getuid() != 0:
        yield
        return
    for name in ("ascii", "idna", "utf-8-sig"):
        codecs.lookup(name)  # loads it: Python may be the superuser's alone
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
