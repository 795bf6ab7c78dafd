"""The listener of a search that a page watches: counts, and lets it pause and stop."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

FIRST_ESTIMATE = 30
"""Photos to see before an end is estimated: earlier the start of the workers dominates."""


class StopAskedError(Exception):
    """The user wants no more photos to be read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading is.

    Attributes:
        total: Photos and videos to search; None = they are still being listed.
        known: Of these, known from before.
        done: Read now.
        faces: In those.
        seconds: For which photos were read, without pauses.
        videos: Of the total.
    """

    total: int | None = None
    known: int = 0
    done: int = 0
    faces: int = 0
    seconds: float = 0.0
    videos: int = 0

    @property
    def to_go(self) -> float | None:
        """Seconds until all are read; None = nobody can tell yet."""
        if self.total is None or self.done < FIRST_ESTIMATE:
            return None
        return (self.total - self.known - self.done) * self.seconds / self.done


class Watcher:
    """Told by the search's thread, asked by others; between two batches it hands on the turn.

    Args:
        between: Called by the search's thread whenever some more photos were read; it may raise
            `StopAskedError`.

    Attributes:
        progress: Of reading.
        files: How many copies are in their place, and of how many, when it was last told.
    """

    def __init__(self, between: Callable[[], None]) -> None:
        self._between = between
        self._going = threading.Event()
        self._going.set()
        self._stop = threading.Event()
        self._since = time.monotonic()
        self.progress = Progress()
        self.files = (0, 0)

    def say(self, _message: str) -> None:
        """Stop here, if that is wanted; the page shows what a console has to be told."""
        self._require_going()

    def start(self, total: int, known: int, videos: int = 0) -> None:
        """The photos begin, and videos among them."""
        self.progress = Progress(total, known, videos=videos)
        self._since = time.monotonic()

    def advance(self, photos: int, faces: int, _matches: int | None, _unread: int = 0) -> None:
        """Some more are read; whoever paused lets this wait."""
        now, before = time.monotonic(), self.progress
        self.progress = replace(
            before,
            done=before.done + photos,
            faces=before.faces + faces,
            seconds=before.seconds + now - self._since,
        )
        self._between()
        while self.paused and not self._stop.is_set():
            self._going.wait(0.1)
            self._between()
        self._since = time.monotonic()
        self._require_going()

    def end(self) -> None:
        """All are read; whoever asks sees it in the counts."""

    def _require_going(self) -> None:
        if self._stop.is_set():
            raise StopAskedError

    def copied(self, done: int, total: int) -> None:
        """So many of the files that belong in the folder of copies are there."""
        self.files = (done, total)

    @property
    def paused(self) -> bool:
        """Whether the search waits for `go_on`, or will after the batch that is being read."""
        return not self._going.is_set()

    def pause(self) -> None:
        """Let reading wait."""
        self._going.clear()

    def go_on(self) -> None:
        """Let reading go on."""
        self._going.set()

    def stop(self) -> None:
        """End reading; what was read counts."""
        self._stop.set()
        self._going.set()
