"""Text from anywhere made fit for a terminal, a file name and a spreadsheet."""

import itertools
import os
import re
import shlex
import subprocess
from collections.abc import Iterator

from facefinder.records.windows_names import is_device

NAME_BYTES = 255
"""What file systems allow for one name, in UTF-8."""

HARMFUL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, line and paragraph ends, text direction, broken Unicode."""

UNSAFE = re.compile(rf'{HARMFUL.pattern}|[<>:"/\\|?*]|%(?=[0-9A-Fa-f]{{2}})|\A\.|[. ]\Z')
"""Characters that no name of ours has; a ``%`` only where it would look like one of our escapes."""


def may_be_path(text: str) -> bool:
    """Whether a file can be called so; half a character may be a byte of such a name."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def may_be_name(text: str) -> bool:
    """Whether somebody can be called so: there is no half of a character in it."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def safe_name(name: str) -> str:
    """Turn any text into one file name that every system takes, and never into a path.

    What is not allowed somewhere is written as ``%`` and its bytes in hexadecimal, as in web
    addresses, so different texts stay different; ordinary names stay as they are.
    """
    safe = UNSAFE.sub(lambda found: _percent(found[0]), name)
    if is_device(safe):
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


def cell(text: str) -> str:
    """Text for a cell of a table: printable, and nothing that a spreadsheet would run."""
    return ("'" if is_formula(text) else "") + printable(text)


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


def as_typed(word: str, system: str = os.name) -> str:
    """A name as it is typed into a command line: cmd and PowerShell, or a shell.

    Args:
        word: Of a person, a file or a folder.
        system: As `os.name` calls it.
    """
    if system != "nt":
        return shlex.quote(word)
    if re.fullmatch(r"[\w.:\\/+-]+", word):
        return word
    # A space makes it put quotation marks around, which `&` and brackets need, too.
    return subprocess.list2cmdline([f" {word}"]).replace(" ", "", 1)


def counted(number: int, what: str) -> str:
    """A number and what is counted, as in "1 face", "2 faces", "3 copies", "4 matches"."""
    if number == 1:
        return f"{number} {what}"
    if what.endswith(("ch", "s", "x")):
        return f"{number} {what}es"
    if what.endswith("y") and what[-2:-1] not in "aeiou":
        return f"{number} {what[:-1]}ies"
    return f"{number} {what}s"


def percent(share: float) -> str:
    """A share, 0 to 1, as people say it; one is never rounded to nothing, or to everything.

    Cut off, not rounded: who reads "90%" beside "sure from 90% on" must not ask why it is not sure.
    """
    if 0.99 < share < 1:
        return "more than 99%"
    if 0 < share < 0.01:
        return "less than 1%"
    return f"{int(share * 100 + 1e-6)}%"
