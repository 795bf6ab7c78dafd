"""What the page may ask for, and what it is told; one thing at a time is searched."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from facefinder.app import places
from facefinder.app.document import state_of
from facefinder.app.ground import Ground
from facefinder.app.people_look import PeopleLook
from facefinder.app.pictures import Pictures
from facefinder.app.register import Register
from facefinder.app.run import WORKING, Run
from facefinder.errors import UsageError
from facefinder.records.people import Decision
from facefinder.settings import Where

GONE_SECONDS: Final = 180.0
"""Without a word of the page, after which it is closed: browsers let hidden pages speak once a
minute."""
LEFT_SECONDS: Final = 15.0
"""After the page said that it is being closed; one that is loaded again says something soon."""


class Conversation:
    """The state of the program between two requests; every method may be called by any thread.

    Args:
        ground: What any run stands on.
        show_folder: Opens a folder in the system's file manager.
        clock: Seconds, from any beginning.
    """

    def __init__(
        self,
        ground: Ground,
        show_folder: Callable[[Path], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ground = ground
        self._show_folder = show_folder
        self._clock = clock
        self._lock = threading.RLock()
        self._until = clock() + GONE_SECONDS
        self._closed = False
        self._look: PeopleLook | None = None
        self._run: Run | None = None
        self.pictures = Pictures(ground.work.limits.pixels)

    # How long it lasts.

    def is_wanted(self) -> bool:
        """Whether the page is open, or something is being done.

        Raises:
            Exception: What nobody expected happened in a thread.
        """
        for one in (self._look, self._run):
            if one is not None and one.bug is not None:
                raise one.bug
        with self._lock:
            busy = any(one is not None and one.is_busy for one in (self._look, self._run))
            return not self._closed and (busy or self._clock() < self._until)

    def hears(self) -> None:
        """The page said something, so it is open."""
        with self._lock:
            self._until = self._clock() + GONE_SECONDS

    def leave(self) -> None:
        """The page is being closed, or loaded again."""
        with self._lock:
            self._until = min(self._until, self._clock() + LEFT_SECONDS)

    def finish(self) -> None:
        """The user wants to end the program."""
        self._closed = True

    def close(self) -> None:
        """End whatever runs."""
        with self._lock:
            self._ending()()
            self._look = self._run = None

    # What it is asked.

    def places(self) -> list[dict[str, Any]]:
        """Where photos may be; those that were offered on the command line are ticked."""
        offered = [
            places.Place("folder", path.name or str(path), str(path))
            for path in self._ground.offered
        ]
        ticked = {place.path for place in offered}
        others = (place for place in places.places() if place.path not in ticked)
        return [asdict(one) | {"ticked": one.path in ticked} for one in (*offered, *others)]

    def folder(self, path: str) -> dict[str, Any]:
        """What lies in a folder.

        Raises:
            UsageError: There is no such folder, or it may not be looked into.
        """
        try:
            return asdict(places.listed(_folder(path)))
        except OSError as error:
            raise UsageError(f"'{path}' cannot be opened: {error.strerror}.") from error

    def look(self, path: str) -> None:
        """Begin to look at the people of a folder.

        Raises:
            UsageError: There is no such folder, or a search is running.
        """
        folder = _folder(path)
        with self._lock:
            self._require_idle()
            self._look = PeopleLook(self._ground, folder, self._ending())
            self._run = None
            self._look.begin()

    def people(self) -> dict[str, Any]:
        """What is known of the people of the folder that was looked at last."""
        look = self._look
        if look is None:
            return {"path": None, "busy": False, "people": None, "problem": ""}
        busy = look.is_busy
        return {
            "path": str(look.known),
            "busy": busy,
            "people": look.people,
            "problem": look.problem,
        }

    def start(self, wish: Mapping[str, Any]) -> None:
        """Begin to search.

        Args:
            wish: `known`, a folder; `inputs`, folders; perhaps `exclude`, `first` and `last`.

        Raises:
            UsageError: A part of it makes no sense, or a search is running.
        """
        inputs = tuple(_folder(path) for path in _texts(wish, "inputs"))
        where = Where(
            exclude=tuple(_texts(wish, "exclude")),
            first=_day(wish, "first"),
            last=_day(wish, "last"),
        )
        settings = self._ground.settings(_folder(_text(wish, "known")), inputs, where)
        with self._lock:
            self._require_idle()
            self._run = Run(settings, self._ending())
            self._run.begin()

    def _require_idle(self) -> None:
        run = self._run
        if run is not None and run.phase in WORKING:
            raise UsageError("A search is running.", "Stop it first.")

    def _ending(self) -> Callable[[], None]:
        """What ends all that has the index now; it may take a while."""
        holders = [one for one in (self._look, self._run) if one is not None]

        def end() -> None:
            for one in holders:
                one.close()

        return end

    def state(self, seen: int) -> dict[str, Any]:
        """Where the search is; `seen` is the version that the page has."""
        run = self._run
        there = {"target": str(self._ground.target)}
        return there | ({"phase": "none"} if run is None else state_of(run, seen))

    def pause(self, wish: Mapping[str, Any]) -> None:
        """Let reading wait, or go on (`on`)."""
        if self._run is not None:
            watcher = self._run.watcher
            (watcher.pause if wish.get("on") else watcher.go_on)()

    def stop(self) -> None:
        """End reading; what was read counts."""
        if self._run is not None:
            self._run.watcher.stop()

    def decide(self, wish: Mapping[str, Any]) -> None:
        """Let decisions take effect: `decisions`, each with `person`, `face` and `yes`.

        Raises:
            UsageError: That is no decision.
        """
        entries = wish.get("decisions")
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            raise UsageError("These are no decisions.")
        decisions = [
            Decision(_text(one, "person"), _text(one, "face"), yes=one.get("yes") is True)
            for one in entries
        ]
        if self._run is not None:
            self._run.decide(decisions)

    def undo(self) -> None:
        """Take the last action back."""
        if self._run is not None:
            self._run.undo()

    def open_folder(self) -> None:
        """Show the folder with the copies, if it is there."""
        if self._ground.target.is_dir():
            self._show_folder(self._ground.target)

    def traces(self, *, delete: bool) -> list[str]:
        """What the program keeps on this computer, a line each; deleted, if that is wanted.

        Raises:
            FacefinderError: Something cannot be deleted, or a search is running.
        """
        with self._lock:
            if delete:
                self._require_idle()
                self.close()
            return self._ground.traces(delete)

    def registers(self) -> list[Register]:
        """What may be shown."""
        return [one.register for one in (self._run, self._look) if one is not None]


def _text(wish: Mapping[str, Any], name: str) -> str:
    value = wish.get(name)
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise UsageError(f"'{name}' is missing.")
    return value


def _texts(wish: Mapping[str, Any], name: str) -> list[str]:
    values = wish.get(name, [])
    if not isinstance(values, list):
        raise UsageError(f"'{name}' is no list.")
    return [_text({name: value}, name) for value in values]


def _day(wish: Mapping[str, Any], name: str) -> date | None:
    if not wish.get(name):
        return None
    try:
        return date.fromisoformat(_text(wish, name))
    except ValueError as error:
        raise UsageError(f"'{wish[name]}' is no day.", "Write it as 2018-07-22.") from error


def _folder(text: str) -> Path:
    """The folder that somebody chose or typed.

    Raises:
        UsageError: There is none.
    """
    path = Path(text.strip().strip("\"'"))
    with suppress(RuntimeError):  # there is no such user
        path = path.expanduser()
    if not path.is_absolute() or not path.is_dir():
        raise UsageError(f"There is no folder '{path}'.", "Check the spelling and the drive.")
    return path
