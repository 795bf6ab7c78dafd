"""One call in a worker process: a batch of photos, and what was logged meanwhile."""

import logging
from dataclasses import dataclass

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
    """Read a batch of photos in a worker process.

    Raises:
        ModelError: The engine cannot be loaded.
    """
    outcomes = scan_photos(photos, engine, models_dir, limits, may_end=True)
    return BatchResult(outcomes, take_records())
