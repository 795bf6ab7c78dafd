"""A look at photos before the search, in a thread of its own."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from facefinder.app.register import Register
from facefinder.app.watcher import StopAskedError, Watcher
from facefinder.errors import FacefinderError, fault_of
from facefinder.language.retold import retold


class Look(ABC):
    """A thread that reads some photos; only one at a time has the index.

    Args:
        before: Called first in the thread: ends what still has the index.

    Attributes:
        register: The faces that may be shown.
        watcher: Counts, and lets it stop.
        problem: Why it failed; "" = it did not.
        bug: What nobody expected.
    """

    def __init__(self, before: Callable[[], None]) -> None:
        self._before = before
        self._thread = threading.Thread(target=self._run, name="look")
        self.register = Register()
        self.watcher = Watcher(lambda: None)
        self.problem = ""
        self.bug: BaseException | None = None

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether it is not done yet."""
        return self._thread.is_alive()

    def close(self) -> None:
        """End it, and wait until nothing of it is open any more."""
        self.watcher.stop()
        self._thread.join()

    def told(self) -> dict[str, Any]:
        """Where it is, for the page."""
        return {"busy": self.is_busy, "problem": retold(self.problem)}

    @abstractmethod
    def look(self) -> None:
        """Read the photos; belongs to the thread."""

    def _run(self) -> None:
        try:
            self._before()
            self.look()
        except StopAskedError:
            pass
        except Exception as error:
            fault = error if isinstance(error, FacefinderError) else fault_of(error)
            if fault is None:
                self.bug = error
            self.problem = str(fault or error)
