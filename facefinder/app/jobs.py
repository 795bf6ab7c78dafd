"""What a page asks a thread to do, in the order in which it was asked."""

import queue
import threading
from collections.abc import Callable
from typing import TypeAlias

Job: TypeAlias = Callable[[], None]


class Jobs:
    """Jobs of one thread: each that is taken is done, for others are refused once it ends."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._lock = threading.Lock()  # nothing is added between the last look and the end
        self._ended = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits to be done."""
        return self._waiting.empty()

    def add(self, job: Job) -> bool:
        """Have something done; by any thread. Returns whether it will be."""
        with self._lock:
            if not self._ended:
                self._waiting.put(job)
            return not self._ended

    def do_one(self) -> None:
        """Do what comes next, however long it is until something does."""
        self._waiting.get()()

    def do_all(self) -> None:
        """Do whatever waits."""
        while not self.is_empty:
            self.do_one()

    def end(self) -> None:
        """Do whatever waits, and take no more."""
        while not self._ended:
            self.do_all()
            with self._lock:
                self._ended = self.is_empty
