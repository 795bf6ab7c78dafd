"""Files are written whole or not at all, and never over another file."""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from facefinder.errors import OutputError
from facefinder.host.held import is_held, patiently
from facefinder.host.in_the_way import require_free
from facefinder.host.unique import new_file, new_folder
from facefinder.records.long_paths import as_people_write_it, is_too_long, reachable

TEMPORARY = ".facefinder-"
"""How the names of unfinished files begin; a `safe_name` never begins with a dot."""

LEFTOVER = re.compile(re.escape(TEMPORARY) + r"(?:(\d{1,9})-)?[a-z0-9_]{8}")
"""Name of an unfinished file: the writer's process id, and what `unique` adds. Earlier versions
made empty files without the former, to see whether a folder can be written."""

INSIDE = "unfinished"
"""All that lies directly in a temporary folder of ours: a folder, with the rest."""

CHUNK_BYTES = 1 << 20


def write_text(document: str | bytes, destination: Path, *, mode_of: Path | None = None) -> None:
    """Write a whole file of ours, or leave what was there: never half of it, also without power.

    Args:
        document: What will be in it.
        destination: The file.
        mode_of: Who may read and write this file may do it with the new one, too, and its owner
            may in any case; None = only the owner may.

    Raises:
        OutputError: It cannot be written, or something else has its place, such as a link.
    """
    with output_errors(destination):
        require_free(destination)
    _write_parts([_encoded(document)], destination, mode_of)


def write_parts(parts: Iterable[str | bytes], destination: Path) -> None:
    """Write a file that the user named, a part at a time, otherwise as `write_text` does.

    A link stays one, and what is no file, such as a pipe or /dev/null, is written to.

    Raises:
        OutputError: It cannot be written.
    """
    _write_parts(map(_encoded, parts), destination, None)


def _encoded(text: str | bytes) -> bytes:
    return text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text


def _write_parts(parts: Iterable[bytes], destination: Path, mode_of: Path | None) -> None:
    with output_errors(destination):
        if destination.exists() and not destination.is_file():  # a pipe or /dev/null stays one
            with destination.open("wb") as stream:
                stream.writelines(parts)
            return
        destination = _behind_links(destination)
        destination.parent.mkdir(parents=True, exist_ok=True)
        with temporary_file(destination.parent) as (unfinished, output):
            output.writelines(parts)
            output.flush()
            os.fsync(output.fileno())
            output.close()
            if mode_of is not None:
                with contextlib.suppress(OSError):  # some network drives have rights of their own
                    unfinished.chmod(mode_of.stat().st_mode & 0o777 | stat.S_IWUSR)
            patiently(lambda: unfinished.replace(destination))


def rename_to_new(unfinished: Path, final: Path) -> None:
    """Rename, but never over an existing file."""
    if sys.platform == "win32":
        patiently(lambda: unfinished.rename(final))  # refuses by itself where something is
        return
    try:
        os.link(unfinished, final)
    except FileExistsError:
        raise
    except OSError:
        # Sticks (FAT) and some network drives have no hard links: reserve the name instead.
        final.touch(exist_ok=False)
        unfinished.replace(final)


def link_to_new(original: Path, final: Path) -> None:
    """Make a hard link, but never over an existing file."""
    os.link(original, final)


def sha256_of(file: BinaryIO) -> str:
    """SHA-256 of what is left to read, hexadecimal."""
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


@contextlib.contextmanager
def temporary_file(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a new file that only its owner may read; it is gone afterwards unless renamed."""
    number, path = new_file(folder, _prefix())
    try:
        with open(number, "w+b") as file:  # noqa: PTH123 - Path.open takes no file number
            yield path, file
    finally:
        patiently(lambda: path.unlink(missing_ok=True))


@contextlib.contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """Make a new, empty folder that only its owner may look into; it is gone afterwards."""
    with new_folder(parent, _prefix()) as folder:
        inside = folder / INSIDE
        inside.mkdir()
        yield inside


def _prefix() -> str:
    return f"{TEMPORARY}{os.getpid()}-"


def is_writable(folder: Path) -> bool:
    """Whether files can be made in a folder, or in the one in which it would be made.

    Tried, not asked: permissions say nothing about a stick with its switch on "read only". What
    killed runs left there is removed.
    """
    try:
        there = existing(folder.absolute())
        remove_leftovers(there)
        with temporary_file(there):
            return True
    except OSError:
        return False


def is_gone(path: Path) -> bool:
    """Whether nothing is at a place; where nobody may look, something may be."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        pass
    return False


def existing(place: Path) -> Path:
    """Where something that may have to be made will lie: itself, or the nearest folder above.

    Raises:
        FileNotFoundError: Not even its drive is there.
    """
    for folder in (place, *place.parents):
        if folder.exists():
            return folder
    raise FileNotFoundError(errno.ENOENT, f"there is no '{place.anchor}'", str(place))


def require_parent(place: Path) -> None:
    """Refuse a place whose folder is not there: a slip of the pen, or a drive that is missing.

    Only below the current folder, where nobody mistypes a drive, several folders are made at once.

    Raises:
        OutputError: There is no such folder.
    """
    with output_errors(place):
        if not place.is_absolute() or reachable(place.parent).exists():
            return
    raise OutputError(
        f"'{place}' cannot be written: there is no folder '{place.parent}'.",
        "Check the spelling, and that its drive is connected; or make the folder first.",
    )


def is_read_only(place: Path) -> bool:
    """Whether the drive that something lies on may only be read, as far as the system says so."""
    if sys.platform == "win32":
        return False
    with contextlib.suppress(OSError):
        return bool(os.statvfs(place).f_flag & os.ST_RDONLY)
    return False


def require_place(folder: Path, what: Path) -> None:
    """Try, before long work, whether a folder can be written, or be made.

    Args:
        folder: In which something will be.
        what: The name that the user gave it.

    Raises:
        OutputError: It cannot.
    """
    with output_errors(what):
        there = existing(reachable(folder.absolute()))
        if not there.is_dir():
            file = as_people_write_it(str(there))
            message = f"'{what}' cannot be written: '{file}' is a file, not a folder."
            raise OutputError(message, "Name another place.")
        require_parent(what)
        with temporary_file(there):
            pass


def require_place_of_file(file: Path) -> None:
    """`require_place` for a file; what is there and no file, such as a pipe, needs no room.

    Raises:
        OutputError: It could not be written.
    """
    with output_errors(file):
        regular = file.is_file() or not file.exists()
    if regular:
        require_place(_behind_links(file).parent, file)


def _behind_links(file: Path) -> Path:
    """Where a file is or will be, so that a link stays one; its own path if the system cannot tell.

    Windows may fail to tell where the path is long.
    """
    try:
        return reachable(file.resolve())
    except OSError:
        return reachable(file.absolute())


def remove_leftovers(folder: Path) -> None:
    """Remove the unfinished files and folders of runs that were killed, and of no other."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{TEMPORARY}*"):
            if not is_leftover(path):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def is_leftover(path: Path) -> bool:
    """Whether a run of this user that was killed left a file or folder unfinished."""
    name = LEFTOVER.fullmatch(path.name)
    try:
        kind = path.lstat()
        if name is None or not is_own(path):
            return False
        if name[1] is None:
            return stat.S_ISREG(kind.st_mode) and kind.st_size == 0
        if stat.S_ISDIR(kind.st_mode):  # killed early, it has nothing in it
            ours = {INSIDE}.issuperset(os.listdir(path))  # noqa: PTH208 - names
        else:
            ours = stat.S_ISREG(kind.st_mode)
    except OSError:
        return False
    return ours and not _is_running(int(name[1]))


def is_own(path: Path) -> bool:
    """Whether a file or folder belongs to this user, as far as the system tells owners apart.

    Raises:
        OSError: It is not there.
    """
    return not hasattr(os, "getuid") or os.getuid() in (0, path.lstat().st_uid)


def _is_running(process: int) -> bool:
    import psutil  # noqa: PLC0415 - not for every command

    return bool(psutil.pid_exists(process))


@contextlib.contextmanager
def output_errors(place: Path) -> Iterator[None]:
    """Around what writes: say what is in the way and what to do about it."""
    try:
        yield
    except OSError as error:
        raise OutputError(*why_not(place, error)) from error


def why_not(place: Path, error: OSError, system: str = os.name) -> tuple[str, str]:
    """What was in the way when something was written, and what to do about it.

    Args:
        place: As the user calls it.
        error: What happened.
        system: As `os.name` calls it.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no room left for '{place}'.", "Free some, or write elsewhere."
    if is_held(error):
        return f"Another program holds '{place}'.", "Close it and try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"'{place}' may not be written.", "Choose a folder of your own."
    if is_too_long(place, error, system):
        length = len(str(place.absolute()))
        return (
            f"'{place}' cannot be written: with {length} characters it is too long for Windows.",
            "Write to a folder that lies less deep, or give it a shorter name.",
        )
    return (
        f"'{place}' cannot be written: {error.strerror}.",
        "Check that the place exists and that its drive is connected.",
    )
