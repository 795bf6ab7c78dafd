"""What the page starts and does not wait for: a thread, and what became of it."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

from facefinder.app.closed import closed_to_us
from facefinder.app.register import Register
from facefinder.app.watcher import StopAskedError, Watcher
from facefinder.errors import FacefinderError, fault_of
from facefinder.pool import run

BATCH_S = 1.0
"""Most batches are read by then."""


class Task(ABC):
    """A thread that reads photos; only one at a time has the index.

    Args:
        before: Called first in the thread: ends what still has the index.
        between: Called by the thread whenever some more photos were read.

    Attributes:
        register: What may be shown.
        watcher: Counts, and lets it pause and stop.
        stopped: The user ended it early.
        problem: Why it failed, and what to do; "" = it did not.
        fault: The error that says so; None = there is none that was foreseen.
        bug: What nobody expected.
    """

    def __init__(
        self, before: Callable[[], None], between: Callable[[], None] = lambda: None
    ) -> None:
        self._before = before
        self._thread = threading.Thread(target=self._run, name=type(self).__name__)
        self._has_read = threading.Event()
        self.register = Register()
        self.watcher = Watcher(between)
        self.stopped = False
        self.problem = ""
        self.fault: FacefinderError | None = None
        self.bug: BaseException | None = None

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether it is not done yet."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Let it read no more, and wait until it does not; what was read counts.

        It notices between two batches of photos; where none comes soon (workers load an engine,
        or look at a long video), the workers are ended.
        """
        self.watcher.stop()
        while self._thread.is_alive() and not self._has_read.wait(BATCH_S):
            run.end()

    def close(self) -> None:
        """End it, and wait until nothing of it is open any more."""
        self.stop()
        self._thread.join(BATCH_S)
        while self._thread.is_alive():
            run.end()
            self._thread.join(BATCH_S)

    @abstractmethod
    def work(self) -> None:
        """Read the photos; belongs to the thread.

        Raises:
            StopAskedError: The user wants no more.
            FacefinderError: It cannot go on.
        """

    def _run(self) -> None:
        try:
            self._before()
            self.work()
        except (StopAskedError, run.ReadingEndedError):
            self.stopped = True
        except Exception as error:
            self.fault = error if isinstance(error, FacefinderError) else fault_of(error)
            if self.fault is None and isinstance(error, OSError):
                self.fault = closed_to_us(error)
            if self.fault is None:
                self.bug = error
            self.problem = str(self.fault or error) or type(error).__name__
        finally:
            self._has_read.set()
