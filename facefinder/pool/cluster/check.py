"""Before the first photo: is there a scheduler, and can its workers do the work?"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from distributed import Client, Security, rpc
from distributed.comm.addressing import parse_address, parse_host_port

from facefinder import __version__
from facefinder.errors import UsageError, WorkersError
from facefinder.host.offline import Address
from facefinder.settings import ENGINE_REVISION, EngineSettings

REACH_SECONDS: Final = 5.0
"""For a scheduler to answer at all."""
CONNECT_SECONDS: Final = 10.0
"""For it to talk as a scheduler does, and to have a worker."""
DEFAULT_PORT: Final = 8786
"""The port on which Dask's scheduler listens, if nobody says otherwise."""
NAMED: Final = 3
"""So many unfit workers are named; what is wrong is often the same with all."""

logger = logging.getLogger(__name__)


def reach(scheduler: str) -> frozenset[Address]:
    """Make sure that a scheduler listens at an address.

    Args:
        scheduler: ``host:port``, also with Dask's ``tcp://`` or ``tls://`` before it.

    Returns:
        All addresses that mean the same, names and numbers.

    Raises:
        UsageError: None does.
    """
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
    try:
        # A client that fails to connect would complain again when it is thrown away.
        asyncio.run(asyncio.wait_for(_identity(scheduler), CONNECT_SECONDS))
    except (OSError, ValueError, TypeError) as error:
        logger.debug("no scheduler", exc_info=True)
        raise _no_scheduler(scheduler, "what answers is none, or wants encryption") from error
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


def count_fit_workers(
    client: Client, engine: EngineSettings, models_dir: Path, paths: Sequence[Path]
) -> int:
    """Look at the scheduler and all workers, also busy ones; what is there, and in which version?

    Args:
        client: Connected to the scheduler.
        engine: What photos are to be read with.
        models_dir: Folder of the weight files.
        paths: What else has to be seen by each worker.

    Returns:
        How many workers there are.

    Raises:
        WorkersError: None, or one that cannot do the work, or a scheduler that cannot pass it on.
    """
    try:
        if not client.nthreads():
            # Work to do makes a cluster that adapts itself start a worker.
            client.submit(os.getpid, pure=False).result(timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise WorkersError(
            "The Dask scheduler has no worker.",
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
    lacking = [f"{worker}: {answer}" for worker, answer in sorted(answers.items()) if answer]
    if lacking:
        raise unfit(lacking)
    return len(answers)


def _check_scheduler(client: Client) -> None:
    """A scheduler unpacks all work before it hands it on, so it needs to know what that is."""
    try:
        answer = client.run_on_scheduler(_probe(__version__, ENGINE_REVISION, (), "", ()))
    except Exception as error:  # it may be that of any Python
        answer = f"{type(error).__name__}: {error}"
    if answer:
        raise unfit([f"the scheduler: {answer}"])


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
            from facefinder.pool.cluster.remote_worker import what_lacks  # noqa: PLC0415 - on the worker
        except ImportError as error:
            return f"facefinder cannot be imported there ({error})"
        return what_lacks(revision, files, models_dir, paths)

    return probe


def unfit(workers: Sequence[str]) -> WorkersError:
    """The error that names who cannot do the work, and why."""
    more = f"; and {len(workers) - NAMED} more" if len(workers) > NAMED else ""
    return WorkersError(
        f"This Dask cluster cannot do the work. {'; '.join(workers[:NAMED])}{more}.",
        "The scheduler and all workers need the same facefinder, the workers also the photos and"
        " the model files at the same path.",
    )
