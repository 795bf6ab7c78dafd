"""The .venv of this repository: made from the lock file, complete or made again."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
PYTHON_VARIABLE = "FACEFINDER_PYTHON"
"""Names a Python to take instead, which has all that .venv would have."""
PYTHON = Path(
    os.environ.get(PYTHON_VARIABLE)
    or VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
)
MODELS = ROOT / "models_cache"
DEMO = ROOT / "demo"

NO_SKIPS_VARIABLE = "FACEFINDER_NO_SKIPS"
"""Where it is set, nothing may be left out for want of a tool: neither a check nor a test."""
BUNDLE_VARIABLE = "FACEFINDER_BUNDLE"
"""Names the folder of the frozen program that tests/bundle is to look at."""
WINDOWS_VARIABLE = "FACEFINDER_WINDOWS_BUNDLE"
"""Names the folder of the program for Windows that tests/windows is to look at."""
DIST_VARIABLE = "FACEFINDER_DIST"
"""Names the folder that bundles are built in, instead of dist."""
UNPRIVILEGED_VARIABLE = "FACEFINDER_UNPRIVILEGED"
"""Where it is set, tests/bundle makes its jail as any user can, even as root."""
GLIBC_VARIABLE = "FACEFINDER_GLIBC"
"""Names the newest version of Linux' C library that the bundle may ask for, if that matters."""

BUSY = ROOT / ".venv-busy"
"""Who makes .venv holds this file."""
PATIENCE_S = 1800
"""So long a second `build.py` waits for the first: about three times a slow installation."""

TOO_LONG = 124
"""What `build.py` ends with where a step was ended because it took too long, as `timeout` does."""

PIP_INSTALL = ("-m", "pip", "--disable-pip-version-check", "install", "--no-input", "--no-deps")


class StepError(Exception):
    """A program that was started ended badly; it has said why.

    Attributes:
        code: What `build.py` ends with.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def say(text: str) -> None:
    """Tell the user, apart from what programs print on stdout."""
    print(f"build.py: {text}", file=sys.stderr, flush=True)


def run(*arguments: str | Path, program: str | Path = PYTHON, **variables: str) -> None:
    """Run a program in the repository's folder and wait for it.

    Args:
        arguments: What the program is given.
        program: By default the Python of .venv.
        variables: More environment variables.

    Raises:
        StepError: It ended with another code than 0.
    """
    run_at_most(None, *arguments, program=program, **variables)


def run_at_most(
    seconds: float | None, *arguments: str | Path, program: str | Path = PYTHON, **variables: str
) -> None:
    """`run`, but a program that takes longer is ended; None = never.

    Raises:
        StepError: It took longer, or ended with another code than 0.
    """
    line, environment = [program, *arguments], os.environ | variables
    try:
        done = subprocess.run(line, cwd=ROOT, env=environment, check=False, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        say(f"{Path(program).name} was ended: it took more than {error.timeout / 60:.0f} minutes.")
        raise StepError(TOO_LONG) from error
    if done.returncode:
        raise StepError(done.returncode)


def run_module(module: str, *arguments: str | Path, **variables: str) -> None:
    """Run a module of `builder` or of the tests in .venv; arguments as of `run`.

    Raises:
        StepError: It ended with another code than 0.
    """
    run("-m", module, *arguments, PYTHONPATH=str(PACKAGING), **variables)


def ends_with_code(step: Callable[[], None]) -> int:
    """0, or the code of a step that ended badly: for a module that is run as a program."""
    try:
        step()
    except StepError as failure:
        return failure.code
    return 0


def setup() -> None:
    """Make .venv what the lock file says; at once when it is so already.

    Two notes in .venv say for what it was made: one for the lock file, one for the project itself.
    A note is the first thing to go and the last to come, so a setup that was broken off is started
    again from nothing.

    Raises:
        StepError: A step ended badly, or another `build.py` is at it for too long.
    """
    if os.environ.get(PYTHON_VARIABLE):
        return
    with _nobody_else():
        locked = _key(LOCK.read_bytes(), repr(sys.version_info[:2]).encode(), bytes(ROOT))
        if not (_noted("locked") == locked and _starts()):
            _install_lock()
            _note("locked", locked)
        project = _key(locked.encode(), PROJECT.read_bytes())
        if _noted("project") != project:
            say("installing facefinder itself, as a link to this folder")
            run(*PIP_INSTALL, "--quiet", "--no-build-isolation", "--editable", ROOT)
            _note("project", project)


def _nobody_else() -> AbstractContextManager[None]:
    """Two at once would both find .venv unfinished, and one clear it under the other's feet."""
    return alone(BUSY, "making .venv")


@contextmanager
def alone(busy: Path, doing: str) -> Iterator[None]:
    """Let a second `build.py` wait until the first is done with something.

    Args:
        busy: Who is at it holds this file, until that process has ended, however.
        doing: What it is, such as "making .venv".

    Raises:
        StepError: Another `build.py` was still at it after `PATIENCE_S`.
    """
    busy.parent.mkdir(parents=True, exist_ok=True)
    with busy.open("ab") as file:
        until = time.monotonic() + PATIENCE_S
        told = False
        while not _hold(file):
            if time.monotonic() >= until:
                say(
                    f"another build.py has been {doing} for {PATIENCE_S // 60} minutes: "
                    "see what keeps it, end it, and try again."
                )
                raise StepError(1)
            if not told:
                say(f"another build.py is {doing}: waiting until it is done")
                told = True
            time.sleep(0.2)
        yield


def _hold(file: IO[bytes]) -> bool:
    """Take hold of an open file until it is closed; False if another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows has the one, all others the other

            file.seek(0)  # where nothing is written, and every process looks
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _install_lock() -> None:
    if Path(sys.prefix).resolve() == VENV.resolve():
        say(".venv must be made anew: start build.py with the Python outside of .venv.")
        raise StepError(2)
    say(f"making .venv for Python {sys.version.split()[0]}")
    for note in VENV.glob("made-for-*"):
        note.unlink()  # first of all: clearing may be broken off, too
    try:
        run("-m", "venv", "--clear", VENV, program=sys.executable)
    except StepError:
        say("no .venv could be made; Debian and Ubuntu have what is missing in python3-venv.")
        raise
    say("installing what requirements.lock lists: about 500 MB to download, 2 GB on the disk")
    # Wheels only: nothing is compiled here, and no code of a package runs.
    run(*PIP_INSTALL, "--require-hashes", "--only-binary=:all:", "--requirement", LOCK)


def _starts() -> bool:
    """Whether its Python runs: the one that it was made with may be gone or a newer one."""
    try:
        ended = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
    except OSError:
        return False
    return ended.returncode == 0


def _key(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _noted(name: str) -> str | None:
    try:
        return (VENV / f"made-for-{name}").read_text(encoding="ascii")
    except OSError:
        return None


def _note(name: str, key: str) -> None:
    (VENV / f"made-for-{name}").write_text(key, encoding="ascii")
