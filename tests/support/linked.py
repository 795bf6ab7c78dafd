"""Copies of large folders that take no room where that is possible."""

import os
import shutil
from pathlib import Path


def linked_copy(folder: Path, target: Path) -> Path:
    """A copy whose files are second names of the same: what is removed there stays here."""
    return shutil.copytree(folder, target, copy_function=_link)


def _link(source: str, target: str) -> None:
    """On another disk, or across what is mounted somewhere, a file has no second name."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
