"""Files and their names: written whole or not at all, and with names that harm nobody."""

import contextlib
import errno
import hashlib
import itertools
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from facefinder.errors import OutputError

TEMPORARY = ".facefinder-"
"""How the names of unfinished files begin; a `safe_name` never begins with a dot."""

LEFTOVER = re.compile(re.escape(TEMPORARY) + r"(?:(\d+)-)?[a-z0-9_]{8}")
"""Such a name: the writer's process id, and what `tempfile` adds."""

WINDOWS_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789\xb9\xb2\xb3"}
)
CHUNK_BYTES = 1 << 20

NAME_BYTES = 255
"""What file systems allow for one name, in UTF-8."""

HARMFUL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, line and paragraph ends, text direction, broken Unicode."""

UNSAFE = re.compile(rf'{HARMFUL.pattern}|[<>:"/\\|?*]|%(?=[0-9A-Fa-f]{{2}})|\A\.|[. ]\Z')
"""Characters that no name of ours has; a ``%`` only where it would look like one of our escapes."""


def write_text(document: str | bytes, destination: Path, *, mode_of: Path | None = None) -> None:
    """Write a whole file, or leave what was there: never half a document, also without power.

    Args:
        document: What will be in it.
        destination: The file.
        mode_of: Who may read and write this file may do it with the new one, too, and its owner
            may in any case; None = only the owner may.

    Raises:
        OutputError: It cannot be written.
    """
    data = document.encode("utf-8", "backslashreplace") if isinstance(document, str) else document
    with output_errors(destination):
        if destination.exists() and not destination.is_file():  # a pipe or /dev/null stays one
            destination.write_bytes(data)
            return
        destination = destination.resolve()  # a link stays one
        destination.parent.mkdir(parents=True, exist_ok=True)
        with temporary_file(destination.parent) as (unfinished, output):
            output.write(data)
            output.flush()
            os.fsync(output.fileno())
            output.close()
            if mode_of is not None:
                with contextlib.suppress(OSError):  # some network drives have rights of their own
                    unfinished.chmod(mode_of.stat().st_mode & 0o777 | stat.S_IWUSR)
            unfinished.replace(destination)


def rename_to_new(unfinished: Path, final: Path) -> None:
    """Rename, but never over an existing file."""
    if sys.platform == "win32":
        unfinished.rename(final)  # refuses by itself
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
    number, name = tempfile.mkstemp(prefix=f"{TEMPORARY}{os.getpid()}-", dir=folder)
    try:
        with open(number, "w+b") as file:  # noqa: PTH123 - Path.open takes no file number
            yield Path(name), file
    finally:
        Path(name).unlink(missing_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Remove the unfinished files of runs that were killed, and of no other."""
    import psutil  # noqa: PLC0415 - not for every command

    with contextlib.suppress(OSError):
        for path in folder.glob(f"{TEMPORARY}*"):
            name = LEFTOVER.fullmatch(path.name)
            alive = name and name[1] and psutil.pid_exists(int(name[1]))
            if name and not alive and path.is_file() and not path.is_symlink():
                path.unlink()


@contextlib.contextmanager
def output_errors(place: Path) -> Iterator[None]:
    """Around what writes: say what is in the way and what to do about it."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            message, advice = (
                f"There is no room left for {place}.",
                "Free some, or write elsewhere.",
            )
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            message, advice = f"{place} may not be written.", "Choose a folder of your own."
        else:
            message = f"{place} cannot be written: {error.strerror}."
            advice = "Check that the place exists and that its drive is connected."
        raise OutputError(message, advice) from error


def safe_name(name: str) -> str:
    """Turn any text into one file name that every system takes, and never into a path.

    What is not allowed somewhere is written as ``%`` and its bytes in hexadecimal, as in web
    addresses, so different texts stay different; ordinary names stay as they are.
    """
    safe = UNSAFE.sub(lambda found: _percent(found[0]), name)
    if safe.partition(".")[0].rstrip(" ").upper() in WINDOWS_DEVICES:
        safe = _percent(safe[0]) + safe[1:]
    return next(numbered(safe or "_"))


def _percent(char: str) -> str:
    # A byte of a name that is not UTF-8 comes as half a surrogate, and becomes that byte again.
    how = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", how))


def numbered(name: str) -> Iterator[str]:
    """Yield a name, then ``name (2)``, ``name (3)``, before the extension, none too long."""
    stem, extension = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    if len(extension) > 20:  # a sentence with a full stop in it
        stem, extension = name, ""
    for number in itertools.count(1):
        end = (f" ({number})" if number > 1 else "") + extension
        room = NAME_BYTES - len(end.encode())
        if len(stem.encode()) > room:
            stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ") or "_"
        yield stem + end


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a cell instead of showing it."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


def printable(text: str) -> str:
    r"""Make a text harmless for a terminal and for the lines and columns of a table.

    Control characters, line breaks, overrides of the text direction and broken Unicode become
    visible escapes, such as ``\n``; everything else stays as it is.
    """
    return HARMFUL.sub(lambda found: _escape(found[0]), text)


def _escape(char: str) -> str:
    if "\udc80" <= char <= "\udcff":  # a byte of a name that is not UTF-8
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode()
