"""What a worker process is, whatever it works on: silent, offline, gone with its parent."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker

import psutil
from joblib.externals.loky import process_executor

from facefinder.host.interrupts import interrupts_held
from facefinder.host.offline import forbid_network
from facefinder.pool.log import keep_records

ORPHANED = 71
"""Exit code of a worker whose parent is gone; nobody is left to read it."""


def prepare_worker(parent: int, log_level: int) -> None:
    """Set up a process that does nothing but read photos for `parent` (a process id).

    It leaves Ctrl-C to its parent, ends with it, prints nothing (libraries would print over the
    progress) and opens no connection. What it logs from `log_level` on goes to its parent.
    """
    keep_records(log_level)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # `ending_after` relies on it
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    # loky replaces a worker that grew by 300 MB; ours do that once, by loading their models.
    process_executor._MAX_MEMORY_LEAK_SIZE = 1 << 62  # noqa: SLF001  it has no public switch
    # A set but empty variable keeps loky from printing the stack of a crash; the photo is listed.
    os.environ.setdefault("PYTHONFAULTHANDLER", "")
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
    os.close(null)
    forbid_network()


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Start processes that never hear of Ctrl-C or of a closed terminal.

    Both reach the whole process group, and are this process's business; a worker would print where
    it was, and joblib's cleaner would die before it has cleaned. A mask is inherited; what arrives
    meanwhile acts here afterwards. Windows has no masks, `prepare_worker` has to do there.
    """
    with interrupts_held():
        if sys.platform == "win32":
            yield
            return
        held = (signal.SIGINT, signal.SIGHUP)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
        try:
            # Starting Python's own cleaner, which loky wants too, lets SIGINT through again.
            resource_tracker.ensure_running()
            signal.pthread_sigmask(signal.SIG_BLOCK, held)
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with(parent: int) -> None:
    """Exit as soon as the parent is gone, however it went; runs in a thread."""
    if sys.platform == "win32":
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(parent).wait()
    else:
        # A process whose parent died gets another one.
        while os.getppid() == parent:
            time.sleep(0.5)
    os._exit(ORPHANED)
