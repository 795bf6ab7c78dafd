"""The .venv of this repository: made from the lock file, complete or made again."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

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
    environment = os.environ | variables
    code = subprocess.run([program, *arguments], cwd=ROOT, env=environment, check=False).returncode
    if code:
        raise StepError(code)


def setup() -> None:
    """Make .venv what the lock file says; at once when it is so already.

    Two notes in .venv say for what it was made: one for the lock file, one for the project itself.
    A note is the first thing to go and the last to come, so a setup that was broken off is started
    again from nothing.

    Raises:
        StepError: A step ended badly.
    """
    locked = _key(LOCK.read_bytes(), repr(sys.version_info[:2]).encode(), bytes(ROOT))
    if not (_noted("locked") == locked and _starts()):
        _install_lock()
        _note("locked", locked)
    project = _key(locked.encode(), PROJECT.read_bytes())
    if _noted("project") != project:
        say("installing facefinder itself, as a link to this folder")
        run(*PIP_INSTALL, "--quiet", "--no-build-isolation", "--editable", ROOT)
        _note("project", project)


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
