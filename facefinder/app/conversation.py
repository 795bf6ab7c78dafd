"""What the page may ask for, and what it is told; one thing at a time is searched."""

import glob
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from facefinder.app import wishes
from facefinder.app.choice import Choice
from facefinder.app.decided import Change
from facefinder.app.document import state_of, unread_of
from facefinder.app.ground import Ground
from facefinder.app.lasting import Lasting
from facefinder.app.pictures import Pictures
from facefinder.app.register import Register
from facefinder.app.review import Done
from facefinder.app.run import WORKING, Run, ended
from facefinder.app.task import Task
from facefinder.app.who import AnyLook, Who
from facefinder.errors import UsageError
from facefinder.host.text import printable
from facefinder.language.retold import retold_on_page
from facefinder.language.say import speak, spoken
from facefinder.settings import Settings, Where, is_inside


class Conversation:
    """The state of the program between two requests; every method may be called by any thread.

    Args:
        ground: What any run stands on.
        show_folder: Opens a folder in the system's file manager; returns whether that went well.
        lasting: Knows whether the page is open.

    Attributes:
        lasting: As given.
        who: The people that may be chosen.
        choice: The places that may be.
        pictures: Makes pictures for the page.
        wish: What is chosen on the page so far, in its own words: it may be loaded again.
    """

    def __init__(
        self, ground: Ground, show_folder: Callable[[Path], bool], lasting: Lasting
    ) -> None:
        self._ground = ground
        self._show_folder = show_folder
        self._lock = threading.RLock()
        self._run: Run | None = None
        self._last: Settings | None = None  # of the last search; a look may have ended it
        self._waiting: list[Change] = []  # decisions that no index has taken yet
        self.lasting = lasting
        self.who = Who(ground, self._begin, self._rest)
        self.choice = Choice(ground.offered)
        self.pictures = Pictures(ground.work.limits.pixels)
        self.wish: Mapping[str, Any] = {}

    def is_wanted(self) -> bool:
        """Whether the page is open, or something is being done.

        Raises:
            Exception: What nobody expected happened in a thread.
        """
        tasks = self._tasks()
        for one in tasks:
            if one.bug is not None:
                raise one.bug
        return self.lasting.is_wanted(busy=any(one.is_busy for one in tasks))

    def close(self) -> None:
        """End whatever runs."""
        with self._lock:
            self.choice.close()
            self._ending()()
            self.who.forget()
            self.wish = {}
            self._run = self._last = None

    @property
    def not_kept(self) -> int:
        """How many decisions no index has taken."""
        return sum(len(change.new) for change in self._waiting)

    def keep(self, wish: Mapping[str, Any]) -> None:
        """Remember what is chosen, until the program ends."""
        self.wish = wish

    def start(self, wish: Mapping[str, Any]) -> None:
        """Begin to search.

        Args:
            wish: As of `Who.whom`; `inputs`, folders; perhaps `exclude`, names and paths with wild
                cards, `without`, folders, `first` and `last`; whether `videos` are searched;
                `together`, to have a folder of the photos that show all of the people, and
                `largest`, to copy of versions of one picture only the largest.

        Raises:
            UsageError: A part of it makes no sense, or a search is running.
        """
        inputs = tuple(wishes.place(path) for path in wishes.texts(wish, "inputs"))
        where = Where(
            exclude=(
                *wishes.texts(wish, "exclude"),
                *(f"{glob.escape(path)}/" for path in wishes.texts(wish, "without")),
            ),
            videos=wish.get("videos") is True,
            first=wishes.day(wish, "first"),
            last=wishes.day(wish, "last"),
        )
        whom = self.who.whom(wish)
        _require_others(inputs, whom.folders)
        settings = self._ground.settings(
            whom,
            inputs,
            where,
            together=wish.get("together") is True,
            largest=wish.get("largest") is True,
        )
        with self._lock:
            self._search(settings)

    def resume(self) -> None:
        """Begin the last search again; what it read is known.

        Raises:
            UsageError: There was none, or a search is running.
        """
        with self._lock:
            if self._last is None:
                raise UsageError("Nothing to search.", "Name the folder of your photos.")
            self._search(self._last)

    def _search(self, settings: Settings) -> None:
        self._require_idle()
        self._run, self._last = Run(settings, self._ending(), self._waiting), settings
        self._run.begin()

    def _require_idle(self) -> None:
        run = self._run
        if run is not None and run.phase in WORKING:
            raise UsageError("A search is running.", "Stop it first.")

    def _begin(self, make: Callable[[Callable[[], None]], AnyLook]) -> AnyLook:
        with self._lock:
            self._require_idle()
            look = make(self._ending())
            self._run = None
            look.begin()
            return look

    def _rest(self) -> None:
        with self._lock:
            self._require_idle()
            if self._run is not None:
                self._run.close()
                self._run = None

    def _tasks(self) -> list[Task]:
        return [*self.who.looks, *([self._run] if self._run is not None else [])]

    def _ending(self) -> Callable[[], None]:
        """What ends all that has the index now; it may take a while."""
        holders = self._tasks()

        def end() -> None:
            for one in holders:
                one.close()

        return end

    @property
    def _open_run(self) -> Run:
        """The search that a page acts on; a page of before may not know that it is gone.

        Raises:
            UsageError: There is none.
        """
        if self._run is None:
            raise ended()
        return self._run

    def state(self, seen: int) -> dict[str, Any]:
        """Where the search is; `seen` is the version that the page has.

        Where there is none, `again` says whether there was one that can go on.
        """
        run = self._run
        there = {"target": str(self._ground.target), "again": self._last is not None}
        return there | ({"phase": "none"} if run is None else state_of(run, seen))

    def unread(self) -> list[dict[str, str]]:
        """What could not be read, and why."""
        return [] if self._run is None else unread_of(self._run)

    def pause(self, wish: Mapping[str, Any]) -> None:
        """Let reading wait, or go on (`on`)."""
        if self._run is not None:
            watcher = self._run.watcher
            (watcher.pause if wish.get("on") else watcher.go_on)()

    def stop(self) -> None:
        """End reading; what was read counts."""
        if self._run is not None:
            self._run.stop()

    def decide(self, wish: Mapping[str, Any]) -> None:
        """Let decisions take effect as one action: `decisions`, each a `person`, `face` and `yes`.

        Raises:
            UsageError: That is no decision, or the search has ended.
        """
        decisions = wishes.decisions(wish)
        self._open_run.soon(lambda review: review.decide(decisions))

    def undo(self) -> None:
        """Take the last action back.

        Raises:
            UsageError: The search has ended.
        """
        self._open_run.soon(lambda review: review.undo())

    def name_copies(self, wish: Mapping[str, Any]) -> None:
        """Write names into XMP files beside the copies from now on, or no longer (`on`).

        Raises:
            UsageError: The search has ended.
        """
        on = bool(wish.get("on"))
        self._open_run.soon(lambda review: review.name_copies(on=on))

    def cut_faces(self, wish: Mapping[str, Any]) -> None:
        """Save each face that is sure as a picture of its own from now on, or no longer (`on`).

        Raises:
            UsageError: The search has ended.
        """
        run, on = self._open_run, bool(wish.get("on"))
        run.soon(lambda _: Done(problem=run.faces.want(on=on)))

    def copy(self) -> None:
        """Copy what could not be copied.

        Raises:
            UsageError: The search has ended.
        """
        self._open_run.try_again()

    def open_folder(self) -> None:
        """Show the folder with the copies.

        Raises:
            UsageError: It is not there, or nothing here opens folders.
        """
        folder = wishes.folder(str(self._ground.target))
        if not self._show_folder(folder):
            raise UsageError(
                f"This computer opens no folder for facefinder. It is '{folder}'.",
                "Copy its path, and open it yourself.",
            )

    def traces(self) -> dict[str, list[str]]:
        """What the program keeps on this computer, and what it would leave, a line each."""
        kept = self._ground.traces()
        return {
            "files": list(map(retold_on_page, kept.lines)),
            "others": list(map(retold_on_page, kept.others)),
            "results": [printable(str(folder)) for folder in kept.results],
        }

    def remove_traces(self) -> None:
        """Delete what the program keeps on this computer.

        Raises:
            FacefinderError: Something cannot be deleted, or a search is running.
        """
        with self._lock:
            self._require_idle()
            self.close()
            self._waiting.clear()
            self._ground.traces().delete()

    def speak(self, code: str) -> None:
        """Speak another language, also when the program is started again."""
        speak(code)
        self._ground.keep_language(spoken().code)

    def registers(self) -> list[Register]:
        """What may be shown."""
        return [one.register for one in reversed(self._tasks())]


def _require_others(inputs: Sequence[Path], people: Sequence[Path]) -> None:
    """Refuse to search nothing but the photos of the people themselves.

    Raises:
        UsageError: All places lie in these.
    """
    if inputs and all(any(is_inside(one, folder) for folder in people) for one in inputs):
        raise UsageError(
            f"Only the photos of the people themselves are in '{inputs[0]}'.",
            "Name the folder of your photos.",
        )
