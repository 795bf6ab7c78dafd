"""What in a data folder is the program's own: known by its name and by what is in it.

The user may have named any folder as the data folder, with files of all kinds in it. A file that is
not certainly ours stays, so nothing here follows a link, and no name has a wild card in it.
"""

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from facefinder.app import chosen_language
from facefinder.host.dropped import dropped_in, has_own_hash
from facefinder.host.files import is_leftover
from facefinder.host.places import (
    DROPPED,
    ERROR_LOG,
    INDEX_NAME,
    MADE_FOLDERS,
    is_error_log,
    is_made_by_us,
    made_folders,
)
from facefinder.index.file import APPLICATION_ID

INDEX = re.compile(re.escape(INDEX_NAME) + r"(?:\.aside-[1-9][0-9]*)?")
"""The index, and one that `--rebuild` set aside."""

SQLITE, SQLITE_HEADER_BYTES, ID_AT = b"SQLite format 3\0", 100, 68
"""How every database of SQLite begins; where its header has the program's number, big-endian.
https://www.sqlite.org/fileformat2.html#the_database_header"""

COMPANIONS = {
    "-journal": (bytes.fromhex("d9d505f920a163d7"), bytes(8)),
    "-wal": (bytes.fromhex("377f0682"), bytes.fromhex("377f0683")),
    "-shm": (bytes.fromhex("18e22d00"), bytes.fromhex("002de218")),
}
"""What SQLite puts beside a database, and how it begins (the same document; a journal that was not
synced yet begins with zeros)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in a data folder.

    Attributes:
        folder: The data folder.
        files: The program's own.
        folders: Made for them, innermost first; each goes only when it is empty.
        others: Names of everything else.
    """

    folder: Path
    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    others: tuple[str, ...]


def look_at(folder: Path) -> Kept:
    """Tell the program's own files in a data folder from the user's; it may be missing."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names
    except OSError:
        names = []
    made = made_folders(folder) or ([folder] if is_made_by_us(folder) else [])
    own = {name for name in names if is_ours(folder / name, made_by_us=bool(made))}
    dropped = [file for file in dropped_in(folder / DROPPED) if has_own_hash(file)]
    files = (*(folder / name for name in names if name in own), *dropped)
    others = [
        name
        for name in names
        if name not in own
        and not is_leftover(folder / name)
        and os.path.lexists(folder / name)  # what SQLite puts beside an index goes by itself
    ]
    if DROPPED in others and _is_all(folder / DROPPED, dropped):
        others.remove(DROPPED)
    return Kept(folder, files, tuple(made), tuple(others))


def _is_all(folder: Path, files: Sequence[Path]) -> bool:
    """Whether a folder holds nothing but these files, in folders of which each is in it."""
    inside = {path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    return {path for path in inside if not is_leftover(path)} == set(files)


def is_ours(path: Path, *, made_by_us: bool) -> bool:
    """Whether the program wrote a file.

    Args:
        path: In a data folder.
        made_by_us: The folder is the program's own: there a file with the name of an index is one
            even if it is too damaged to be known, unless it is a sound database of others.
    """
    if not _is_file(path):
        return False
    name = path.name
    return (
        (name == ERROR_LOG and is_error_log(path))
        or (name == MADE_FOLDERS and made_folders(path.parent) is not None)
        or (name == chosen_language.FILE and chosen_language.remembered(path.parent) != "")
        or is_leftover(path)
        or (path.parent.parent.name == DROPPED and has_own_hash(path))
        or _is_index(path, made_by_us)
        or _is_beside_index(path, made_by_us)
    )


def _is_index(path: Path, made_by_us: bool) -> bool:
    if not (INDEX.fullmatch(path.name) and _is_file(path)):
        return False
    ours = is_database_of_ours(path)
    return made_by_us if ours is None else ours


def is_database_of_ours(path: Path) -> bool | None:
    """Whether a database is an index of ours; None where a file is no database, or damaged."""
    head = _head(path)
    if head.startswith(SQLITE) and len(head) == SQLITE_HEADER_BYTES:
        return int.from_bytes(head[ID_AT : ID_AT + 4], "big") == APPLICATION_ID
    return None


def _is_beside_index(path: Path, made_by_us: bool) -> bool:
    index, head = index_of(path), _head(path)
    beginnings = COMPANIONS.get(path.name.removeprefix(index.name), ())
    return _is_index(index, made_by_us) and (not head or head.startswith(tuple(beginnings)))


def index_of(path: Path) -> Path:
    """The index that SQLite put a file beside, by the file's name; else the file itself."""
    end = next((end for end in COMPANIONS if path.name.endswith(end)), "")
    return path.with_name(path.name.removesuffix(end) or path.name)


def _head(path: Path) -> bytes:
    """How a file begins; what cannot be read begins like nothing of ours."""
    try:
        with path.open("rb") as file:
            return file.read(SQLITE_HEADER_BYTES)
    except OSError:
        return b"?"


def _is_file(path: Path) -> bool:
    """A plain file: no link, which leads elsewhere, and no pipe, which would let us wait."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def named(names: Sequence[str], most: int = 5) -> str:
    """Some of many names, for a sentence."""
    some = ", ".join(f"'{name}'" for name in names[:most])
    return f"{some} and {len(names) - most} more" if len(names) > most else some
