"""What a run tells the person who waits: a live line on a terminal, a plain line now and then else.

Everything goes to standard error; standard output belongs to the results.
"""

import os
import sys
import threading
import time
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, Task, TextColumn
from rich.table import Column
from rich.text import Text

from facefinder.host.text import printable
from facefinder.language.retold import retold
from facefinder.language.say import _, ngettext
from facefinder.output.console import obeys_escapes
from facefinder.output.heartbeat import Heartbeat
from facefinder.output.tell import tell
from facefinder.search.listener import Silent

STEPS = 10_000
"""Parts of the bar, which goes by the time that things take: a video is more than a photo."""
BAR_WIDTH = 20
"""Characters."""
WIDE = 110
"""Columns from which there is room for the bar beside what is told; of 80 it takes too many."""
PLAIN_EVERY_S = 30.0
"""Seconds between two plain lines."""
PICTURES_EVERY_S = 5.0
"""Seconds between two lines about the pictures of a report."""


class Teller(Silent):
    """A listener and context manager that says nothing; the others override its methods."""

    def __enter__(self) -> "Teller":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def teller(*, quiet: bool, stream: TextIO | None = None) -> Teller:
    """Choose how to tell.

    Args:
        quiet: Say nothing at all.
        stream: Where to; by default the standard error of this moment.
    """
    stream = stream or sys.stderr
    if quiet:
        return Teller()
    return _Live(stream) if stream.isatty() and obeys_escapes(stream) else _Plain(stream)


def _same_place(stream: TextIO) -> TextIO:
    """A stream of one's own to the same place.

    While native libraries are silenced, file 2 leads nowhere. A line that is drawn again and again
    by a thread of its own goes on.
    """
    try:
        number = os.dup(stream.fileno())
    except (OSError, ValueError):  # a test's stream, in memory
        return stream
    return open(number, "w", encoding=stream.encoding, errors="backslashreplace")  # noqa: PTH123 - Path.open takes no file number


class PicturesTold:
    """Says now and then how many photos have their pictures in a report, or their faces in files.

    Args:
        quiet: Say nothing.
        faces: Of which of the two.
    """

    def __init__(self, *, quiet: bool, faces: bool = False) -> None:
        self._quiet, self._faces = quiet, faces
        self._last = time.monotonic()
        self._told = False

    def __call__(self, done: int, total: int) -> None:
        """Now `done` of `total` photos have them; the last is told where some were."""
        is_time = time.monotonic() - self._last >= PICTURES_EVERY_S
        if self._quiet or not (is_time or (self._told and done == total)):
            return
        self._last, self._told = time.monotonic(), True
        if self._faces:
            tell(f"Faces cut out of {done:,} of {total:,} photos")
        else:
            tell(_("Pictures for the report: {done} of {total}", done=done, total=total))


class _Tally:
    """Counts of what is looked at now, its rate and the estimated end."""

    def __init__(self, total: int = 0, known: int = 0, videos: int = 0) -> None:
        self.total, self.known, self.videos = total, known, videos
        self.done = self.unread = self.faces = 0
        self.matches: int | None = None
        self.seconds: float | None = None
        self.share = known / total if total else 0.0
        self.began = self.latest = time.monotonic()

    def done_in_words(self) -> str:
        done = self.known + self.done
        if self.videos:
            return _("{done} of {total} photos and videos", done=done, total=self.total)
        photos = ngettext("{n} photo", "{n} photos", self.total)
        return _("{done} of {total}", done=done, total=photos)

    def add(self, photos: int, faces: int, matches: int | None, unread: int) -> None:
        self.latest = time.monotonic()
        self.done += photos
        self.unread += unread
        self.faces += faces
        if matches is not None:
            self.matches = (self.matches or 0) + matches

    def waiting(self) -> str:
        """That it goes on, although one photo takes long."""
        return _(
            "still reading; nothing new for {time}", time=_span(time.monotonic() - self.latest)
        )

    def __str__(self) -> str:
        """What is of most use first: a narrow terminal cuts off the end."""
        seconds = max(time.monotonic() - self.began, 1e-3)
        found = ngettext("{n} face", "{n} faces", self.faces)
        if self.matches is not None:
            found += ", " + ngettext("{n} match", "{n} matches", self.matches)
        read = self.done - self.unread  # as what was searched is counted in the end
        found = _("{found} in the {n} looked at now", n=read, found=found)
        if self.unread:
            found += ", " + ngettext(
                "{n} file could not be read", "{n} files could not be read", self.unread
            )
        parts = [found, _("{rate} photos/s", rate=round(self.done / seconds, 1))]
        if self.seconds:
            parts.insert(0, _("about {time} to go", time=_span(self.seconds)))
        return "; ".join(parts)


def _span(seconds: float) -> str:
    if seconds < 90:
        return ngettext("{n} second", "{n} seconds", max(round(seconds), 1))
    if seconds < 90 * 60:
        return ngettext("{n} minute", "{n} minutes", round(seconds / 60))
    return _("{hours} hours", hours=round(seconds / 3600, 1))


class _Plain(Teller):
    """For logs and pipes: a line now and then, also while one photo takes long, one at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._own = stream, stream
        self._tally = _Tally()
        self._last = time.monotonic()
        self._untold = False
        self._lock = threading.Lock()
        self._heart: Heartbeat | None = None

    def say(self, message: str) -> None:
        tell(message, self._stream)

    def start(self, total: int, known: int, videos: int = 0) -> None:
        self._stop()
        self._tally = _Tally(total, known, videos)
        self._last, self._untold = time.monotonic(), False
        if total > known:
            self._own = _same_place(self._stream)
            self._heart = Heartbeat(self._beat, PLAIN_EVERY_S)

    def expect(self, share: float, seconds: float | None) -> None:
        self._tally.share, self._tally.seconds = share, seconds

    def advance(self, photos: int, faces: int, matches: int | None, unread: int = 0) -> None:
        with self._lock:
            self._tally.add(photos, faces, matches, unread)
            self._untold = True
            if time.monotonic() - self._last >= PLAIN_EVERY_S:
                tell(self._how_far(), self._stream)

    def end(self) -> None:
        self._stop()
        if self._untold:
            self.say(self._how_far())

    def _beat(self) -> float:
        with self._lock:
            left = self._last + PLAIN_EVERY_S - time.monotonic()
            if left > 0:
                return left
            tell(self._how_far(), self._own)
            return PLAIN_EVERY_S

    def _how_far(self) -> str:
        tally, new = self._tally, self._untold
        self._last, self._untold = time.monotonic(), False
        return f"{tally.done_in_words()}; {tally if new else tally.waiting()}"

    def _stop(self) -> None:
        if self._heart is not None:
            self._heart.stop()
            self._heart = None
        if self._own is not self._stream:
            self._own.close()
            self._own = self._stream

    def copied(self, done: int, total: int) -> None:
        if time.monotonic() - self._last >= PLAIN_EVERY_S:
            self._last = time.monotonic()
            self.say(_("Copied: {done} of {total}", done=done, total=total))

    def __exit__(self, *_: object) -> None:
        self._stop()


class _Rest(TextColumn):
    """What is cut off where the line is too long for the terminal, so that the counts are not."""

    def render(self, task: Task) -> Text:
        text = super().render(task)
        text.no_wrap, text.overflow = True, "ellipsis"
        return text


class _Live(Teller):
    """For a terminal: one line that is drawn again and again."""

    def __init__(self, stream: TextIO) -> None:
        self._tally = _Tally()
        self._stream, self._own = stream, _same_place(stream)
        # No colour guesses from the text: a file name with brackets is not markup.
        self._console = Console(
            file=self._own, markup=False, highlight=False, emoji=False, legacy_windows=False
        )
        self._progress = Progress(
            SpinnerColumn("line"),  # moves also while one photo takes long; plain letters
            TextColumn("{task.description}"),
            *([BarColumn(bar_width=BAR_WIDTH)] if self._console.width >= WIDE else []),
            TextColumn("{task.fields[count]}"),
            _Rest("{task.fields[tally]}", table_column=Column(no_wrap=False)),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task(
            _("Reading photos"), total=None, visible=False, count="", tally=""
        )

    def say(self, message: str) -> None:
        self._console.print(printable(retold(message)), soft_wrap=True)

    def start(self, total: int, known: int, videos: int = 0) -> None:
        self._tally = _Tally(total, known, videos)
        self._progress.update(self._task, total=STEPS, visible=total > known)
        self._draw(_("starting"))

    def expect(self, share: float, seconds: float | None) -> None:
        self._tally.share, self._tally.seconds = share, seconds

    def advance(self, photos: int, faces: int, matches: int | None, unread: int = 0) -> None:
        self._tally.add(photos, faces, matches, unread)
        self._draw(str(self._tally))

    def end(self) -> None:
        self.expect(1.0, 0.0)
        self._draw(str(self._tally))

    def _draw(self, rest: str) -> None:
        tally = self._tally
        self._progress.update(
            self._task,
            completed=round(tally.share * STEPS),
            count=f"{tally.known + tally.done}/{tally.total}",
            tally=rest,
        )

    def copied(self, done: int, total: int) -> None:
        self._progress.update(
            self._task,
            description=_("Copying photos"),
            total=total,
            completed=done,
            count=f"{done}/{total}",
            visible=True,
            tally="",
        )

    def __enter__(self) -> "_Live":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
        if self._own is not self._stream:
            self._own.close()
