"""The two ways out: sentences for people to standard error, results to standard output."""

import contextlib
import errno
import os
import sys

from facefinder.errors import OutputError
from facefinder.host.text import printable

READER_LEFT = (errno.EPIPE, errno.EINVAL)
"""What writing into a pipe says whose reader has gone (`| head`); Windows calls it EINVAL."""


def tell(text: str) -> None:
    """Say something to the user; standard output is for results."""
    print(printable(text), file=sys.stderr, flush=True)


def hand_out(text: str) -> None:
    """Write results to standard output: in UTF-8, whatever the console's code page is.

    A reader that has had enough (`| head`) is no error: what is left is thrown away.

    Raises:
        OutputError: It cannot be written, for instance because a disk is full.
    """
    try:
        # Bytes, so that line ends, too, are the same on every system.
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()
    except (OSError, ValueError) as error:  # ValueError: it was closed before the program began
        _throw_away_the_rest()
        if isinstance(error, OSError) and error.errno in READER_LEFT:
            return
        reason = getattr(error, "strerror", None) or "it is closed"
        raise OutputError(
            f"The results cannot be written to standard output: {reason}.",
            "Everything else was done; write them to a file with --json FILE or --csv FILE.",
        ) from error


def shows_colours() -> bool:
    """Whether results go to somebody's terminal that obeys colours."""
    there = sys.stdout is not None and sys.stdout.isatty()
    return there and "NO_COLOR" not in os.environ and sys.platform != "win32"


def _throw_away_the_rest() -> None:
    """Let standard output lead nowhere: Python would try, and complain, again at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
