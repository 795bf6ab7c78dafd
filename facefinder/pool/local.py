"""Worker processes of this computer: how many, started, and ended."""

import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.process import BaseProcess
from typing import Final, TypeVar

import joblib
from joblib.externals.loky import reusable_executor

from facefinder.errors import FEWER_WORKERS, ProgramError, WorkersError, missing_part
from facefinder.host.frozen import lost_parts, mark_pool_parent
from facefinder.host.memory import free_memory, whole_memory
from facefinder.host.offline import no_network
from facefinder.host.process import can_share_locks, has_timed_out, silent_libraries
from facefinder.pool import log, manager_thread, single
from facefinder.pool.process import prepare_worker, signals_held

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")

_stopping = threading.Lock()

WORKER_BYTES: Final = 950_000_000
"""Memory of a worker with the largest models, while it decodes a photo more finely."""
SPARE_BYTES: Final = 1_000_000_000
"""Memory left to everybody else."""
WORTH_PROCESSES: Final = 24
"""Fewer photos are read sooner than a second worker has loaded its models."""
IDLE_SECONDS: Final = 24 * 3600
"""After which a worker would end by itself, and its models have to be loaded again."""
MOST_WORKERS: Final = 60 if sys.platform == "win32" else 256
"""Windows cannot wait for more processes at once; nobody has more cores to spare elsewhere."""

CORES_SHARED_BY: Final = 4
"""At most so many workers a processor core: they may wait for a slow drive, but not all start."""
WORTH_A_START: Final = 8
"""Photos that each worker beyond the cores must have, for it takes these their time to start it."""

NO_PROCESSES: Final = "No worker process can be started here (/dev/shm cannot be used)"
AS_P_0: Final = (
    f"{NO_PROCESSES}: photos are read by the program itself, as with -p 0. None can be given up for"
    " its time, and one that crashes a decoder ends the run."
)


def settle_workers(wanted: int | None, pending: int, say: Callable[[str], None]) -> int:
    """How many workers there will be, whatever is wanted: no more than are of use here.

    Args:
        wanted: By the user; None = what suits this computer now.
        pending: Photos that are to be read.
        say: Gets a sentence where this computer can do less than is wanted, and where it takes a
            while until they are started.
    """
    if not can_share_locks():
        if pending and wanted != 0:
            say(AS_P_0)
        return 0
    if wanted is None:
        return default_workers(pending)
    cores = int(joblib.cpu_count())
    most = max(1, min(_fitting(whole_memory()), MOST_WORKERS, CORES_SHARED_BY * cores))
    workers = min(wanted, most, max(cores, pending // WORTH_A_START), max(1, pending))
    if pending and wanted > most:
        computer = "this computer has memory and processor cores for"
        say(f"-p {wanted} is more than {computer}: it will be -p {workers}.")
    if workers > cores:
        say(f"Starting {workers} workers ...")
    return workers


def default_workers(pending: int) -> int:
    """How many workers suit this computer now.

    Args:
        pending: Photos that are to be read.

    Returns:
        1 for a handful of photos (it begins to read as soon as this process would: 2.9 s for one
        photo either way), else as many as there are usable cores and free memory.
    """
    if pending < WORTH_PROCESSES:
        return 1
    return max(1, min(int(joblib.cpu_count()), _fitting(free_memory()), MOST_WORKERS))


def _fitting(memory: int) -> int:
    """How many workers so much memory is enough for."""
    return (memory - SPARE_BYTES) // WORKER_BYTES


def map_tasks(
    function: Callable[[_Task], _Answer], tasks: Sequence[_Task], *, workers: int
) -> Iterator[_Answer]:
    """Call a function that neither needs the engine nor is likely to crash, in the tasks' order.

    Args:
        function: A top-level one, for it goes to other processes.
        tasks: One argument for each call.
        workers: Worker processes; with 1 everything happens in this process.

    Raises:
        WorkersError: A worker died.
    """
    with no_network(), ending_workers():
        if workers <= 1:
            yield from map(function, tasks)
            return
        call = joblib.delayed(function)
        try:
            yield from start_workers((call(task) for task in tasks), workers, in_order=True)
        except BrokenProcessPool:
            raise keep_dying() from None


def stop_workers() -> None:
    """End all workers of this process now, whatever they are doing."""
    # The public function would make a pool in order to end it.
    with _stopping:
        executor = reusable_executor._executor  # noqa: SLF001 - loky says it nowhere else
        if executor is not None:
            executor.terminate(kill_workers=True)


def workers_now() -> list[BaseProcess]:
    """The worker processes of this process; ask while they live, for loky forgets the dead."""
    executor = reusable_executor._executor  # noqa: SLF001 - loky says it nowhere else
    if executor is None:
        return []
    return list(executor._processes.values())  # noqa: SLF001 - loky says it nowhere else


def any_timed_out(workers: Sequence[BaseProcess]) -> bool:
    """Whether one of these workers died because a photo took it too long.

    All workers are ended first: when one died, loky kills the others, and takes its time.
    """
    stop_workers()
    return any(has_timed_out(worker.exitcode) for worker in workers)


@contextmanager
def ending_workers() -> Iterator[None]:
    """Leave no worker behind, however the block ends."""
    try:
        yield
    finally:
        stop_workers()


def start_workers(
    calls: Iterator[single.Call[_Answer]], workers: int, *, in_order: bool = False
) -> Generator[_Answer, None, None]:
    """Let workers do calls; what is started is running when this returns."""
    mark_pool_parent()
    manager_thread.mend()
    initargs = (os.getpid(), log.level())
    # joblib would make a folder in shared memory for large arrays, of which there are none
    # (`max_nbytes`). Nothing can be made here: nothing is left, however the program ends.
    config = joblib.parallel_config("loky", temp_folder=os.devnull, inner_max_num_threads=1)
    # Helpers are born with a standard error that leads nowhere: after a `kill -9` of this
    # process, what cleans up behind it would tell the terminal.
    started: Generator[_Answer, None, None] | None = None
    try:
        with config, silent_libraries(), signals_held():
            if workers == 1:
                return single.start_worker(calls, IDLE_SECONDS, prepare_worker, initargs)
            parallel = joblib.Parallel(
                n_jobs=workers,
                return_as="generator" if in_order else "generator_unordered",
                batch_size=1,
                max_nbytes=None,
                idle_worker_timeout=IDLE_SECONDS,
                initializer=prepare_worker,
                initargs=initargs,
            )
            started = parallel(calls)
    except BaseException:
        # A Ctrl-C that was held while they started: nobody else knows of them yet.
        if started is not None:
            close(started)
        raise
    return started


def close(answers: Generator[_Answer, None, None]) -> None:
    """Let workers stop what they do, without joblib's remark on how much work is thrown away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answers.close()


def batches(tasks: Sequence[_Task], size: int) -> Iterator[tuple[_Task, ...]]:
    """The tasks, so many at a time."""
    rest = iter(tasks)
    while batch := tuple(islice(rest, size)):
        yield batch


def lacking_part(error: BrokenProcessPool) -> ProgramError | None:
    """The error to raise instead, where workers could not load a part of the program.

    Some libraries end their process where another one is missing, which looks like a bad photo.
    """
    if lost := lost_parts():
        return missing_part(", ".join(lost))
    remote = str(error.__cause__ or "")  # the traceback in the worker
    said = re.findall(r"^(?:ImportError|ModuleNotFoundError): (.*)$", remote, re.MULTILINE)
    return missing_part(said[-1]) if said else None


def keep_dying() -> WorkersError:
    """The error that says so, and what to try."""
    return WorkersError(
        "Worker processes keep dying.",
        f"Perhaps there is too little memory. {FEWER_WORKERS}",
    )
