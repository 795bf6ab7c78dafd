"""A Windows without Python and without Microsoft's C++ runtime, and the programs that run in it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from builder.windows import tree, wine
from builder.windows.tools import WINE
from tests.support.linked import linked_copy

assert sys.platform == "linux"  # mypy reads the rest on Linux only
import termios
import tty

PATIENCE_S = 600
"""Until something that hangs is given up; nothing is measured by it."""

ONLY_ITS_OWN = wine.OVERRIDES.replace("=n,b", "=n", 1)
"""Wine's own C++ runtime is never taken: the program has to bring its own, as on a bare Windows."""

WITHOUT_END = 20
"""More processes than any run has; root, who runs these tests, is not bound by `ulimit -u`."""

STARTING_S = 1.0
"""So long what starts a process may still look like that process: Wine copies itself for it."""

SCREEN = (50, 200)
"""Lines and columns of a terminal."""

LOCAL_MODES = 3
"""Where in `termios`' lists the flags are that say what a terminal does by itself."""

PROGRAM = "facefinder.exe"
WORKER = "--multiprocessing-fork"
"""What stands in the command line of a worker process."""
READ = re.compile(r" LokyProcess\S* .*DEBUG .+: \d+ x \d+ pixels")
"""What a worker tells of a photo with ``-D``."""


class Computer:
    """The Windows.

    Attributes:
        prefix: The folder that it is in.
    """

    def __init__(self, prefix: Path) -> None:
        self.prefix = prefix
        system = Path("drive_c", "windows", "system32")
        wine.copy_of(tree.PREFIX, prefix)
        for name in wine.RUNTIME[1:]:
            (prefix / system / f"{name}.dll").unlink(missing_ok=True)
        self.switch_off()

    def switch_off(self) -> None:
        """End all its processes; what its registry keeps in memory is written."""
        wine.switch_off(self.prefix)

    def environment(self, **variables: str) -> dict[str, str]:
        """The variables of a program."""
        return wine.environment(self.prefix, {"WINEDLLOVERRIDES": ONLY_ITS_OWN} | variables)

    def drive(self, letter: str, folder: Path | None) -> None:
        """Let a drive lead to a folder, or take it away."""
        link = self.prefix / "dosdevices" / f"{letter.lower()}:"
        link.unlink(missing_ok=True)
        if folder is not None:
            link.symlink_to(folder)

    def start(
        self, program: str, *arguments: str, out: int = subprocess.PIPE, **variables: str
    ) -> "Running":
        """Start a program, by its path in Windows; `out` is its standard output."""
        return Running(
            self,
            subprocess.Popen(
                [WINE, program, *arguments],
                cwd=self.prefix / "drive_c",
                env=self.environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            ),
        )

    def open(self, device: str, program: str, *arguments: str, **variables: str) -> "Running":
        """Start a program in a terminal, as a double click does in a window of its own."""
        number = os.open(device, os.O_RDWR | os.O_NOCTTY)
        try:
            _as_wine_wants(number)
            process = subprocess.Popen(
                ["/usr/bin/setsid", "--ctty", "--wait", WINE, program, *arguments],
                cwd=self.prefix / "drive_c",
                env=self.environment(**variables),
                stdin=number,
                stdout=number,
                stderr=number,
                encoding="utf-8",
            )
        finally:
            os.close(number)
        return Running(self, process)

    def programs(self) -> dict[int, str]:
        """The processes of facefinder in it: by their id on Linux, their command lines."""
        ours = f"WINEPREFIX={self.prefix}".encode()
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if PROGRAM in line and ours in (process / "environ").read_bytes().split(b"\0"):
                    found[int(process.name)] = line
            except OSError:  # it has just ended, or is another user's
                continue
        return found

    def workers(self) -> list[int]:
        """The ids of its worker processes."""
        return [number for number, line in self.programs().items() if WORKER in line]

    def nothing_left(self) -> None:
        """Wait until no process of facefinder is there.

        Raises:
            AssertionError: One is still there after a minute.
        """
        until(lambda: not self.programs(), 60, lambda: f"left over: {self.programs()}")


class Running:
    """A program that was started; ended with all others of it at the end of the `with` block."""

    def __init__(self, computer: Computer, process: "subprocess.Popen[str]") -> None:
        self._computer, self.process = computer, process
        self.out: list[str] = []
        self.err: list[str] = []
        self.most = 0
        pairs = ((process.stdout, self.out), (process.stderr, self.err))
        self._threads = [
            *(threading.Thread(target=self._read, args=pair, daemon=True) for pair in pairs),
            threading.Thread(target=self._count, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        end(self._computer.programs())
        self.process.kill()
        self._finish()
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def wait(self, code: int) -> "Running":
        """Let it come to its end.

        Raises:
            AssertionError: It ended with another code.
        """
        self._finish()
        told = "".join(self.out)[-900:] + "".join(self.err)[-900:]
        assert self.process.returncode == code, f"{self.process.returncode}, not {code}: {told}"
        return self

    def until_a_photo(self) -> list[int]:
        """Wait until there are two workers and one has told of a photo; wants ``-D``."""
        until(
            lambda: (
                self.process.poll() is not None
                or (len(self._computer.workers()) == 2 and any(map(READ.search, tuple(self.err))))
            ),
            PATIENCE_S,
            lambda: "".join(self.err)[-900:],
        )
        assert self.process.poll() is None, "".join(self.err)[-900:]
        return self._computer.workers()

    def until_workers(self) -> None:
        """Wait until there are two workers."""
        until(lambda: len(self._computer.workers()) == 2, PATIENCE_S, lambda: "no two workers")

    def _finish(self) -> None:
        self.process.wait(PATIENCE_S)
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def _count(self) -> None:
        """Note how many processes there are at most, and end what starts itself without end."""
        seen: dict[int, float] = {}
        while self.process.poll() is None:
            programs, now = self._computer.programs(), time.monotonic()
            seen = {number: seen.get(number, now) for number in programs}
            lasting = [number for number, first in seen.items() if now - first > STARTING_S]
            self.most = max(self.most, len(lasting))
            if len(programs) > WITHOUT_END:
                end(programs)
            time.sleep(0.1)

    @staticmethod
    def _read(pipe: IO[str] | None, lines: list[str]) -> None:
        if pipe is not None:
            lines.extend(pipe)


def _as_wine_wants(terminal: int) -> None:
    """Let Windows' console draw what is typed, and Linux make Ctrl-C a signal: Wine waits for it.

    Where Ctrl-C is typed like any other letter, no program under Wine hears of it.
    """
    tty.setraw(terminal)
    attributes = termios.tcgetattr(terminal)
    attributes[LOCAL_MODES] |= termios.ISIG
    termios.tcsetattr(terminal, termios.TCSANOW, attributes)
    termios.tcsetwinsize(terminal, SCREEN)


def until(there: Callable[[], bool], seconds: float, told: Callable[[], str]) -> None:
    """Wait for something.

    Raises:
        AssertionError: It did not come; with what is told then.
    """
    last = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < last, told()
        time.sleep(0.1)


def end(numbers: Iterable[int]) -> None:
    """Kill processes."""
    for number in numbers:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue


def copy_of(bundle: Path, target: Path) -> Path:
    """A copy of the bundle as it comes out of its archive."""
    linked_copy(bundle, target)
    shutil.rmtree(target / "data", ignore_errors=True)
    return target
