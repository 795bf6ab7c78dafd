"""What several test modules need: the program, run in this process or as one of its own."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from facefinder.cli.main import main
from tests.support.fakes import BLUE, RED, paint
from tests.support.processes import PATIENCE_SECONDS

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytest_plugins = ("tests.support.needs", "tests.support.lanes", "tests.support.home")

ROOT = Path(__file__).resolve().parents[1]
FAKE_ENGINE = ("-d", "tests.support.fakes:load_detector", "-m", "tests.support.fakes:load_embedder")
WIDE_ENGINE = (
    "-d",
    "tests.support.fakes:load_wide_detector",
    "-m",
    "tests.support.fakes:load_embedder",
    "-p",
    "0",
)


def pytest_configure() -> None:
    """Hear Ctrl-C and a closed terminal, also where whoever started the tests ignores them.

    That is so in the background (``&``) and under ``nohup``; processes that tests start would
    inherit it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@dataclass(frozen=True, slots=True)
class Done:
    """How a run of the program ended."""

    code: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Done]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Run:
    """The program in this process, with the fake engine and a data folder of the test's own."""

    def call(*arguments: str | Path) -> Done:
        words = [str(argument) for argument in arguments]
        if words[0] == "find":
            words += [*FAKE_ENGINE, "--data-dir", str(tmp_path / "data")]
        capfdbinary.readouterr()
        try:
            code = main(words)
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capfdbinary.readouterr()
        return Done(code, captured.out.decode(), captured.err.decode())

    return call


@pytest.fixture
def run_alone(tmp_path: Path) -> Run:
    """The program in a process of its own, likewise."""

    def call(*arguments: str | Path) -> Done:
        words = [str(argument) for argument in arguments]
        done = subprocess.run(
            [sys.executable, "-m", "facefinder", *words]
            + ([*FAKE_ENGINE, "--data-dir", str(tmp_path / "data")] if words[0] == "find" else []),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=ROOT,
            timeout=PATIENCE_SECONDS,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A folder of two people, Anna who is red and Ben who is blue, with a photo each."""
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "known" / "Ben" / "1.png", BLUE)
    return tmp_path / "known"


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Chrome"]:
    """A real browser, one for all tests of a module; they take it as `browser`."""
    from tests.support import browsing  # noqa: PLC0415 - selenium, for these tests alone

    with browsing.started(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def browser(chrome: "Chrome", tmp_path: Path) -> "Chrome":
    """A browser as if just started; tests that use it are marked with ``needs(BROWSER)``."""
    from tests.support import browsing  # noqa: PLC0415 - selenium, for these tests alone

    browsing.begin_anew(chrome, tmp_path / "downloads")
    return chrome
