"""A pseudo-terminal with somebody who answers questions."""

import contextlib
import os
import select
import sys
import threading
import time

assert sys.platform == "linux"
import pty

PATIENCE_S = 600
"""Until an answer that does not come is given up; nothing is measured by it."""


class Console:
    """The terminal.

    Attributes:
        device: What a program is to read from and write to.
    """

    def __init__(self) -> None:
        self._screen, program = pty.openpty()
        self.device = os.ttyname(program)
        os.close(program)  # a program alone has it, so that its end is seen
        self._seen = ""

    def __enter__(self) -> "Console":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._screen)

    def read_on(self) -> None:
        """Take what comes from now on: a program whose terminal is full would stop."""
        threading.Thread(target=self._forget, daemon=True).start()

    def _forget(self) -> None:
        with contextlib.suppress(OSError):
            while os.read(self._screen, 65536):
                pass

    def answer(self, words: str, text: str) -> None:
        """Wait until words stand on the screen, and type something.

        Raises:
            AssertionError: They did not come within `PATIENCE_S`, or the program ended.
        """
        until = time.monotonic() + PATIENCE_S
        while words not in self._seen:
            left = max(0.0, until - time.monotonic())
            if not select.select([self._screen], [], [], left)[0]:
                raise AssertionError(f"no '{words}' on the screen: {self._seen[-900:]!r}")
            try:
                self._seen += os.read(self._screen, 65536).decode("utf-8", "replace")
            except OSError as error:
                raise AssertionError(f"it ended before '{words}': {self._seen[-900:]!r}") from error
        self._seen = self._seen.split(words, 1)[1]
        os.write(self._screen, text.encode())
