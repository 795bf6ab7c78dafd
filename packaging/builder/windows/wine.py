"""Windows programs, run by Wine in a Windows of their own: a prefix, as Wine calls it."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import IO

from builder.environment import ROOT, TOO_LONG, StepError, say
from builder.windows.tools import SERVER, WINE

RUNTIME = (
    *(
        "ucrtbase",
        "vcruntime140",
        "vcruntime140_1",
        "vcruntime140_threads",
        "concrt140",
        "vcomp140",
    ),
    *("msvcp140", "msvcp140_1", "msvcp140_2", "msvcp140_atomic_wait", "msvcp140_codecvt_ids"),
)
"""Libraries of Microsoft's that are taken before Wine's own of the same name (n before b)."""
OVERRIDES = f"{','.join(RUNTIME)}=n,b;mscoree,mshtml=;winemenubuilder.exe=d"
"""Besides: no .NET and no browser, which Wine would offer to fetch, and nothing for menus."""

PATIENCE_S = 300
"""Until one of Wine's own steps is given up, which take seconds."""


def path(place: Path) -> PureWindowsPath:
    """How a file of this computer is called in Windows: drive Z: is its root."""
    return PureWindowsPath(f"Z:{place.absolute()}")


def cache() -> Path:
    """Where programs of this user keep what they can make again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "facefinder"


def make(prefix: Path, ucrt: Path) -> None:
    """Make a Windows 10.

    Args:
        prefix: The folder to make.
        ucrt: Microsoft's ucrtbase.dll, which belongs to Windows.

    Raises:
        StepError: Wine could not.
    """
    prefix.mkdir(parents=True)
    for words in (("wineboot", "--init"), ("winecfg", "-v", "win10")):
        _quietly(prefix, WINE, *words)
    _quietly(prefix, SERVER, "--wait")
    for link in (prefix / "drive_c" / "users").glob("*/*"):
        if link.is_symlink():  # Documents and the like would be the home folder on this computer
            link.unlink()
            link.mkdir()
    shutil.copyfile(ucrt, prefix / "drive_c" / "windows" / "system32" / "ucrtbase.dll")


@contextmanager
def fresh(prefix: Path) -> Iterator[Path]:
    """A copy of a Windows in which nothing ran yet; at the end all its programs are ended."""
    with tempfile.TemporaryDirectory(prefix="facefinder-windows-") as place:
        copy = copy_of(prefix, Path(place, "windows"))
        try:
            yield copy
        finally:
            switch_off(copy)


def copy_of(prefix: Path, target: Path) -> Path:
    """A copy of a Windows, which takes a second or two; to make one takes ten."""
    return shutil.copytree(prefix, target, symlinks=True)


def run_at_most(
    seconds: float,
    prefix: Path,
    program: Path,
    *arguments: str,
    told: IO[bytes] | None = None,
    **variables: str,
) -> None:
    """Run a Windows program in the repository's folder, and hand on what it prints.

    Its standard output is a pipe, whatever ours is: a Windows Python does not start with the
    handles that Wine makes of a file which a shell has opened. At its end no program runs in that
    Windows any more, whatever it has started.

    Args:
        seconds: Until it is ended.
        prefix: The Windows.
        program: The program's place on this computer.
        arguments: What it is given.
        told: A file for all that it prints, which otherwise goes where ours does.
        variables: More environment variables.

    Raises:
        StepError: It ended with another code than 0, or took too long.
    """
    with subprocess.Popen(
        [WINE, path(program), *arguments],
        cwd=ROOT,
        env=environment(prefix, variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        streams = (
            (process.stdout, told or sys.stdout.buffer),
            (process.stderr, told or sys.stderr.buffer),
        )
        readers = [
            threading.Thread(target=_hand_on, args=(pipe, target), daemon=True)
            for pipe, target in streams
            if pipe is not None
        ]
        for reader in readers:
            reader.start()
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            say(f"{program.name} was ended: it took more than {seconds / 60:.0f} minutes.")
            code = TOO_LONG
        finally:
            switch_off(prefix)  # what is left would keep the pipes open
            process.kill()
            for reader in readers:
                reader.join(PATIENCE_S)
    if code:
        raise StepError(code)


def switch_off(prefix: Path) -> None:
    """End all programs of a Windows; what its registry keeps in memory is written."""
    for option in ("--kill", "--wait"):
        subprocess.run(
            [SERVER, option],
            env=environment(prefix, {}),
            check=False,
            capture_output=True,
            timeout=PATIENCE_S,
        )


def _hand_on(pipe: IO[bytes], target: IO[bytes]) -> None:
    while part := os.read(pipe.fileno(), 1 << 16):
        target.write(part)
        target.flush()


def _quietly(prefix: Path, program: Path, *arguments: str) -> None:
    try:
        done = subprocess.run(
            [program, *arguments],
            env=environment(prefix, {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        say(f"Wine made no Windows within {PATIENCE_S / 60:.0f} minutes.")
        switch_off(prefix)
        raise StepError(TOO_LONG) from error
    if done.returncode:
        sys.stderr.buffer.write(done.stdout + done.stderr)
        raise StepError(done.returncode)


def environment(prefix: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Ours, without what speaks of a Python for Linux or of a screen."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY") and not name.startswith("PYTHON")
    }
    wine = {
        "WINEPREFIX": str(prefix),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": OVERRIDES,
        "PYTHONUNBUFFERED": "1",  # what is said is seen at once
    }
    return ours | wine | dict(variables)
