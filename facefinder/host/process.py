"""This process: one heap, silent libraries, ended when something takes too long."""

import contextlib
import ctypes
import faulthandler
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from functools import cache
from typing import Final

M_ARENA_MAX = -8
"""glibc's number for "how many heaps"."""


LOCKS: Final = 32
"""Locks that worker processes may need at once, and more: loky's queues have a dozen."""

TIMED_OUT: Final = 72
"""Exit code of a process that took too long, where there is no signal for it."""

GRACE_SECONDS: Final = 10.0
"""Until native code that lets no thread of Python run is ended all the same."""


@cache
def can_share_locks() -> bool:
    """Whether processes here can wait for each other, without which no worker can be started.

    On Linux what they share lies in /dev/shm, which some containers and hardened systems lack, or
    let nobody write to, and which other programs may have filled.
    """
    try:
        locks = importlib.import_module("_multiprocessing")  # some builds of Python have none
        # Each takes a page of memory for as long as it is held here.
        names = [f"/facefinder-{os.getpid()}-{number}" for number in range(LOCKS)]
        _ = [locks.SemLock(1, 1, 1, name, True) for name in names]
    except FileExistsError:
        return True
    except (ImportError, AttributeError, OSError):
        return False
    return True


@contextlib.contextmanager
def ending_after(seconds: float) -> Iterator[None]:
    """End this process when the block takes longer, so that `has_timed_out` knows of its exit code.

    Args:
        seconds: 0 = no limit.
    """
    if not seconds:
        yield
    elif sys.platform == "win32":
        with ending_by_thread(seconds):
            yield
    else:
        # Nobody handles this signal, so that the system ends the process, whatever it hangs in.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


@contextlib.contextmanager
def ending_by_thread(seconds: float) -> Iterator[None]:
    """End this process when the block takes longer, on a system without alarm signals."""
    timer = threading.Timer(seconds, os._exit, (TIMED_OUT,))
    timer.daemon = True
    timer.start()
    # This one needs nothing of Python, but cannot choose the exit code.
    faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        timer.cancel()


def has_timed_out(exit_code: int | None) -> bool:
    """Whether a process was ended by `ending_after`.

    Args:
        exit_code: As `multiprocessing` has it: negative for a signal; None while it runs.
    """
    if sys.platform == "win32":
        return exit_code == TIMED_OUT
    return exit_code == -signal.SIGALRM


def share_one_heap() -> None:
    """Keep glibc from a heap for each thread: ours take turns, and a worker needs 15 MB less."""
    if sys.platform == "linux":
        # Another C library has no such function.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def give_back_memory() -> None:
    """Let the system have what glibc keeps between what is in use, which takes a millisecond."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def silent_libraries() -> Iterator[None]:
    """Hide what C++ code of LiteRT and TensorFlow prints at its start, whatever they are told."""
    saved = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)
