"""A bundle in the `jail`: run there to the end, or watched while it runs."""

import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NamedTuple

assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.jail import PHOTOS, Jail, group_of

DATA = {"FACEFINDER_DATA_DIR": "/out/data"}
WHERE = ("-k", f"{PHOTOS}/known", "-i", f"{PHOTOS}/photos", "-p", "2")
"""Whom to look for, and where."""
MANY = ("-k", f"{PHOTOS}/known", "-i", f"{PHOTOS}/many", "-p", "2", "--no-index")
"""Whom to look for in so many photos that it takes a while."""

PATIENCE_S = 600
"""Until something that hangs is given up; nothing is measured by it."""

WORKER_READ = re.compile(r" LokyProcess\S* .*DEBUG (.+): \d+ x \d+ pixels")
"""What a worker tells of a photo with ``-D``."""


class Said(NamedTuple):
    """What a run printed."""

    out: str
    err: str


class Running:
    """A program that was started; ended with all its processes at the end of the `with` block.

    Attributes:
        pid: Its id, and that of its process group.
    """

    def __init__(self, jail: Jail, bundle: Path, *arguments: str, **options: str) -> None:
        self._jail = jail
        self._process = jail.start(bundle, *arguments, **options)
        self.pid = self._process.pid
        self._out: list[str] = []
        self._err: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=pair, daemon=True)
            for pair in ((self._process.stdout, self._out), (self._process.stderr, self._err))
            if pair[0] is not None
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        killed = group_of(self.pid)
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        self._finish()
        if killed:  # one test that fails is not to take the others along
            self._jail.forget_shared_memory()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def wait(self, code: int | None = None) -> Said:
        """Let it come to its end.

        Args:
            code: With which it has to end; None = with any.

        Raises:
            AssertionError: It ended with another code.
        """
        self._finish()
        said = Said("".join(self._out), "".join(self._err))
        if code is not None and self._process.returncode != code:
            raise AssertionError(
                f"ended with {self._process.returncode} instead of {code}: "
                f"{said.out[-900:]}{said.err}"
            )
        return said

    @property
    def code(self) -> int | None:
        """With which it ended."""
        return self._process.returncode

    def until_workers(self, count: int = 2) -> list[int]:
        """Wait for worker processes; returns their ids."""
        self._until("workers", lambda: len(self._workers()) >= count)
        return self._workers()

    def until_a_worker_has(self, library: str) -> None:
        """Wait until a worker has loaded a library, by a part of its file's name."""
        self._until(library, lambda: any(library in maps_of(pid) for pid in self._workers()))

    def until_a_photo(self, references: Set[str]) -> None:
        """Wait until a worker has told of a photo that is no reference; wants ``-D``."""

        def told() -> bool:
            read = [WORKER_READ.search(line) for line in tuple(self._err)]
            return any(match[1] not in references for match in read if match)

        self._until("photo", told)

    def until_told(self, pattern: str) -> re.Match[str]:
        """Wait until it tells something on its standard error."""

        def told() -> list[re.Match[str]]:
            return [match for line in tuple(self._err) if (match := re.search(pattern, line))]

        self._until(pattern, lambda: bool(told()))
        return told()[0]

    def nothing_left(self) -> None:
        """Wait until none of its processes and nothing in shared memory is there.

        Raises:
            AssertionError: Something is still there after a minute.
        """
        until = time.monotonic() + 60
        while any(left := (group_of(self.pid), self._jail.shared_memory())):
            if time.monotonic() > until:
                raise AssertionError(f"left over: {left}")
            time.sleep(0.05)

    def _workers(self) -> list[int]:
        return [pid for pid, line in group_of(self.pid).items() if "popen_loky" in line]

    def _until(self, what: str, there: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_S
        while not there():
            if self._process.poll() is not None or time.monotonic() > until:
                if there():
                    return
                raise AssertionError(f"no {what}; {self.code}: {''.join(self._err)[-900:]}")
            time.sleep(0.02)

    def _finish(self) -> None:
        self._process.wait(PATIENCE_S)
        for reader in self._readers:
            reader.join(PATIENCE_S)

    @staticmethod
    def _read(pipe: IO[str], lines: list[str]) -> None:
        lines.extend(pipe)


def maps_of(pid: int) -> str:
    """Which files a process has in its memory; empty if it has just ended."""
    try:
        return Path(f"/proc/{pid}/maps").read_text("utf-8", "replace")
    except OSError:
        return ""


class Frozen:
    """A bundle, and the place where it is run.

    Attributes:
        bundle: Its folder.
        jail: The place.
        out: The folder in it that programs may write, seen from outside.
    """

    def __init__(self, bundle: Path, jail: Jail) -> None:
        self.bundle, self.jail, self.out = bundle, jail, jail.out

    def start(self, *arguments: str, **options: str) -> Running:
        """Start the program; options as of `Jail.start`: variables, and how things are seen."""
        return Running(self.jail, self.bundle, *arguments, **(DATA | options))

    def call(self, *arguments: str, code: int | None = None, **options: str) -> Said:
        """Run the program to its end; see `start` and `Running.wait`."""
        with self.start(*arguments, **options) as program:
            return program.wait(code)

    def find(
        self,
        *more: str,
        folder: str = "photos",
        known: str = "",
        code: int = 0,
        options: Mapping[str, str] = MappingProxyType({}),
    ) -> Any:  # noqa: ANN401 - JSON
        """Search a folder of the album with two workers.

        Args:
            more: Further arguments.
            folder: Of the album.
            known: Whom to look for; by default those in the album's ``known``.
            code: With which it has to end.
            options: As of `start`.

        Returns:
            The JSON document.

        Raises:
            AssertionError: It ended with another code.
        """
        at = options.get("photos", PHOTOS)
        target = self.out / "found.json"
        target.unlink(missing_ok=True)
        where = ("-k", known or f"{at}/known", "-i", f"{at}/{folder}", "-p", "2")
        self.call(*where, "--json", "/out/found.json", *more, code=code, **options)
        return json.loads(target.read_text("utf-8"))
