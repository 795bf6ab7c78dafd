"""What is in a folder, complete: to be compared with what is in it later."""

import hashlib
from pathlib import Path
from typing import TypeAlias

Listing: TypeAlias = dict[str, tuple[object, ...]]


def listing(folder: Path, *, without: tuple[Path, ...] = ()) -> Listing:
    """Every entry below a folder, and the folder itself, as relative path -> what it is.

    Of a file its mode, size, time of change and SHA-256, of a link where it leads to, of a folder
    its mode and time of change, which tells of files that were made in it and removed again.

    Args:
        folder: Where to look, also into hidden folders.
        without: Folders that are left out with all in them; the time of the folder around them,
            which they change, is left out too.
    """
    found: Listing = {}
    for path in sorted([folder, *folder.rglob("*")]):
        if any(path.is_relative_to(other) for other in without):
            continue
        state = path.lstat()
        time = None if any(other.parent == path for other in without) else state.st_mtime_ns
        entry: tuple[object, ...] = (oct(state.st_mode), time)
        if path.is_symlink():
            entry += (str(path.readlink()),)
        elif path.is_file():
            with path.open("rb") as file:
                entry += (state.st_size, hashlib.file_digest(file, "sha256").hexdigest())
        found[path.relative_to(folder).as_posix()] = entry
    return found


def differences(before: Listing, after: Listing) -> list[str]:
    """Which entries came, went or changed, each with a sign before it: + - or ~."""
    came = [f"+ {name}" for name in sorted(after.keys() - before.keys())]
    went = [f"- {name}" for name in sorted(before.keys() - after.keys())]
    both = sorted(before.keys() & after.keys())
    return came + went + [f"~ {name}" for name in both if before[name] != after[name]]
