"""The two ways out: sentences for people to standard error, results to standard output."""

import contextlib
import errno
import io
import os
import sys
from typing import TextIO

from facefinder.errors import OutputError
from facefinder.host.text import printable
from facefinder.language.retold import retold

READER_LEFT = (errno.EPIPE, errno.EINVAL)
"""What writing into a pipe says whose reader has gone (`| head`); Windows calls it EINVAL."""


class Closed(io.TextIOBase):
    """In the place of a stream that was closed: takes everything, and keeps nothing."""

    def write(self, text: str) -> int:
        """Say that it was written."""
        return len(text)


def occupy_closed_streams() -> None:
    """Let streams that were closed before the program began (`>&-`) lead nowhere.

    Else the next file that is opened, perhaps the index, gets the number of standard output, and
    whatever a library prints is written into it. Python's own objects for them are None then,
    which libraries do not expect, and `print(file=None)` would print to the other stream.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # The system gives the lowest number that is free, which is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - stays open
    if sys.stdout is None:
        sys.stdout = Closed()
    if sys.stderr is None:
        sys.stderr = Closed()


def speak_utf8() -> None:
    """Let what goes into pipes and files be UTF-8, and no character be an error anywhere.

    Windows' own way there is the code page of the country, which lacks most of the letters that
    file names have. A console is spoken to in its own way.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def tell(text: str, stream: TextIO | None = None) -> None:
    """Say something to the user; standard output is for results.

    Nobody listening any more (`2>&1 | head`) is no reason to leave work undone.

    Args:
        text: One line; what is known in English is said in the language that is spoken.
        stream: By default the standard error of this moment.
    """
    stream = stream or sys.stderr
    try:
        print(printable(retold(text)), file=stream, flush=True)
    except (OSError, ValueError):
        _lead_nowhere(stream)


def hand_out(text: str) -> None:
    """Write results to standard output: in UTF-8, whatever the console's code page is.

    A reader that has had enough (`| head`) is no error: what is left is thrown away.

    Raises:
        OutputError: It cannot be written, for instance because a disk is full.
    """
    stream: TextIO = sys.stdout
    if not text:
        return
    if isinstance(stream, Closed):
        raise _lost("it is closed")
    try:
        # Bytes, so that line ends, too, are the same on every system.
        stream.buffer.write(text.encode("utf-8", "surrogateescape"))
        stream.buffer.flush()
    except (OSError, ValueError) as error:
        _lead_nowhere(stream)
        if isinstance(error, OSError) and error.errno in READER_LEFT:
            return
        raise _lost(getattr(error, "strerror", None) or "it is closed") from error


def shows_colours() -> bool:
    """Whether results go to somebody's terminal that obeys colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and sys.platform != "win32"


def _lost(reason: str) -> OutputError:
    return OutputError(
        f"The results cannot be written to standard output: {reason}.",
        "Send them somewhere else.",
    )


def _lead_nowhere(stream: TextIO) -> None:
    """Throw away what is still to be written: Python would try, and complain, again at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
