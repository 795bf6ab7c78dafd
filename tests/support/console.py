"""The program in a terminal window of its own: a real pseudo-terminal."""

import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from tests.conftest import FAKE_ENGINE, ROOT
from tests.support.needs import TERMINALS, skip_module
from tests.support.processes import PATIENCE_SECONDS

if sys.platform == "win32":
    skip_module(TERMINALS)

import fcntl
import pty
import termios

PROGRAM = (
    "import sys; from facefinder.cli import main, wizard; "
    f"fake = {FAKE_ENGINE!r}; "
    "sys.exit(wizard.run(sys.argv[1:], lambda words: main.main([*words, *fake])))"
)
"""What a double click starts, with an engine that needs no models."""

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Variables by which a program knows that there is a window for a browser."""


def _own_the_terminal() -> None:
    """So that Ctrl-C reaches the program, as in a window of its own."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Console:
    """A terminal window with the program in it."""

    def __init__(self, folder: Path, command: list[str], **more: str) -> None:
        self._master, slave = pty.openpty()
        opened = folder / "opened.txt"
        browser = folder / "browser.sh"
        browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n', "utf-8")
        browser.chmod(0o755)
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={
                **{name: value for name, value in os.environ.items() if name not in DISPLAYS},
                "BROWSER": str(browser),
                "PYTHONPATH": str(ROOT),
                "FACEFINDER_DATA_DIR": str(folder / "data"),
                **more,
            },
            preexec_fn=_own_the_terminal,  # noqa: PLW1509 - no thread of ours is running
        )
        os.close(slave)
        self._seen = ""

    def wait_for(self, words: str) -> str:
        """Read until these words stand on the screen, or nothing comes; return what came first."""
        while (
            words not in self._seen and select.select([self._master], [], [], PATIENCE_SECONDS)[0]
        ):
            try:
                self._seen += os.read(self._master, 65536).decode("utf-8", "replace")
            except OSError:  # the program has ended
                break
        assert words in self._seen, self._seen
        before, self._seen = self._seen.split(words, 1)
        return before

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)
        os.close(self._master)


class OpenConsole(Protocol):
    """Starts Python with a terminal of its own, which is closed in the end."""

    def __call__(self, command: list[str], **more: str) -> Console: ...
