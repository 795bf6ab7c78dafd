"""What tests need of the computer, and how to get it: the one place that skips a test.

A test says what it needs, and is skipped with advice where that is missing::

    from tests.support.needs import EXIFTOOL, LINUX, SIGNALS, ZSTD
    from tests.support.needs import needs, require, skip_module, weight_file

    @needs(EXIFTOOL)                                  # a function or a class
    def test_exiftool_reads_our_names() -> None: ...

    pytestmark = needs(LINUX, EXIFTOOL)               # a module

    pytest.param("tar.zst", marks=needs(ZSTD))        # one parameter

    require(weight_file("mtcnn_pnet.lz4"))            # in a fixture, where a parameter decides
    require(LINUX, module=True)                       # before imports that other systems lack
    if sys.platform == "win32":
        skip_module(SIGNALS)                          # likewise, where mypy is to understand it

Something new becomes a `Need` here, with the words that tell a stranger how to get it. For what
only one file of tests wants, that file may make its own: ``require(Need("...", "...", found))``.

Each test that is not for Windows names the fact of Windows that keeps it from running there.

At the end of a run a table says what was missing, how many tests that cost, and how to make them
run. Where the environment has `NO_SKIPS_VARIABLE` (`.ci/run` sets it), such a skip is a failure. So
is ``pytest.skip`` without a need: nothing is left out in silence. Excused is only a need that says
why a CI machine cannot have it (`Need.excused`).
"""

import importlib.util
import os
import platform
import shutil
import socket
import sys
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psutil
import pytest

from builder.environment import BUNDLE_VARIABLE, NO_SKIPS_VARIABLE, WINDOWS_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models_cache"
SHARED = ROOT.parent / "shared"
"""Photos and weights beside the checkout: optional test data that is not in the repository."""

FROM_PYPI = ("mtcnn_", "dlib_")
"""How the names of weight files begin that every network has."""


@dataclass(frozen=True)
class Need:
    """Something that not every computer has.

    Attributes:
        missing: What to say where it is not there, such as "there is no exiftool".
        advice: How to get it: a command, if there is one.
        found: Returns whether it is there.
        excused: Why a CI machine may be without it; empty if it must not be.
    """

    missing: str
    advice: str
    found: Callable[[], bool]
    excused: str = ""


_missed: dict[str, Need] = {}
"""By the reason that pytest is given: what was missing. Reports of the same process look it up."""


def needs(*wanted: Need) -> pytest.MarkDecorator:
    """A mark for a test, a class or a module (``pytestmark``) that needs all of these."""
    return pytest.mark.needs.with_args(*wanted)


def require(*wanted: Need, module: bool = False) -> None:
    """Go on if all are there; else skip the test.

    Args:
        wanted: What is needed.
        module: It is a module that asks, at its top: all its tests are skipped.
    """
    for need in wanted:
        if not need.found():
            _skip(need, module=module)


def give_up(missing: str, advice: str, excused: str = "") -> NoReturn:
    """Skip a test for something that was only just found out; arguments as of `Need`."""
    _skip(Need(missing, advice, lambda: False, excused))


def skip_module(need: Need) -> NoReturn:
    """Skip a module at its top where ``sys.platform`` decides, which mypy then understands."""
    _skip(need, module=True)


def skip_here(need: Need) -> NoReturn:
    """Skip the test that runs, from inside it."""
    _skip(need)


def _skip(need: Need, *, module: bool = False) -> NoReturn:
    reason = f"{need.missing}: {need.advice}"
    _missed[reason] = need
    pytest.skip(reason, allow_module_level=module)


def _program(name: str, package: str, *others: str) -> Need:
    def found() -> bool:
        return all(shutil.which(program) is not None for program in (name, *others))

    return Need(f"there is no {name}", f"Debian: apt-get install {package}", found)


def _system(text: str, *, here: bool) -> Need:
    return Need(text, "run the tests on such a system", lambda: here, "another operating system")


def _not_on_windows(fact: str) -> Need:
    return _system(f"not for Windows: {fact}", here=os.name == "posix")


LINKS = _not_on_windows("to make a link takes a right there, or an NTFS")
IN_USE = _not_on_windows("no file that is open can be deleted or replaced there")
MODES = _not_on_windows("what chmod and umask say of files holds nowhere there")
ANY_NAMES = _not_on_windows(
    'no name there has <>:"|?*, ends in a dot, is a device, is no text, or differs in case alone'
)
DEVICES = _not_on_windows("no pipes, sockets and devices lie among files there")
LONG_PATHS = _not_on_windows("no path of a program there is as long as these")
HOMES = _not_on_windows("no variable says there where a user's data is")
SIGNALS = _not_on_windows("no process there gets a signal that it could handle")
LIMITS = _not_on_windows("no process there has limits of memory, files and their sizes")
TERMINALS = _not_on_windows("there are no pseudo-terminals; tests/windows has the like")
SHELL = _not_on_windows("there is no sh, and no script is a program")
FORKS = _not_on_windows("joblib starts its workers in another way there")
ROOT_FOLDER = _not_on_windows("a path begins with a drive there")
GLIBC = _system(
    "no other library is asked to give memory back", here=platform.libc_ver()[0] == "glibc"
)
LINUX = _system("for Linux alone", here=sys.platform == "linux")
SUPERUSER = Need(
    "only the superuser can be another user, too",
    "run the tests as root on Linux, as CI does",
    lambda: sys.platform == "linux" and os.getuid() == 0,
    "a computer may have no superuser to run tests",
)
EXIFTOOL = _program("exiftool", "libimage-exiftool-perl")
BROWSER = _program("chromium", "chromium chromium-driver", "chromedriver")
NODE = _program("node", "nodejs")
ZSTD = _program("zstd", "zstd")
STRIP = _program("strip", "binutils")
UNSHARE = _program("unshare", "util-linux")


def _package(name: str, module: str, advice: str) -> Need:
    def found() -> bool:
        return importlib.util.find_spec(module) is not None

    return Need(f"there is no {name}", advice, found)


DLIB = _package("dlib, the original of our network", "dlib", "python build.py setup")
DASK = _package("Dask", "distributed", "python build.py setup")
PIP = _package("pip in this Python", "pip", "run the tests with .venv's Python: build.py setup")

AXE_FILE = Path(os.environ.get("AXE_CORE", ROOT / "build" / "axe.min.js"))
AXE = Need(
    "there is no axe-core",
    "bash .ci/tools; or AXE_CORE names the axe.min.js of npm's package axe-core",
    AXE_FILE.is_file,
)
ALBUM = Need(
    "there is no sample album in models_cache",
    "python build.py demo",
    (MODELS / "album" / "obama.jpg").is_file,
)


def _sockets_have_owners() -> bool:
    with socket.create_server(("127.0.0.1", 0)):
        return any(one.status == "LISTEN" for one in psutil.Process().net_connections("inet"))


OWNERS_OF_SOCKETS = Need(
    "whose a socket is cannot be told here",
    "run the tests on Windows itself, not on Wine",
    _sockets_have_owners,
    "Wine tells nobody",
)
WINDOWS_BUNDLE = Need(
    "the program for Windows is proved apart",
    "python build.py windows",
    lambda: WINDOWS_VARIABLE in os.environ,
    "a step of its own runs these tests",
)
FROZEN = Need(
    "the frozen program is proved apart",
    "python build.py bundle, python build.py verify",
    lambda: BUNDLE_VARIABLE in os.environ,
    "a step of its own runs these tests",
)


def shared(path: str) -> Need:
    """A file or folder of the optional test data."""
    why = "" if SHARED.is_dir() else "no ../shared beside this checkout"
    return Need(
        f"there is no ../shared/{path.partition('/')[0]}",
        "test data that is no part of the project; without it all else is tested",
        (SHARED / path).exists,
        why,
    )


SHARED_PHOTOS = shared("photos")


def weight_file(name: str) -> Need:
    """A file in models_cache, by its name there.

    Those that come from PyPI, and those that lie in ``../shared/weights``, must be there in CI;
    the servers of others may be out of reach.
    """
    reachable = name.startswith(FROM_PYPI) or (SHARED / "weights" / name).is_file()
    why = "" if reachable else "not in ../shared/weights, nor to be had on every network"
    found = (MODELS / name).is_file
    return Need(f"there is no {name} in models_cache", "python build.py models", found, why)


def weight_files(*names: str) -> tuple[Need, ...]:
    """Several of them."""
    return tuple(map(weight_file, names))


def folder_of(name: str) -> Path:
    """The folder that has a weight file: models_cache, or that of the optional test data."""
    beside = SHARED / "weights"
    folder = beside if (beside / name).is_file() and not (MODELS / name).is_file() else MODELS
    if folder == MODELS:
        require(weight_file(name))
    return folder


# What pytest calls. `tests/conftest.py` makes this module a plugin.


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark."""
    config.addinivalue_line("markers", "needs(*needs): what the test needs of the computer")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test before its fixtures are made, if something is missing."""
    for mark in item.iter_markers("needs"):
        require(*mark.args)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: "pytest.CallInfo[None]"
) -> Generator[None, Any, Any]:
    """Write into a skip's report what was missing; under the variable, make it a failure."""
    report: Any = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _note(report, call.excinfo)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Note a module that was skipped as a whole."""
    report: Any = yield
    if report.skipped:
        _note(report, report.call.excinfo)
    return report


def _note(report: Any, excinfo: pytest.ExceptionInfo[BaseException] | None) -> None:  # noqa: ANN401 - two kinds of reports
    text = str(excinfo.value) if excinfo else str(report.longrepr)
    need = _missed.get(text)
    # A plain attribute of text: pytest-xdist hands it from a worker to the one who prints.
    report.need = [need.missing, need.advice, need.excused] if need else [text, "", ""]
    if os.environ.get(NO_SKIPS_VARIABLE) and not (need and need.excused):
        report.outcome = "failed"
        report.longrepr = f"skipped although {NO_SKIPS_VARIABLE} is set: {text}"


def pytest_terminal_summary(terminalreporter: Any) -> None:  # noqa: ANN401 - pytest names no type
    """Print what was missing, how many tests that cost, and how to make them run."""
    skipped = terminalreporter.stats.get("skipped", ())
    counted = Counter(tuple(report.need) for report in skipped if hasattr(report, "need"))
    if not counted:
        return
    terminalreporter.section("skipped, and how to make it run")
    width = max(len(missing) for missing, _, _ in counted)
    strict = bool(os.environ.get(NO_SKIPS_VARIABLE))
    for (missing, advice, excused), count in sorted(counted.items()):
        allowed = f" (allowed in CI: {excused})" if excused and strict else ""
        told = advice or "give it a need of tests/support/needs.py, which says so"
        terminalreporter.line(f"{count:>5}  {missing:<{width}}  {told}{allowed}")
