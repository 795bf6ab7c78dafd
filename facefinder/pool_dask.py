"""The pool on somebody's Dask cluster, through joblib's own backend; imported only when asked for.

Dask gives the work of a lost worker to another one, until a piece of work was with too many workers
that died (its `allowed-failures`). Such a `KilledWorker` is to `pool` what a broken pool is, and it
finds the photo. What a worker needs is looked at before the first photo, on each worker.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import joblib

from facefinder import __version__, frozen
from facefinder.errors import UsageError, WorkersError
from facefinder.offline import Address
from facefinder.pool import Call
from facefinder.pool_cluster import process_in_turn
from facefinder.pool_worker import Work
from facefinder.settings import ENGINE_REVISION, EngineSettings

try:
    import dask

    # Before its import: else it would print by itself, and not as `cli` has it.
    dask.config.set({"logging": {"version": 1, "incremental": True}})
    from distributed import Client, KilledWorker, Security, rpc
    from distributed.comm.addressing import parse_address, parse_host_port
    from joblib._dask import DaskDistributedBackend
except ImportError as error:
    raise UsageError(
        "--backend dask needs Dask, which is not installed.",
        "The program on a stick cannot use it; install facefinder with Python."
        if frozen.is_frozen()
        else "Install it with `pip install '.[dask]'`, or leave --backend away.",
    ) from error

REACH_SECONDS: Final = 5.0
"""For a scheduler to answer at all."""
CONNECT_SECONDS: Final = 10.0
"""For it to talk as a scheduler does, and to have a worker."""
RESTART_SECONDS: Final = 60.0
"""For a worker to be there again when all have died."""
DEFAULT_PORT: Final = 8786
"""Of Dask's scheduler."""
GO_ON: Final = "What has been read is kept; the same command goes on from there."
NAMED: Final = 3
"""So many unfit workers are named; what is wrong is often the same with all."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """The workers of a scheduler; a `pool.Cluster`.

    Attributes:
        client: Connected.
        jobs: How many workers there were at the beginning.
        addresses: Of the scheduler.
    """

    client: Client
    jobs: int
    addresses: frozenset[Address]

    def start(self, calls: Iterator[Call]) -> Generator[Work, None, None]:
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
            raise WorkersError("The Dask cluster has no workers any more.", GO_ON) from error
        except CancelledError as error:
            raise WorkersError("The Dask scheduler is gone.", GO_ON) from error
        except (ImportError, AttributeError) as error:
            # Of a worker that came after the others had been looked at.
            raise _unfit([f"one that joined during the search: {error}"]) from error


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
        paths: Likewise the photos.

    Raises:
        UsageError: There is no scheduler.
        WorkersError: It has no workers, or one that cannot do the work.
    """
    if not logger.isEnabledFor(logging.DEBUG):
        # What goes wrong is said by the errors below, once.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
    addresses = _reached(scheduler)
    try:
        # A client that fails to connect would complain again when it is thrown away.
        asyncio.run(asyncio.wait_for(_identity(scheduler), CONNECT_SECONDS))
    except (OSError, ValueError, TypeError) as error:
        logger.debug("no scheduler", exc_info=True)
        raise _no_scheduler(scheduler, "what answers is none, or wants encryption") from error
    client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    try:
        jobs = _checked(client, engine, models_dir, paths)
        yield DaskCluster(client, jobs, addresses)
    finally:
        # A scheduler drops the work of a client that has left.
        client.close()


def _reached(scheduler: str) -> frozenset[Address]:
    """All addresses that mean the scheduler, after a first connection to it."""
    try:
        host, port = parse_host_port(parse_address(scheduler)[1], DEFAULT_PORT)
    except ValueError as error:
        raise UsageError(
            f"--scheduler {scheduler} is no address.", "Give host:port, such as 10.0.0.5:8786."
        ) from error
    try:
        socket.create_connection((host, port), timeout=REACH_SECONDS).close()
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        reason = "nothing answers" if isinstance(error, TimeoutError) else error.strerror
        raise _no_scheduler(scheduler, str(reason)) from error
    resolved = {(str(address[0]), int(address[1])) for *_, address in found}
    return frozenset({(host, port), *resolved})


async def _identity(scheduler: str) -> None:
    """Make sure that it is a scheduler who listens there.

    Raises:
        OSError, TypeError, ValueError: It is not, or it speaks with others than us.
    """
    security = Security().get_connection_args("client")
    async with rpc(scheduler, timeout=CONNECT_SECONDS, connection_args=security) as remote:
        identity = await remote.identity()
    if identity.get("type") != "Scheduler":
        raise ValueError(identity.get("type"))


def _no_scheduler(scheduler: str, reason: str) -> UsageError:
    return UsageError(
        f"There is no Dask scheduler at {scheduler}: {reason}.",
        "Check the address and that it runs (`dask scheduler` starts one).",
    )


def _checked(
    client: Client, engine: EngineSettings, models_dir: Path, paths: Sequence[Path]
) -> int:
    """Look at every worker; returns how many there are."""
    try:
        # Work to do makes a cluster that adapts itself start a worker.
        client.submit(os.getpid, pure=False).result(timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise WorkersError(
            "The Dask scheduler has no free worker.",
            "Start one on each computer: `dask worker ADDRESS --nthreads 1`.",
        ) from error
    probe = _probe(
        __version__,
        ENGINE_REVISION,
        engine.weights,
        str(models_dir.absolute()),
        [str(path.absolute()) for path in paths],
    )
    _check_scheduler(client)
    answers = client.run(probe, on_error="return")
    unfit = [f"{worker}: {answer}" for worker, answer in sorted(answers.items()) if answer]
    if unfit:
        raise _unfit(unfit)
    return len(answers)


def _check_scheduler(client: Client) -> None:
    """A scheduler unpacks all work before it hands it on, so it needs to know what that is."""
    try:
        answer = client.run_on_scheduler(_probe(__version__, ENGINE_REVISION, (), "", ()))
    except Exception as error:  # it may be that of any Python
        answer = f"{type(error).__name__}: {error}"
    if answer:
        raise _unfit([f"the scheduler: {answer}"])


def _probe(
    version: str,
    revision: int,
    files: Sequence[tuple[str, str]],
    models_dir: str,
    paths: Sequence[str],
) -> Callable[[], str]:
    """A function that travels whole, to be understood where there is no facefinder."""

    def probe() -> str:
        try:
            import facefinder  # noqa: PLC0415 - on the worker

            if facefinder.__version__ != version:
                return f"it has facefinder {facefinder.__version__}, not {version}"
            from facefinder.pool_cluster import what_lacks  # noqa: PLC0415
        except ImportError as error:
            return f"facefinder cannot be imported there ({error})"
        return what_lacks(revision, files, models_dir, paths)

    return probe


def _unfit(workers: Sequence[str]) -> WorkersError:
    more = f"; and {len(workers) - NAMED} more" if len(workers) > NAMED else ""
    return WorkersError(
        f"This Dask cluster cannot do the work. {'; '.join(workers[:NAMED])}{more}.",
        "The scheduler and all workers need the same facefinder, the workers also the photos and"
        " the model files at the same path.",
    )
