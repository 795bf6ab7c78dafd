"""A sign of life from a thread of its own, while the one that works is busy with one thing."""

import threading
from collections.abc import Callable


class Heartbeat:
    """Does something again and again until it is stopped.

    Args:
        beat: Does what is due, and returns how many seconds later it wants to be asked again.
        first: Seconds until it is asked for the first time.
    """

    def __init__(self, beat: Callable[[], float], first: float) -> None:
        self._beat, self._pause = beat, first
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopped.wait(self._pause):
            self._pause = self._beat()

    def stop(self) -> None:
        """Return when it beats no more."""
        self._stopped.set()
        self._thread.join()
