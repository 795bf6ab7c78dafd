"""One worker process; joblib knows several, or this process itself, in which a crash ends the run.

The executor is the one that joblib itself uses with several workers, so that `pool` need not know
which of the two it has.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from typing import Any, TypeAlias, TypeVar

from joblib.executor import get_memmapping_executor
from joblib.parallel import ParallelBackendBase

Result = TypeVar("Result")
Call: TypeAlias = tuple[Callable[..., Result], tuple[Any, ...], dict[str, Any]]
"""Function, arguments and named arguments, as `joblib.delayed` puts them together."""

AHEAD = 2
"""Calls that are with the worker at once: it need not wait until its last result is stored."""

_ONE_THREAD = dict.fromkeys(ParallelBackendBase.MAX_NUM_THREADS_VARS, "1")


def start_worker(
    calls: Iterator[Call[Result]],
    idle_seconds: float,
    initializer: Callable[..., None],
    initargs: tuple[Any, ...],
) -> Generator[Result, None, None]:
    """Let a worker do the calls; it is started here, not when the first result is asked for.

    Args:
        calls: Asked for one at a time, `AHEAD` of the results that were taken.
        idle_seconds: After which the worker ends by itself.
        initializer: Called once in the worker.
        initargs: The initializer's arguments.

    Yields:
        The results, in order. An exception of a call is raised in place of its result.

    Raises:
        BrokenProcessPool: The worker died.
    """
    worker = get_memmapping_executor(
        1,
        timeout=idle_seconds,
        initializer=initializer,
        initargs=initargs,
        env=_ONE_THREAD,
        temp_folder=os.devnull,  # as in `pool`: no folder for large arrays
        max_nbytes=None,
    )
    waiting: deque[Future[Result]] = deque()

    def hand_out() -> None:
        while len(waiting) < AHEAD and (call := next(calls, None)) is not None:
            function, arguments, named = call
            waiting.append(worker.submit(function, *arguments, **named))

    hand_out()

    def results() -> Generator[Result, None, None]:
        while waiting:
            yield waiting.popleft().result()
            hand_out()

    return results()
