"""The listener of a search that a page watches: counts, and lets it pause and stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace


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
        videos: Of the total.
        share: How much is done, by the time it takes, from 0 to 1.
        to_go: Seconds until all are read; None = nobody can tell yet.
    """

    total: int | None = None
    known: int = 0
    done: int = 0
    faces: int = 0
    videos: int = 0
    share: float = 0.0
    to_go: float | None = None


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
        self._expected: tuple[float, float | None] = 0.0, None
        self.progress = Progress()
        self.files = (0, 0)

    def say(self, _message: str) -> None:
        """Stop here, if that is wanted; the page shows what a console has to be told."""
        self._require_going()

    def start(self, total: int, known: int, videos: int = 0) -> None:
        """The photos begin, and videos among them."""
        share = known / total if total else 0.0
        self.progress = Progress(total, known, videos=videos, share=share)

    def expect(self, share: float, seconds: float | None) -> None:
        """How much is done, and how long the rest takes, with what comes next."""
        self._expected = share, seconds

    def advance(self, photos: int, faces: int, _matches: int | None, _unread: int = 0) -> None:
        """Some more are read; whoever paused lets this wait."""
        before, (share, to_go) = self.progress, self._expected
        self.progress = replace(
            before,
            done=before.done + photos,
            faces=before.faces + faces,
            share=share,
            to_go=to_go,
        )
        self._between()
        while self.paused and not self._stop.is_set():
            self._going.wait(0.1)
            self._between()
        self._require_going()

    def end(self) -> None:
        """All are read."""
        self.progress = replace(self.progress, share=1.0, to_go=0.0)

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

    @property
    def stopping(self) -> bool:
        """Whether the search ends as soon as it notices."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End reading; what was read counts."""
        self._stop.set()
        self._going.set()
