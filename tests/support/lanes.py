"""The fast lane: ``pytest --fast`` takes the tests that need nothing but Python and a second.

Left to the full run are tests

* that say so, by ``@pytest.mark.slow`` (or ``pytestmark = pytest.mark.slow`` for a module);
* that need something which takes its time (`SLOW_NEEDS`), and all in `SLOW_FOLDERS`;
* that ask for a fixture in `SLOW_FIXTURES`, directly or through another.

In the fast lane no test can start a process or speak to a network: one that tries fails, and is
told to carry the mark. So the lane stays what it is called, on any computer, without a clock.
Hypothesis looks at fewer examples there; in neither lane does it mind how long one takes.
"""

import os
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import needs

if sys.platform != "win32":
    import _posixsubprocess

TESTS = Path(__file__).resolve().parents[1]
SLOW_FOLDERS = tuple(TESTS / name for name in ("engine", "bundle", "windows"))
SLOW_FIXTURES = frozenset({"run_alone", "browser", "open_console"})
SLOW_NEEDS = frozenset({needs.BROWSER, needs.FROZEN})
PROCESSES = frozenset(
    "subprocess.Popen os.fork os.forkpty os.posix_spawn os.system os.exec".split()  # noqa: SIM905 - shorter
) | {"_winapi.CreateProcess"}  # by which joblib starts its workers on Windows
NETWORK = frozenset({"socket.connect", "socket.getaddrinfo"})
"""Events of Python's own audit that a fast test must not cause."""

UNHURRIED = settings(
    deadline=None,  # no clock decides
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,  # a red run is about the change; at home examples vary
    print_blob=True,  # the line that repeats a failure anywhere
)
EXAMPLES_IN_FAST_LANE = 20
"""How many examples hypothesis tries where a test does not say; 100 outside the fast lane."""


class NotFastError(BaseException):
    """A test of the fast lane does what it must not; no `except Exception` takes it away."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--fast``."""
    parser.addoption(
        "--fast", action="store_true", help="only tests without processes, network and weights"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and watch over the fast lane."""
    settings.register_profile("full", UNHURRIED)
    settings.register_profile("fast", UNHURRIED, max_examples=EXAMPLES_IN_FAST_LANE)
    settings.load_profile("fast" if config.getoption("--fast") else "full")
    config.addinivalue_line("markers", "slow: starts processes, or takes more than a second or two")
    config.addinivalue_line("markers", "bundle: of the frozen program; build.py verify runs it")
    if config.getoption("--fast"):
        config.pluginmanager.register(Guard())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Not even import what is slow as a folder: TensorFlow alone takes seconds."""
    slow = bool(config.getoption("--fast")) and collection_path in SLOW_FOLDERS
    return True if slow else None  # None: whatever else decides


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave slow tests out, if only the fast ones are asked for."""
    if not config.getoption("--fast"):
        return
    slow = [item for item in items if is_slow(item)]
    items[:] = [item for item in items if not is_slow(item)]
    config.hook.pytest_deselected(items=slow)


def is_slow(item: pytest.Item) -> bool:
    """Whether a test is left to the full run."""
    wanted = {need for mark in item.iter_markers("needs") for need in mark.args}
    fixtures = set(getattr(item, "fixturenames", ()))
    return (
        item.get_closest_marker("slow") is not None
        or any(item.path.is_relative_to(folder) for folder in SLOW_FOLDERS)
        or bool(fixtures & SLOW_FIXTURES)
        or bool(wanted & SLOW_NEEDS)
    )


class Guard:
    """Fails a test that starts a process or speaks to a network."""

    def __init__(self) -> None:
        self._running = False
        self._seen: list[str] = []
        sys.addaudithook(self._watch)
        if sys.platform != "win32":
            # joblib starts its workers below what Python audits.
            _posixsubprocess.fork_exec = self._watched(_posixsubprocess.fork_exec)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Watch one test with its fixtures."""
        del item
        self._running = True
        try:
            return (yield)
        finally:
            self._running = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Fail also where the test took the error for something else."""
        self._seen.clear()
        result = yield
        if self._seen:
            pytest.fail(f"{item.nodeid} is not fast: {self._seen[0]}; @pytest.mark.slow")
        return result

    def _watched(self, start: Callable[..., int]) -> Callable[..., int]:
        def fork_exec(*arguments: Any) -> int:  # noqa: ANN401 - passed on as they are
            self._watch("subprocess.Popen", arguments[:1])
            return start(*arguments)

        return fork_exec

    def _watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._running and (event in PROCESSES or event in NETWORK):
            self._seen.append(f"{event} {arguments[:2]}")
            raise NotFastError(f"{self._seen[-1]}: this test needs @pytest.mark.slow")
