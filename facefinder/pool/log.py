"""What worker processes log, printed by their parent.

A worker has no standard error of its own to print to: several would write into one line, and over
the progress. It keeps its records until a batch is done and sends them along with the outcomes. Of
a worker that dies, those of its last batch are lost.
"""

import logging
from collections.abc import Sequence
from logging.handlers import QueueHandler
from queue import SimpleQueue

PROGRAM = "facefinder"
"""The logger above all of ours; what libraries log stays in the worker."""


class _Keeper(QueueHandler):
    """Keeps records, made fit for another process: text instead of objects and tracebacks."""

    queue: "SimpleQueue[logging.LogRecord]"


def level() -> int:
    """From which level on this process, a parent, wants records of its workers."""
    return logging.getLogger(PROGRAM).getEffectiveLevel()


def keep_records(level: int) -> None:
    """Keep what this process, a worker, logs from `level` on, for `take_records`."""
    logger = logging.getLogger(PROGRAM)
    logger.setLevel(level)
    logger.propagate = False
    logger.handlers = [_Keeper(SimpleQueue())]


def take_records() -> list[logging.LogRecord]:
    """What this worker has logged since the last call."""
    taken = []
    for handler in logging.getLogger(PROGRAM).handlers:
        while isinstance(handler, _Keeper) and not handler.queue.empty():
            taken.append(handler.queue.get())
    return taken


def tell_records(records: Sequence[logging.LogRecord]) -> None:
    """Log in this process, the parent, what a worker has logged.

    Time and process name are the worker's; how it is formatted and where it goes, the parent's.
    """
    for record in records:
        logging.getLogger(record.name).handle(record)
