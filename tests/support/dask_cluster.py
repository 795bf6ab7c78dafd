"""A Dask scheduler and workers on loopback, in processes of their own, for as long as a test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.conftest import ROOT
from tests.support.processes import PATIENCE_SECONDS, wait_until

HOST = "127.0.0.1"
STOPPING_SECONDS = 15.0
"""For a process to end by itself."""

QUIET = ("--no-dashboard", "--host", HOST)
SETTINGS = {
    # A call goes to no second worker when its first one died.
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
}


@contextmanager
def scheduler(folder: Path, path: str = str(ROOT)) -> Iterator[tuple[psutil.Process, str]]:
    """A scheduler, and its address; `path` is where it finds modules."""
    note = folder / "scheduler.json"
    module = "distributed.cli.dask_scheduler"
    options = (*QUIET, "--port", "0", "--scheduler-file", note)
    with _running(folder, module, *options, PYTHONPATH=path) as process:
        wait_for(note.exists)
        wait_for(lambda: "tcp://" in note.read_text("utf-8"))
        address = note.read_text("utf-8").split('"tcp://')[1].split('"')[0]
        yield process, address


@contextmanager
def worker(
    folder: Path, address: str, *options: str, path: str = str(ROOT)
) -> Iterator[psutil.Process]:
    """A worker below a nanny, which starts it again when it dies; `path` as above."""
    module = "distributed.cli.dask_worker"
    place = ("--local-directory", folder / "worker")
    with _running(folder, module, address, *QUIET, *place, *options, PYTHONPATH=path) as process:
        yield process


def wait_for(condition: Callable[[], object]) -> None:
    """Wait for something that has to happen."""
    assert wait_until(condition), "it did not happen"


@contextmanager
def _running(
    folder: Path, module: str, *arguments: str | Path, **variables: str
) -> Iterator[psutil.Process]:
    process = psutil.Popen(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, **SETTINGS, **variables},
    )
    try:
        yield process
    finally:
        below = _below(process)
        with suppress(psutil.NoSuchProcess):
            process.terminate()  # so that a worker's nanny puts away its semaphores
        psutil.wait_procs([process], STOPPING_SECONDS)
        for one in (process, *below):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait(PATIENCE_SECONDS)


def _below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.NoSuchProcess:
        return []
