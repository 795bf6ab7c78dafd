"""One call in a worker process: a batch of photos, and what was logged meanwhile."""

import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass

from facefinder.host.process import ending_after
from facefinder.pool.log import take_records
from facefinder.records.photos import Outcome, Photo
from facefinder.scan.photo import scan_photos
from facefinder.settings import EngineSettings, Limits


@dataclass(frozen=True, slots=True, eq=False)
class BatchResult:
    """What a worker process sends back.

    Attributes:
        outcomes: One for each photo, in their order.
        log: What the worker logged meanwhile; nothing unless debugging.
    """

    outcomes: list[Outcome]
    log: list[logging.LogRecord]


def read_batch(
    photos: tuple[Photo, ...], engine: EngineSettings, models_dir: str, limits: Limits
) -> BatchResult:
    """Read a batch of photos in a worker process, which is ended when one takes too long.

    Raises:
        FacefinderError: The engine cannot be loaded, or something else that is no photo's fault.
    """

    def limit(count: int) -> AbstractContextManager[None]:
        return ending_after(count * limits.seconds)

    outcomes = scan_photos(photos, engine, models_dir, limits, limit=limit)
    return BatchResult(outcomes, take_records())
