"""Programs and their workers as a test sees them from outside: events, and no clock that decides.

A test waits for what has to happen, and gives up after a time that nothing takes that goes well,
however busy the computer is.
"""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PATIENCE_SECONDS = 240.0
"""After so long a test gives up. (What `fakes` call sleeping lasts longer: nobody waits it out.)"""
BETWEEN_LOOKS_SECONDS, AT_MOST_SECONDS = 0.02, 1.0
LOOKS_SHARE = 4
"""Looks take one of so many parts of the time: what is waited for needs the computer, too."""


def wait_until(condition: Callable[[], object]) -> bool:
    """Whether it became true."""
    began = time.monotonic()
    looked = began
    while not (happened := condition()):
        now = time.monotonic()
        if now - began > PATIENCE_SECONDS:
            break
        rest = max(BETWEEN_LOOKS_SECONDS, (LOOKS_SHARE - 1) * (now - looked))
        time.sleep(min(rest, AT_MOST_SECONDS))
        looked = time.monotonic()
    return bool(happened)


def group_of(program: "subprocess.Popen[str]") -> dict[int, str]:
    """Everybody in the program's process group, whosever child it is by now; id -> command line."""
    members: dict[int, str] = {}
    if sys.platform == "win32":
        return members
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == program.pid and process.status() != "zombie":
                members[process.pid] = " ".join(process.cmdline())
    return members


def workers_of(program: "subprocess.Popen[str]") -> list[int]:
    """The ids of the worker processes in the program's process group."""
    return [number for number, line in group_of(program).items() if "popen_loky" in line]


def shared_memory() -> frozenset[str]:
    """Names of semaphores and folders that somebody shares there."""
    return frozenset(path.name for path in Path("/dev/shm").glob("*"))  # noqa: S108  looked at, not used


def left_in_shared_memory(program: "subprocess.Popen[str]", before: frozenset[str]) -> list[str]:
    """What carries the program's process id in its name.

    Args:
        program: Has ended.
        before: What was there before: others may have died there as a process of the same number.
    """
    names = shared_memory() - before
    return [name for name in names if str(program.pid) in re.split(r"\D+", name)]


def photos_in(index: Path) -> int:
    """How many photos an index knows that a program may have open and be writing."""
    with contextlib.suppress(sqlite3.Error):
        uri = f"{index.absolute().as_uri()}?immutable=1"  # no lock is asked for
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM photo").fetchone()[0])
    return 0
