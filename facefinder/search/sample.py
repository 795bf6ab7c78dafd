"""A search of some photos, from everywhere, that says what all of them would take and show."""

import math
from dataclasses import dataclass, replace
from typing import Final

from facefinder.discover.found import Discovered
from facefinder.search.listener import Listener
from facefinder.search.pace import Pace, counted_in, spread
from facefinder.search.searched import Searched

NORMAL_95: Final = 1.96
"""So many standard deviations to each side hold 95 of 100 samples."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was searched of all photos.

    Attributes:
        photos: How many were.
        of: How many there are.
        seconds: What it would take to search all of them; None = too few were read to tell.
    """

    photos: int
    of: int
    seconds: float | None

    def about(self, found: int) -> tuple[int, int, int]:
        """How many photos of all show somebody, and between which numbers that is for 95 of 100.

        Args:
            found: How many of the sample do.
        """
        share, number, spare = found / self.photos, self.photos, NORMAL_95**2
        middle = (share + spare / (2 * number)) / (1 + spare / number)
        width = NORMAL_95 * math.sqrt(share * (1 - share) / number + spare / (4 * number**2))
        width /= 1 + spare / number
        # Those that were found are there, and of the others at least those that were not are not.
        least = max(found, round(self.of * (middle - width)))
        most = min(self.of - number + found, round(self.of * (middle + width)))
        return round(self.of * share), least, most


def sampled(found: Discovered, count: int | None, listener: Listener) -> Discovered:
    """What was found, with only so many of its photos, from everywhere; None = with all of them."""
    if count is None or count >= len(found.photos):
        return found
    few = spread(found.photos, count)
    listener.say(f"A sample: {len(few):,} of {counted_in(len(found.photos))}, from everywhere")
    return replace(found, photos=few)


def sample_of(searched: Searched, whole: int, pace: Pace) -> Sample | None:
    """What a search of a sample tells about all photos; None if it was one of all of them.

    Args:
        searched: The photos of the sample.
        whole: How many photos there are.
        pace: Of those that were read now; of others as many are taken to be known from before.
    """
    if searched.photos >= whole:
        return None
    new = searched.scanned / searched.photos
    seconds = None if pace.each is None else pace.each * whole * new
    return Sample(searched.photos, whole, seconds)
