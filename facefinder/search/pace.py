"""How long photos take, of which the first ones that are read come from everywhere in a search."""

import time
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from facefinder.host.text import counted
from facefinder.records.photos import Photo

TRIED: Final = 20
"""Photos to be read, once all workers work, before an end is estimated."""
BATCH: Final = 8
"""Photos that a worker reads before it hands them over, at most."""
MANY: Final = 1000
"""Photos of which some are worth being read out of their order: of fewer the end is near."""

_Thing = TypeVar("_Thing")


class Pace:
    """The time that photos take.

    Args:
        workers: Who read them at the same time.
        clock: Seconds, of any beginning.

    Attributes:
        photos: How many were read since all workers were at work.
        seconds: In which time.
    """

    def __init__(self, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._starting, self._clock = max(1, workers), clock
        self._began = 0.0
        self.photos, self.seconds = 0, 0.0

    def add(self, photos: int) -> None:
        """A batch of so many was read; the first ones came with their workers' beginning."""
        now = self._clock()
        if self._starting:
            self._starting -= 1
            self._began = now
            return
        self.photos += photos
        self.seconds = now - self._began

    @property
    def each(self) -> float | None:
        """Seconds for one photo; None = nobody can tell yet."""
        return self.seconds / self.photos if self.photos >= TRIED else None


def first_from_everywhere(photos: Sequence[Photo], workers: int) -> list[Photo]:
    """The photos, of many the first ones from everywhere: a folder of small ones tells little.

    What is in an archive stays in its order: to jump about in one takes longer than to read it.
    """
    count = 2 * BATCH * max(1, workers) + TRIED
    files = [photo for photo in photos if photo.is_file]
    if len(files) < max(MANY, 2 * count):
        return list(photos)
    first = spread(files, count)
    taken = set(first)
    return first + [photo for photo in photos if photo not in taken]


def spread(things: Sequence[_Thing], count: int) -> list[_Thing]:
    """So many of some things, evenly from the first to the last one; all, if there are no more."""
    number = min(count, len(things))
    return [things[(2 * place + 1) * len(things) // (2 * number)] for place in range(number)]


def counted_in(photos: int) -> str:
    """A number of photos, as people write it."""
    return f"{photos:,} photos" if photos > 999 else counted(photos, "photo")


def lasting(seconds: float) -> str:
    """A span of time, as roughly as it is known."""
    if seconds < 90:
        return counted(max(1, round(seconds)), "second")
    if seconds < 90 * 60:
        return counted(round(seconds / 60), "minute")
    return f"{seconds / 3600:.1f} hours"
