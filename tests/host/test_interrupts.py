"""Signals that ask to stop are held while native libraries load, and act right after."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from facefinder.host.interrupts import STOPPING, end_like_ctrl_c, interrupts_held
from tests.support.needs import SIGNALS, needs


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Whatever a test does to them, they are as before afterwards."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    end_like_ctrl_c()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def load(number: signal.Signals = signal.SIGINT, error: Exception | None = None) -> list[str]:
    """Loads something, asked to stop in the middle; returns how far it came."""
    came = ["asked to stop"]
    try:
        with interrupts_held():
            with interrupts_held():
                signal.raise_signal(number)
                came.append("end of the inner block")
            came.append("end of the outer block")
            if error:
                raise error
        came.append("beyond")
    except KeyboardInterrupt as stop:
        came.append("stopped" if stop.__context__ is error else "lost an error")
    return came


each = pytest.mark.parametrize("number", STOPPING)


@each
@pytest.mark.parametrize("error", [None, ImportError("initialization failed")])
def test_a_signal_waits_for_the_end_of_the_outermost_block(
    number: signal.Signals, error: Exception | None
) -> None:
    before = signal.getsignal(number)
    came = load(number, error)
    assert came[1:] == ["end of the inner block", "end of the outer block", "stopped"]
    assert signal.getsignal(number) is before


class _Dying:
    """Asks to stop where Python ignores every exception."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


def test_a_block_can_ask_and_no_line_that_ignores_exceptions_loses_the_answer() -> None:
    came = []

    def work() -> None:
        with interrupts_held() as stop:
            came.append(stop.came)
            _Dying()
            came.append(stop.came)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert came == [False, True]


def test_without_a_signal_nothing_happens() -> None:
    with pytest.raises(ImportError), interrupts_held():
        raise ImportError("it is missing")
    with interrupts_held():
        pass


@each
def test_what_is_ignored_stays_ignored(number: signal.Signals) -> None:
    signal.signal(number, signal.SIG_IGN)
    with interrupts_held():
        assert signal.getsignal(number) is signal.SIG_IGN
        signal.raise_signal(number)


def test_another_thread_is_not_told_of_signals() -> None:
    done = []

    def look() -> None:
        with interrupts_held():
            done.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert done == [signal.default_int_handler]


PRESSES = """
import signal, sys, time
from facefinder.host.interrupts import SAME_PRESS_SECONDS, end_like_ctrl_c, interrupts_held
number = signal.Signals(int(sys.argv[1]))
end_like_ctrl_c()
with interrupts_held():
    signal.raise_signal(number)
    signal.raise_signal(number)  # one press may arrive twice
    print("loading", flush=True)
    time.sleep(SAME_PRESS_SECONDS)
    signal.raise_signal(number)
    print("still loading", flush=True)
"""


@pytest.mark.slow
@needs(SIGNALS)
@each
def test_a_second_press_ends_the_process_at_once(number: signal.Signals) -> None:
    command = [sys.executable, "-c", PRESSES, str(int(number))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-number, "loading\n")
