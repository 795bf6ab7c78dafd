"""The pool on somebody's Dask cluster, through joblib's own backend; imported only when asked for.

Dask gives the work of a lost worker to another one, until a piece of work was with too many workers
that died (its `allowed-failures`). Such a `KilledWorker` is to `pool` what a broken pool is, and it
finds the photo. What a worker needs is looked at before the first photo, on each worker.
"""

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import joblib

from facefinder.errors import UsageError, WorkersError
from facefinder.host import frozen
from facefinder.host.offline import Address
from facefinder.pool.cluster.remote_worker import process_in_turn
from facefinder.pool.run import BatchCall
from facefinder.pool.worker import BatchResult
from facefinder.settings import EngineSettings

try:
    import dask

    # Before its import: else it would print by itself, and not as `cli` has it.
    dask.config.set({"logging": {"version": 1, "incremental": True}})
    from distributed import Client, KilledWorker
    from joblib._dask import DaskDistributedBackend

    from facefinder.pool.cluster import check
except ImportError as error:
    raise UsageError(
        "--backend dask needs Dask, which is not installed.",
        "The program on a stick cannot use it; install facefinder with Python."
        if frozen.is_frozen()
        else "Install it with `pip install '.[dask]'`, or leave --backend away.",
    ) from error

RESTART_SECONDS: Final = 60.0
"""For a worker to be there again when all have died."""
GONE: Final = "The Dask scheduler is gone."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """The workers of a scheduler; a `run.Cluster`.

    Attributes:
        client: Connected.
        workers: How many workers there were at the beginning.
        addresses: Where the scheduler listens.
    """

    client: Client
    workers: int
    addresses: frozenset[Address]

    def start(self, calls: Iterator[BatchCall]) -> Generator[BatchResult, None, None]:
        """Set the workers to work.

        Raises:
            BrokenProcessPool: Dask gave some work up, because workers died over it.
            WorkersError: The scheduler is gone, or a worker cannot do the work.
        """
        call = joblib.delayed(process_in_turn)
        try:
            backend = _Backend(client=self.client, wait_for_workers_timeout=RESTART_SECONDS)
            with joblib.parallel_config(backend):
                parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
                started = parallel(call(*arguments) for arguments in calls)
            yield from started
        except KilledWorker as error:
            raise BrokenProcessPool(str(error)) from error
        except TimeoutError as error:
            raise WorkersError("The Dask cluster has no workers any more.") from error
        except (CancelledError, OSError) as error:
            # OSError: it went between two starts, when no work of ours was there to be cancelled.
            raise WorkersError(GONE) from error
        except (ImportError, AttributeError) as error:
            # Of a worker that came after the others had been looked at.
            raise check.unfit([f"one that joined during the search: {error}"]) from error


class _Backend(DaskDistributedBackend):  # type: ignore[misc]  # joblib has no types
    """joblib's, which waits for ever for work that Dask gave up, and does that of one worker here.

    All three methods are joblib's interface for backends.
    """

    def effective_n_jobs(self, n_jobs: int) -> int:
        """So many calls are handed out, twice; with 1, joblib would run them in this process."""
        return max(2, int(super().effective_n_jobs(n_jobs)))

    def submit(
        self, func: Callable[[], object], callback: Callable[[object], None] | None = None
    ) -> Future[object]:
        """Hand out one call; `callback` hears of its result, or of what became of it instead."""
        job: Future[object] = super().submit(func, callback)

        def tell(done: Future[object]) -> None:
            if callback is not None and done.exception() is not None:
                callback(done.exception())

        job.add_done_callback(tell)
        return job

    def retrieve_result_callback(self, out: object) -> object:
        """Turn what the callback was given into a result, or raise it."""
        if isinstance(out, BaseException):
            raise out
        result: object = super().retrieve_result_callback(out)
        return result


@contextmanager
def connected(
    scheduler: str, engine: EngineSettings, models_dir: Path, paths: Sequence[Path]
) -> Iterator[DaskCluster]:
    """Reach a cluster; however the block ends, none of our work is left there.

    Args:
        scheduler: ``host:port``, also with Dask's ``tcp://`` or ``tls://`` before it.
        engine: What photos are to be read with.
        models_dir: Folder of the weight files; it has to be there on each worker.
        paths: Photos and folders, which each worker has to see under the same path.

    Raises:
        UsageError: There is no scheduler.
        WorkersError: It has no workers, or one that cannot do the work.
    """
    if not logger.isEnabledFor(logging.DEBUG):
        # What goes wrong is said by the errors below, once.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
    addresses = check.reach(scheduler)
    client = Client(scheduler, timeout=check.CONNECT_SECONDS, set_as_default=False)
    try:
        try:
            workers = check.count_fit_workers(client, engine, models_dir, paths)
        except OSError as error:
            raise WorkersError(GONE) from error
        yield DaskCluster(client, workers, addresses)
    finally:
        # A scheduler drops the work of a client that has left.
        client.close()
