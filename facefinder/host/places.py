"""Where things live: the index of a user, the model files of a program."""

import contextlib
import os
import re
import stat
from pathlib import Path

import platformdirs

from facefinder.host.files import is_own, is_writable, output_errors, write_text
from facefinder.host.frozen import is_frozen, resource_root
from facefinder.host.in_the_way import is_regular

INDEX_NAME = "index.sqlite"

MADE_FOLDERS = "made-folders.txt"
"""Lies in a data folder that the program made; `purge` deletes it and the folders it names."""
_MADE_MARK = (
    "Made by facefinder, with the folder that it lies in; more that were made, in hexadecimal:"
)
"""First line of that file."""

DROPPED = "dropped photos"
"""Folder in a data folder with a folder for each person: photos that were dropped on the app's
page. Each has the hash of what is in it in its name, so that it is known for ours."""

ERROR_LOG, STRAY_LOG = "facefinder-error.log", "facefinder-error-"
"""In the data folder, what happened when the program itself was wrong; and how its name begins
where temporary files go, because the data folder cannot be written."""
ERROR_LOG_MARK = "facefinder met an error of its own; this file is for whoever mends it."
"""First line of such a log."""


def data_dir(override: Path | None = None) -> Path:
    """Folder for the index; nothing is created here, only named.

    Args:
        override: What the user asked for, if anything.

    Returns:
        `override`, else the folder that the operating system has for a program's data.

    Raises:
        RuntimeError: The user has no home folder.
    """
    if override is not None:
        return override
    return Path(platformdirs.user_data_dir("facefinder", appauthor=False))


def data_dirs(override: Path | None = None) -> list[Path]:
    """Data folders in the order in which they are tried.

    What the user names is the only one: nothing goes where it was not wanted. Else the system's
    folder is followed by one of this user's in the folder for temporary files. A bundle first
    tries ``data`` beside itself, so that a stick leaves no trace on a computer.
    """
    if override is not None:
        return [override]
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    folders = [resource_root() / "data"] if is_frozen() else []
    with contextlib.suppress(RuntimeError):  # this user has no home folder
        folders.append(data_dir())
    folders += [place / f"facefinder-{user}" for place in temporary_dirs()[:1]]
    return folders or [resource_root() / "data"]


def temporary_dirs() -> list[Path]:
    """Folders for temporary files that exist, the user's own choice first.

    `tempfile.gettempdir` would make a file there and remove it, to see whether that is possible:
    a trace on the computer, even when an earlier folder is the one that is used.
    """
    named = [os.environ.get(variable, "") for variable in ("TMPDIR", "TEMP", "TMP")]
    usual = [] if os.name == "nt" else ["/tmp", "/var/tmp"]  # noqa: S108 - a folder in it is ours
    return [Path(name) for name in [*named, *usual] if name and Path(name).is_dir()]


def usable_data_dir(override: Path | None = None) -> Path | None:
    """The first of `data_dirs` that can be written, or be made by `make_data_dir`; None = none."""
    return next(filter(_is_usable, data_dirs(override)), None)


def _is_usable(folder: Path) -> bool:
    try:
        # In a folder that everybody may write to, somebody else may have been there first.
        if os.path.lexists(folder) and not (folder.is_dir() and is_own(folder)):
            return False
    except OSError:
        return False
    index = folder / INDEX_NAME
    return is_writable(folder) and (not index.exists() or os.access(index, os.R_OK | os.W_OK))


def make_data_dir(folder: Path) -> None:
    """Make a data folder that is missing, and write into it what was made, for `purge`.

    Whoever only looks what is kept makes nothing: this is for the moment when something is.

    Raises:
        OutputError: It cannot be made or written.
    """
    missing = [place for place in (folder, *folder.absolute().parents) if not place.exists()]
    if not missing:
        return
    with output_errors(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = (os.fsencode(place).hex() for place in missing[1:])
    write_text("\n".join((_MADE_MARK, *made)) + "\n", folder / MADE_FOLDERS)


def made_folders(folder: Path) -> list[Path] | None:
    """What was made for a data folder: itself, and the folders above it, innermost first.

    Returns:
        None when there is no list that the program wrote.
    """
    above = folder.absolute().parents
    if not is_regular(folder / MADE_FOLDERS):
        return None
    try:
        mark, *lines = (folder / MADE_FOLDERS).read_text("ascii").splitlines()
        if mark != _MADE_MARK:  # earlier versions wrote no first line, and never an empty list
            lines = [mark, *lines]
        made = [Path(os.fsdecode(bytes.fromhex(line))) for line in lines]
    except (OSError, ValueError):
        return None
    if not all(place.is_absolute() for place in made):
        return None
    return [folder, *(place for place in made if place in above)]


def is_made_by_us(folder: Path) -> bool:
    """Whether the program made a data folder, or it has a name that only the program gives."""
    return made_folders(folder) is not None or folder in data_dirs()


def is_error_log(path: Path) -> bool:
    """Whether a file is an error log of ours, by its first line."""
    mark = ERROR_LOG_MARK.encode()
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False


def stray_logs() -> list[Path]:
    """Error logs that had to go where temporary files go."""
    names = re.compile(re.escape(STRAY_LOG) + r"[a-z0-9_]{8}\.log")
    found: list[Path] = []
    for folder in temporary_dirs():
        with contextlib.suppress(OSError):
            there = (path for path in folder.iterdir() if names.fullmatch(path.name))
            found += (path for path in there if is_error_log(path) and is_own(path))
    return sorted(set(found))


def models_dir(override: Path | None = None) -> Path:
    """Folder of the model files.

    Args:
        override: What the user asked for, if anything.

    Returns:
        `override`, else ``models_cache`` beside the program.
    """
    if override is not None:
        return override
    return resource_root() / "models_cache"
