"""What is said and written down when the program itself is wrong: a file to send, and where to.

Nothing is written unless that happens. Paths in the file are cut down: they say where somebody's
photos are, and whose.
"""

import os
import platform
import re
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from facefinder import __version__
from facefinder.cli.parser import COMMANDS
from facefinder.errors import FacefinderError
from facefinder.host.files import write_text
from facefinder.host.frozen import is_frozen
from facefinder.host.places import (
    ERROR_LOG,
    ERROR_LOG_MARK,
    STRAY_LOG,
    is_error_log,
    make_data_dir,
    temporary_dirs,
    usable_data_dir,
)
from facefinder.host.unique import new_file
from facefinder.models.catalogue import DETECTORS, MODELS, Strictness
from facefinder.output.tell import tell

ISSUES = "facefinder's issue page"
"""Where bugs are reported. It has no public address yet; when it has one, it belongs here."""

FRAME = re.compile(r'(\s*File ")(.*)(", line \d+, in .*)')
"""A line of a traceback that says where."""

OPTION = re.compile(r"-[a-zA-Z]|--[a-z-]+")
NUMBER = re.compile(r"-?[0-9.]{1,12}|-")
HARMLESS = frozenset({*COMMANDS, *Strictness, *MODELS, *DETECTORS, "list", "auto", "loky", "dask"})
"""Words of a command line that tell nothing about anybody; `-n anna` does."""


def report(words: Sequence[str], named: Path | None) -> None:
    """Write the error that is being handled to a file, and say what to do with it.

    Args:
        words: The command line.
        named: The data folder that the user named, if any.
    """
    text = traceback.format_exc()
    tell(f"This is a bug of facefinder: {without_paths(text.splitlines()[-1], words)}")
    log = _write(describe(text, words), named)
    if log is None:  # there is no place for a file: what would be in it is shown
        for line in text.splitlines():
            tell(line)
        tell(f"Please copy these lines to {ISSUES}.")
    else:
        tell(
            f"Please send the file '{log}' to {ISSUES}. It says where the program stopped; paths "
            "were cut out of it, but look through it before you send it."
        )


def describe(text: str, words: Sequence[str]) -> str:
    """What the file says.

    Args:
        text: The traceback.
        words: The command line.
    """
    kind = "bundle" if is_frozen() else "package"
    # Not platform.platform(): it starts a process in order to ask which processor this is.
    where = platform.uname()
    system = f"{where.system} {where.release}, {where.machine}"
    return "\n".join(
        (
            ERROR_LOG_MARK,
            f"facefinder {__version__} ({kind}), Python {platform.python_version()}",
            f"{system}, {os.cpu_count()} processors",
            f"command: facefinder {' '.join(map(_reduced, words))}",
            "",
            *_lines_without_paths(text, words),
            "",
        )
    )


def _reduced(word: str) -> str:
    """Options and plain words stay; what may be a path or a name is left out."""
    option, equals, value = word.partition("=")
    if equals and OPTION.fullmatch(option):
        return f"{option}={_reduced(value)}"
    return word if word in HARMLESS or OPTION.fullmatch(word) or NUMBER.fullmatch(word) else "..."


def _lines_without_paths(text: str, words: Sequence[str]) -> list[str]:
    lines = []
    after_frame = False
    for line in text.splitlines():
        frame = FRAME.fullmatch(line)
        if frame:
            lines.append(frame[1] + _place(frame[2]) + frame[3])
        elif after_frame or re.fullmatch(r"[\s^~]*", line):
            lines.append(line)  # our own code, and what underlines it
        else:
            lines.append(without_paths(line, words))
        after_frame = frame is not None
    return lines


def _place(file: str) -> str:
    """A file of the program, from its package on."""
    parts = re.split(r"[/\\]", file)
    starts = [i for i, part in enumerate(parts) if part in ("facefinder", "site-packages")]
    return "/".join(parts[starts[-1] :] if starts else parts[-2:])


def without_paths(text: str, words: Sequence[str]) -> str:
    """A message without what the user typed, and without whatever looks like a path."""
    for word in sorted(words, key=len, reverse=True):
        if _reduced(word) == "..." and word.strip():
            text = text.replace(word, "...")
    text = re.sub(r"(['\"])[^'\"]*[/\\][^'\"]*\1", "'...'", text)
    return re.sub(r"\S*[/\\]\S*", "...", text)


def _write(text: str, named: Path | None) -> Path | None:
    """Put the file into the data folder, or where temporary files go; None = nowhere."""
    with suppress(OSError, RuntimeError, FacefinderError):
        folder = usable_data_dir(named)
        log = folder / ERROR_LOG if folder else None
        # Never over a file of the user, nor through a link to one.
        if log and (is_error_log(log) or not os.path.lexists(log)):
            make_data_dir(log.parent)
            write_text(text, log)
            return log
    for folder in temporary_dirs():
        with suppress(OSError):
            number, log = new_file(folder, STRAY_LOG, ".log")
            with open(number, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123 - a number
                file.write(text)
            return log
    return None
