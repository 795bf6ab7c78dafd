"""What `build.py windows` needs of the system: Wine, a compiler for Windows, a Python 3.11."""

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from builder import debian
from builder.environment import StepError, say

WINE = Path("/usr/lib/wine/wine64")
"""Debian puts it where no PATH looks."""
SERVER = WINE.with_name("wineserver")
COMPILER = "x86_64-w64-mingw32-gcc"
RESOURCES = "x86_64-w64-mingw32-windres"
READER = "x86_64-w64-mingw32-objdump"
VERSION = (3, 11)
"""The version of the Windows Python, whose machine code packaging/windows.lock has."""


def missing() -> list[str]:
    """The Debian packages to install."""
    wanted = {
        "wine64": WINE.is_file(),
        "gcc-mingw-w64-x86-64": shutil.which(COMPILER) is not None,
        "python3.11": _library() is not None,
    }
    return [package for package, there in wanted.items() if not there]


def install() -> None:
    """Install what is missing.

    Raises:
        StepError: It cannot be had here, or only by somebody with more rights.
    """
    packages = missing()
    if not packages:
        return
    if sys.platform != "linux" or platform.machine() != "x86_64" or not shutil.which("apt-get"):
        say(
            "the Windows program is built and run by Wine, which takes a Debian or Ubuntu on "
            "an x86_64 processor; elsewhere, build it on Windows: python build.py bundle."
        )
        raise StepError(1)
    line = ("install", "--yes", "--no-install-recommends", *packages)
    if os.geteuid() != 0:
        say(f"needed from Debian; as root: apt-get {' '.join(line)}")
        raise StepError(1)
    say(f"installing Debian's {', '.join(packages)}: about 200 MB to download, 1.2 GB on the disk")
    debian.install(*packages)


def library() -> Path:
    """The folder of the standard library of a Python 3.11 for Linux.

    Raises:
        StepError: There is none.
    """
    found = _library()
    if found is None:
        say("there is no python3.11, whose standard library the Windows Python shares.")
        raise StepError(1)
    return found


def _library() -> Path | None:
    if sys.version_info[:2] == VERSION:
        return Path(sysconfig.get_path("stdlib"))
    # Found by its name it may still be none: pyenv has the names of all that it could install.
    line = ("python3.11", "-I", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))")
    try:
        told = subprocess.run(line, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return Path(told.stdout.strip())
