"""How much of the reading is ahead, in time: a video costs as much as a hundred photos."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Final

from facefinder.host.text import counted
from facefinder.records.photos import Outcome, Photo, Scanned
from facefinder.search.pace import BATCH, counted_in, lasting


class Piece(Enum):
    """What is read one by one, and costs about the same each time."""

    PHOTO = 1
    FRAME = 2
    MOMENT = 3


PRIOR: Final = {Piece.PHOTO: 1.0, Piece.FRAME: 1.5, Piece.MOMENT: 2.0}
"""What each is taken to cost before some were read, in photos: a moment is looked for in its video
again."""
MOMENTS_PRIOR: Final = 0.4
"""How many moments a frame that is looked at leads to, before some videos were read."""
TRUST: Final = 8.0
"""So many pieces weigh as much as what was taken for granted before."""
TRIED: Final = 20.0
"""Photos, or what costs as much, to be read before an end is estimated."""
CLOCK_S: Final = 1e-3
"""Less time than this cannot be measured everywhere."""
WORTH_SAYING_S: Final = 60.0
"""How much of a search has to be left for somebody to be told how long it takes."""


class Ahead:
    """What is ahead of a search: work that is left, by what each kind of it has cost so far.

    Args:
        photos: What is to be read.
        frames: How many frames of each video among them will be looked at.
        readers: How many are read at the same time.
        known: Which share of the whole search was known before.
        clock: Seconds, of any beginning.

    Attributes:
        spent: Seconds of reading until now, without the workers' beginning.
    """

    def __init__(
        self,
        photos: Sequence[Photo],
        frames: Mapping[Photo, int],
        readers: int,
        known: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._frames, self._readers, self._known = frames, max(1, readers), known
        self._clock = clock
        self._left, self._done = Counter[Piece](), Counter[Piece]()
        self._took = dict.fromkeys(Piece, 0.0)
        self._moments = 0
        self._longest = max(frames.values(), default=0)
        self.spent, self._since = 0.0, clock()
        self._started = False
        self._share = known
        for photo in photos:
            self._left[self._piece(photo)] += frames.get(photo, 1)

    def _piece(self, photo: Photo) -> Piece:
        if photo in self._frames:
            return Piece.FRAME
        return Piece.PHOTO if photo.moment is None else Piece.MOMENT

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """These were read."""
        self.go_on(counts=True)
        if not self._started:  # before it, workers and their models began
            self._started, self.spent = True, sum(one.took for one in outcomes)
        for one in outcomes:
            piece, count = self._piece(one.photo), self._frames.get(one.photo, 1)
            self._left[piece] -= count
            self._left.update(map(self._piece, one.others))
            if isinstance(one, Scanned):  # what cannot be read tells nothing of what can
                self._done[piece] += count
                self._took[piece] += one.took
                self._moments += len(one.moments)

    def go_on(self, *, counts: bool = False) -> None:
        """Time goes on from now; what passed since `add` counts as reading, or as a pause."""
        now = self._clock()
        self.spent += now - self._since if counts else 0.0
        self._since = now

    def _cost(self, piece: Piece) -> float:
        """How many seconds a reader needs for one."""
        usual = sum(PRIOR[one] * self._done[one] for one in Piece)
        scale = sum(self._took.values()) / usual if usual else 0.0
        return (self._took[piece] + TRUST * PRIOR[piece] * scale) / (self._done[piece] + TRUST)

    def _work_left(self) -> float:
        """How many seconds one reader would need for the rest, and for what will be found in it."""
        frames = self._done[Piece.FRAME]
        each = (self._moments + TRUST * MOMENTS_PRIOR) / (frames + TRUST)
        to_come = each * max(0, self._left[Piece.FRAME]) * self._cost(Piece.MOMENT)
        return to_come + sum(self._cost(one) * max(0, self._left[one]) for one in Piece)

    @property
    def share(self) -> float:
        """How much of the search is done, by time, from 0 to 1; it never becomes less."""
        done = sum(self._took.values())
        if done:
            of_these = done / (done + self._work_left())
            self._share = max(self._share, self._known + (1 - self._known) * of_these)
        return self._share

    @property
    def seconds(self) -> float | None:
        """How long the rest takes; None = nobody can tell yet."""
        done = sum(self._took.values())
        tried = sum(PRIOR[one] * self._done[one] for one in Piece)
        if tried < TRIED or done < CLOCK_S:
            return None
        # Readers who had time for more than they handed over are in the middle of something, but
        # of nothing longer than the longest; for the rest of it they waited, and will wait again.
        longest = max(BATCH * self._cost(Piece.PHOTO), self._longest * self._cost(Piece.FRAME))
        had = self.spent * self._readers
        begun = min(max(0.0, had - done), longest * self._readers)
        busy = min(1.0, (done + begun) / had) if had else 1.0
        return self._work_left() / (busy * self._readers)


def estimate(ahead: Ahead, tried: int, files: int, videos: int) -> str:
    """A sentence about how long a search takes; "" = it is too early, or not worth saying.

    Args:
        ahead: What is ahead of it.
        tried: How many photos and videos were read.
        files: All that are to be read.
        videos: How many of these are videos.
    """
    left = ahead.seconds
    if left is None or left < WORTH_SAYING_S:
        return ""
    photos, long = counted_in(files - videos), lasting(ahead.spent + left)
    if not videos:
        return f"{photos} to read, about {long}; {tried:,} tried"
    films = counted(videos, "video")
    return f"{photos} and {films} to read, about {long}; {tried:,} tried"
