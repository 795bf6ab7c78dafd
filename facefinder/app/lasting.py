"""How long the program lasts: as long as its page is open, or something is being done."""

import threading
import time
from collections.abc import Callable
from typing import Final

GONE_SECONDS: Final = 180.0
"""Without a word of the page, after which it is closed: browsers let hidden pages speak once a
minute."""
LEFT_SECONDS: Final = 15.0
"""After the page said that it is being closed; one that is loaded again says something soon."""


class Lasting:
    """Whether anybody still wants the program; every method may be called by any thread.

    Args:
        clock: Seconds, from any beginning.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until = clock() + GONE_SECONDS
        self._finished = False

    def hears(self) -> None:
        """The page said something, so it is open."""
        with self._lock:
            self._until = self._clock() + GONE_SECONDS

    def leave(self) -> None:
        """The page is being closed, or loaded again."""
        with self._lock:
            self._until = min(self._until, self._clock() + LEFT_SECONDS)

    def finish(self) -> None:
        """The user wants to end the program."""
        self._finished = True

    def is_wanted(self, *, busy: bool) -> bool:
        """Whether the page is open, or something is being done (`busy`)."""
        with self._lock:
            return not self._finished and (busy or self._clock() < self._until)
