"""What asks this process to stop (Ctrl-C, a closed terminal, a shutdown), and holding it a while.

Python turns such a signal into an exception in the line that happens to run. In a native library
that is being loaded, that line's caller is C++, which aborts the process, or makes another error of
it: "initialization failed", as if a file were damaged.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

STOPPING: Final = tuple(
    signal.Signals[name]
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if name in signal.Signals.__members__
)
"""The signals that ask to stop; SIGHUP is not on Windows, and SIGBREAK is only there."""

SAME_PRESS_SECONDS: Final = 1.0
"""One press may arrive twice: a closed terminal and its shell both tell the process."""


def end_like_ctrl_c() -> None:
    """Let a closed terminal or a shutdown stop a run as cleanly as the user does."""
    for number in STOPPING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


@contextmanager
def interrupts_held() -> Iterator["Held"]:
    """Let nothing stop the block; what came meanwhile acts at its end, also if the block failed.

    A block that takes long can ask whether something came.

    Whoever asks a second time does not want to wait: that ends the process at once, as the
    operating system does it. Signals that are ignored, or that the system handles, stay so. In
    other threads than the main one this does nothing: Python hands them no signals.

    Raises:
        KeyboardInterrupt: At the end, when a stop was asked for.
    """
    held = Held()
    if threading.current_thread() is not threading.main_thread():
        yield held
        return
    handlers = {number: signal.getsignal(number) for number in STOPPING}
    before = {number: handler for number, handler in handlers.items() if callable(handler)}
    try:
        for number in before:
            signal.signal(number, held)
        yield held
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        held.act(before)


class Held:
    """A handler of signals that only remembers the first, and obeys the second."""

    def __init__(self) -> None:
        self._number: int | None = None
        self._came = 0.0

    @property
    def came(self) -> bool:
        """Whether something asked to stop."""
        return self._number is not None

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Hear of a signal."""
        now = time.monotonic()
        if self._number is None:
            self._number, self._came = number, now
        elif now - self._came >= SAME_PRESS_SECONDS:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    def act(self, handlers: Mapping[signal.Signals, Callable[..., Any]]) -> None:
        """Do what a signal that came would have done."""
        if self._number is not None:
            handlers[signal.Signals(self._number)](self._number, None)
