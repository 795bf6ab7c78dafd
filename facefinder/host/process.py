"""This process: one heap, silent libraries, ended when something takes too long."""

import contextlib
import ctypes
import faulthandler
import os
import sys
from collections.abc import Iterator

M_ARENA_MAX = -8
"""glibc's number for "how many heaps"."""


@contextlib.contextmanager
def ending_after(seconds: float) -> Iterator[None]:
    """End this process when the block takes longer, whatever native code it hangs in."""
    if not seconds:
        yield
        return
    # The timer of faulthandler is a thread that needs nothing of Python; stderr leads nowhere.
    faulthandler.dump_traceback_later(seconds, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def share_one_heap() -> None:
    """Keep glibc from a heap for each thread: ours take turns, and a worker needs 15 MB less."""
    if sys.platform == "linux":
        # Another C library has no such function.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


@contextlib.contextmanager
def silent_libraries() -> Iterator[None]:
    """Hide what TensorFlow's C++ code prints while it starts; no setting of its own silences it."""
    saved = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)
