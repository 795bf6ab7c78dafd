"""Photos in, outcomes out, over worker processes that may die.

A worker that dies (a crash in a decoder, no memory left) takes the whole pool with it, and nobody
says which photo it was. But only the photos that were handed out and are not back yet can be
guilty. Those go again, with nobody else at work: first in the groups they were in, then, of the
groups that kill, photo by photo. A photo that kills its worker alone becomes `Failed`.

joblib gives no back-pressure (it ran through 14,000 inputs while nobody read its results), so it
gets its work in bounded portions. The workers, and the models they hold, live from one portion and
one call of `run` to the next, until `local.stop_workers`.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import joblib

from facefinder.discover.kinds import kind_by_name
from facefinder.errors import WorkersError, raise_if_stopped
from facefinder.host.offline import Address, no_network
from facefinder.host.process import can_share_locks
from facefinder.pool import local, log
from facefinder.pool.worker import BatchResult, read_batch
from facefinder.records.left_out import Kind
from facefinder.records.photos import Failed, Outcome, Photo, Scanned
from facefinder.scan.failed import pictures_in
from facefinder.scan.photo import scan_photos
from facefinder.settings import EngineSettings, Limits

logger = logging.getLogger(__name__)

Batch: TypeAlias = tuple[Photo, ...]
BatchCall: TypeAlias = tuple[Batch, EngineSettings, str, Limits]
"""Arguments of one call of `read_batch`."""
StartWorkers: TypeAlias = Callable[[Iterator[BatchCall]], Generator[BatchResult, None, None]]
"""A function that sets workers to work; `BrokenProcessPool` says that one of them died."""

BATCH: Final = 8
"""Photos in one call: enough faces to describe at once, few enough to lose."""
BATCHES_PER_WORKER: Final = 32
"""In one portion. At its end workers wait for the last one: 1 % of the time with this many."""
DEATHS_IN_A_ROW: Final = 3
"""So many photos that each killed a worker, and none read in between, need an explanation."""
CRASHED: Final = "this photo crashes the reader"

_ended = threading.Event()


class ReadingEndedError(Exception):
    """Another thread ended the workers that were reading."""


def end() -> None:
    """End the workers that read for another thread, which gets a `ReadingEndedError`.

    It may just be starting some; so whoever waits for it asks again, until it has ended.
    """
    _ended.set()
    local.stop_workers()


class Cluster(Protocol):
    """Workers that are not ours, such as those of `dask_cluster`."""

    @property
    def workers(self) -> int:
        """How many there are."""

    @property
    def addresses(self) -> frozenset[Address]:
        """Where they are asked for."""

    def start(self, calls: Iterator[BatchCall]) -> Generator[BatchResult, None, None]:
        """Set the workers to work.

        Raises:
            BrokenProcessPool: One of them died.
        """


def run(
    photos: Sequence[Photo],
    engine: EngineSettings,
    models_dir: Path,
    *,
    workers: int,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    cluster: Cluster | None = None,
) -> Generator[list[Outcome], None, None]:
    """Read photos, in no particular order.

    Close the iterator (`contextlib.closing`) when it may not be read to its end: that kills the
    workers at once. Read to its end, it leaves them running for the next call.

    Args:
        photos: What to read, each once.
        engine: What to read them with.
        models_dir: Folder of the weight files.
        workers: Worker processes; with 0 everything happens in this process, which a photo that
            crashes a decoder then takes along.
        limits: What one photo may cost; the time only counts in worker processes of ours.
        cluster: Workers that read instead of `workers` processes here.

    Yields:
        A few outcomes at a time; over all of them one for each photo.

    Raises:
        ModelError: The engine cannot be loaded.
        WorkersError: Workers keep dying, or none can be started.
        FacefinderError: Something else is wrong that is no photo's fault.
        ReadingEndedError: Another thread called `end`.
    """
    _ended.clear()
    with no_network(but=cluster.addresses if cluster else ()):
        if cluster is None and workers == 0:
            for batch in _batches(photos, BATCH):
                yield scan_photos(batch, engine, str(models_dir), limits)
            return
        start: StartWorkers = partial(_start_here, workers)
        if cluster is None and not can_share_locks():
            raise WorkersError(f"{local.NO_PROCESSES}.", "Use none (`-p 0`).")
        if cluster is not None:
            # A process that is not ours is not ours to end, so nothing is timed.
            workers, start, limits = cluster.workers, cluster.start, replace(limits, seconds=0)
        size = max(1, min(BATCH, len(photos) // (4 * workers)))
        pool = _Pool(engine, str(models_dir.absolute()), start, limits)
        try:
            for portion in local.batches(photos, size * workers * BATCHES_PER_WORKER):
                yield from pool.read(deque(_batches(portion, size)))
        except BaseException:
            # Ctrl-C, an error, or nobody wants the rest.
            local.stop_workers()
            raise


def _batches(photos: Sequence[Photo], size: int) -> Iterator[Batch]:
    """So many photos at a time; a video, which takes as long as many, goes by itself."""
    for is_video, some in groupby(photos, _is_video):
        yield from local.batches(list(some), 1 if is_video else size)


def _is_video(photo: Photo) -> bool:
    return not photo.inside and kind_by_name(photo.name) is Kind.VIDEO


class _Pool:
    """Worker processes, and what is known about their dying."""

    def __init__(
        self, engine: EngineSettings, models_dir: str, start: StartWorkers, limits: Limits
    ) -> None:
        self._arguments = engine, models_dir, limits
        self._seconds = limits.seconds
        self._start = start
        self._breaks = 0
        self._workers: list[BaseProcess] = []
        self._readable: Photo | None = None

    def read(self, waiting: deque[Batch]) -> Iterator[list[Outcome]]:
        """Outcomes of all photos that are waiting, whoever dies on the way."""
        while waiting:
            handed_out: dict[Batch, None] = {}
            try:
                for outcomes in self._together(waiting, handed_out):
                    self._breaks = 0
                    yield outcomes
            except BrokenProcessPool:
                self._breaks += 1
                logger.debug("a worker died; %d batches were handed out", len(handed_out))
                yield from self._alone(list(handed_out))
                # Each photo is fine alone, but not one was read while two processes worked.
                if self._breaks >= DEATHS_IN_A_ROW:
                    raise local.keep_dying() from None

    def _together(
        self, waiting: deque[Batch], handed_out: dict[Batch, None]
    ) -> Iterator[list[Outcome]]:
        """Let all workers read; `handed_out` are the batches that are with them.

        Raises:
            BrokenProcessPool: A worker died, and the others were stopped.
            ProgramError: Workers lack a part of the program.
            ReadingEndedError: Another thread ended them.
        """
        with _saying_who_ended_it():
            yield from self._answers(waiting, handed_out)

    def _answers(
        self, waiting: deque[Batch], handed_out: dict[Batch, None]
    ) -> Iterator[list[Outcome]]:
        results = self._start(self._calls(waiting, handed_out))
        self._workers = local.workers_now()
        try:
            for done in results:
                log.tell_records(done.log)
                outcomes = done.outcomes
                handed_out.pop(tuple(outcome.photo for outcome in outcomes), None)
                self._readable = next(
                    (o.photo for o in outcomes if isinstance(o, Scanned)), self._readable
                )
                yield outcomes
        except BrokenProcessPool as error:
            raise_if_stopped(error)
            raise local.lacking_part(error) or error from error.__cause__
        finally:
            local.close(results)

    def _calls(self, waiting: deque[Batch], handed_out: dict[Batch, None]) -> Iterator[BatchCall]:
        while waiting:
            batch = waiting.popleft()
            handed_out[batch] = None
            yield batch, *self._arguments

    def _alone(self, suspects: Sequence[Batch]) -> Iterator[list[Outcome]]:
        """Read each suspect with nobody else at work, and find the photos that kill."""
        deadly: list[Batch] = []
        for batch in suspects:
            outcomes = self._try(batch)
            if outcomes is None:
                deadly.append(batch)
            else:
                yield outcomes
        condemned: list[Outcome] = []
        for photo in chain.from_iterable(deadly):
            outcomes = self._try((photo,))
            if outcomes is None:
                slow = local.any_timed_out(self._workers)
                condemned.append(self._too_slow(photo) if slow else _crashed(photo))
                self._breaks = 0
                if slow or len(condemned) < DEATHS_IN_A_ROW:
                    continue
                # Bad photos or a bad computer? One that could be read before knows.
                if self._readable is None or self._try((self._readable,)) is None:
                    raise local.keep_dying()
            yield [*(outcomes or ()), *condemned]
            condemned = []
        yield condemned

    def _too_slow(self, photo: Photo) -> Failed:
        reason = f"it takes longer than {self._seconds:g} seconds"
        return replace(_crashed(photo), reason=reason, seconds=self._seconds)

    def _try(self, batch: Batch) -> list[Outcome] | None:
        """Outcomes of one call that has the pool for itself; None when its worker died."""
        try:
            return list(chain.from_iterable(self._together(deque([batch]), {})))
        except BrokenProcessPool:
            return None


@contextmanager
def _saying_who_ended_it() -> Iterator[None]:
    """Give one name to all that loky and joblib raise where another thread ends the workers.

    And the right one to a Ctrl-C of which they made a worker's death.
    """
    try:
        yield
    except Exception as error:
        if _ended.is_set():
            raise ReadingEndedError from error
        raise_if_stopped(error)
        raise


def _crashed(photo: Photo) -> Failed:
    return Failed(photo, CRASHED, pages=pictures_in(photo, natively=False))


def _start_here(workers: int, calls: Iterator[BatchCall]) -> Generator[BatchResult, None, None]:
    """Set processes of this computer to work; they stay for the next start."""
    call = joblib.delayed(read_batch)
    return local.start_workers((call(*arguments) for arguments in calls), workers)
