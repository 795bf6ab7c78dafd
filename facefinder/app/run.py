"""One search that a page drives: a thread that reads, judges, and does what the page asks for."""

import os
import threading
import time
from collections.abc import Callable
from enum import StrEnum

from facefinder.app.decided import Change
from facefinder.app.faces_beside import FacesBeside
from facefinder.app.found import Found
from facefinder.app.jobs import Jobs
from facefinder.app.review import Done, Review
from facefinder.app.task import Task
from facefinder.app.watcher import StopAskedError
from facefinder.errors import FacefinderError, UsageError
from facefinder.pool.run import ReadingEndedError
from facefinder.records.left_out import OTHER_TIME
from facefinder.records.photos import Failed
from facefinder.search.by_hand import take_over
from facefinder.search.record import written
from facefinder.search.steps import Search, searching
from facefinder.settings import Settings

JUDGED_EVERY_S = 2.0
"""Between two looks at what was found so far, while photos are read."""
JUDGING_SHARE = 10
"""Reading takes at least so many times as long as judging what was read so far."""


class Phase(StrEnum):
    """Where a run is."""

    PREPARING = "preparing"
    READING = "reading"
    COPYING = "copying"
    READY = "ready"
    FAILED = "failed"


WORKING = (Phase.PREPARING, Phase.READING, Phase.COPYING)
"""When no other search can begin."""


class Run(Task):
    """A search, and what the page does with what it found.

    Args:
        settings: What is to be done.
        before: As of `Task`.
        waiting: Decisions that no index has taken, as of `Decided`; those of this search that
            none takes are there when it has ended.

    Attributes:
        settings: As given.
        cut_short: The user ended reading early.
        searched: How many photos and videos were read, now or earlier.
        videos: How many of these are videos.
        other_times: Photos that are not searched, for they were taken at another time.
        skipped: What could not be read.
        lost: Searched folders that have gone before all in them was read.
        notes: What was done by hand in the folder of copies, and counts.
        found: As the page is told; None = it is not known yet who is looked for.
        actions: How many actions were done; the page waits for its own.
        last: What the last action did.
        unsettled: Why the folder of copies is not as it should be; "" = it is.
        faces: Pictures of the faces alone, in that folder.
    """

    def __init__(
        self,
        settings: Settings,
        before: Callable[[], None],
        waiting: list[Change] | None = None,
    ) -> None:
        super().__init__(before, self._between)
        self.settings = settings
        self._waiting = [] if waiting is None else waiting
        self._closing, self._hurrying = threading.Event(), threading.Event()
        self._jobs = Jobs()
        self._settled = False  # what was found is copied; what remains is what the page asks for
        self._judged, self._judging = time.monotonic(), 0.0
        self._phase = Phase.PREPARING
        self.cut_short = False
        self.searched = self.videos = self.other_times = 0
        self.skipped: tuple[Failed, ...] = ()
        self.lost: tuple[str, ...] = ()
        self.notes: list[str] = []
        self.review: Review | None = None
        self.found: Found | None = None
        self.actions = 0
        self.last = Done()
        self.unsettled = ""
        target, pixels = settings.outputs.copy_to, settings.work.limits.pixels
        self.faces = FacesBeside(target, self.register, pixels)

    @property
    def phase(self) -> Phase:
        """Where it is; what failed has its reason already."""
        if self.problem:
            return Phase.FAILED
        return Phase.READY if self.stopped else self._phase

    @property
    def is_busy(self) -> bool:
        """Whether something is being done that nobody should interrupt; a pause is nothing."""
        works = self.phase in WORKING and not (self.watcher.paused and self.phase is Phase.READING)
        return super().is_busy and (works or not self._jobs.is_empty)

    def close(self) -> None:
        """End the search, and wait until nothing of it is open; what was decided takes effect."""
        if not self._settled:
            self._hurrying.set()
        self._closing.set()
        self._jobs.add(lambda: None)  # wakes the thread
        super().close()

    def soon(self, action: Callable[[Review], Done]) -> None:
        """Let an action take effect, as soon as the thread is free.

        Raises:
            UsageError: The search has ended, so nothing can.
        """
        if not (super().is_busy and self._jobs.add(lambda: self._act(action))):
            raise ended()

    def try_again(self) -> None:
        """Do what could not be done: keep what was decided, copy what is missing.

        Raises:
            UsageError: As of `soon`.
        """
        self.soon(Review.deliver)

    def _act(self, action: Callable[[Review], Done]) -> None:
        """Do an action, after what was decided before and could not be kept."""
        if self.review is not None:
            self.last = _tried(action, self.review)
            self.unsettled = self.last.problem
        self.actions += 1

    def work(self) -> None:
        """Search, and then do what the page asks for, until the search is closed."""
        with searching(self.settings, self.watcher) as search:
            target = self.settings.outputs.copy_to
            self._take_over(search)
            wish = self.settings.outputs
            told = self.watcher.copied
            self.review = Review(
                *(search, target, self.register, told),
                goes_on=self._goes_on,
                wish=wish,
                waiting=self._waiting,
            )
            self.found = Found(self.review, search.people, search.engine, self.register)
            self._phase = Phase.READING
            try:
                self._read(search, self.review)
                if not self._hurrying.is_set():
                    self._settle(search, self.review)
                self._do_what_is_asked(self.review)
            finally:  # also where reading failed: nothing that was decided is lost
                self._jobs.end()
                if not self.review.is_settled:
                    self._act(Review.deliver)
                self.review.end()

    def _read(self, search: Search, review: Review) -> None:
        """Read what is not known, and count it."""
        self.other_times = search.found.others.get(OTHER_TIME, 0)
        if 0 < len(search.plan.searched) < len(search.found.photos):
            self._judge(review)  # what is known is shown while the engine is loaded
        try:
            search.read(self.watcher)
        except (StopAskedError, ReadingEndedError):
            self.cut_short = True
        self._has_read.set()
        searched, progress = search.searched(), self.watcher.progress
        self.skipped, self.lost = searched.skipped, searched.lost
        self.videos = searched.videos
        self.searched = progress.known + progress.done - searched.unreadable

    def _settle(self, search: Search, review: Review) -> None:
        """Copy what was found."""
        self._take_over(search)  # of photos that the index did not know before
        review.whole, self._phase = True, Phase.COPYING
        self._judge(review)
        self._catch_up(review)
        target = self.settings.outputs.copy_to
        if target is not None and os.path.isdir(target):  # noqa: PTH112 - never raises
            search.session.index.keep_results(target, written(self.settings))
        self._settled = not self._hurrying.is_set()

    def _do_what_is_asked(self, review: Review) -> None:
        """Do what the page asks for, until the search is closed."""
        while not (self._closing.is_set() and self._jobs.is_empty):
            self._jobs.do_one()
            self._catch_up(review)

    def _catch_up(self, review: Review) -> None:
        """Copy what was left because something else came first; that does so again."""
        while review.behind and not self._hurrying.is_set():
            self._phase = Phase.COPYING
            self._jobs.do_all()
            self._deliver(review)
        self._phase = Phase.READY
        if problem := self.faces.bring_in_line(review.matched, self._goes_on):
            self.unsettled = problem

    def _goes_on(self) -> bool:
        """Whether more is copied: who decides, or closes the page, waits for no thousands."""
        return self._jobs.is_empty and not self._hurrying.is_set()

    def _take_over(self, search: Search) -> None:
        target, largest = self.settings.outputs.copy_to, self.settings.outputs.largest
        if target is not None:
            take_over(search, target, self.notes.append, versions_too=largest)

    def _between(self) -> None:
        """Do what the page asked for; look now and then at what was found so far."""
        review = self.review
        if review is None:  # references are being read
            return
        self._jobs.do_all()
        if review.behind:
            self._deliver(review)
        waited = time.monotonic() - self._judged
        if not self.watcher.paused and waited > max(JUDGED_EVERY_S, JUDGING_SHARE * self._judging):
            self._judge(review)

    def _judge(self, review: Review) -> None:
        began = time.monotonic()
        review.judge()
        self._judged = time.monotonic()
        self._judging = self._judged - began
        self._deliver(review)

    def _deliver(self, review: Review) -> None:
        """Copy; what the page asks for meanwhile comes first."""
        self.unsettled = _tried(Review.deliver, review).problem


def ended() -> UsageError:
    """The error of whoever asks for something when nothing can be done any more."""
    return UsageError("The search has ended.", "Go on searching first.")


def _tried(action: Callable[[Review], Done], review: Review) -> Done:
    """Do an action; what keeps it from being done is told."""
    try:
        return action(review)
    except FacefinderError as error:
        return Done(problem=str(error))
