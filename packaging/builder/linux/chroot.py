"""Another Linux in a folder, and programs that are run in it.

What is mounted for a program is seen by that program and its children alone: it is gone when they
are, however they ended, and deleting the folder never reaches into what was mounted there.
"""

import os
import platform
import shutil
import sys
from pathlib import Path

from builder import debian
from builder.environment import StepError, run, say

APART = ("--mount", "--propagation", "private")
"""For `unshare`: mounts that nobody else sees."""

ENTER = r"""
set -e
system=$1; shift
mount --bind "$system" "$system" # a root directory that is no mount lets nobody unshare mounts
here=$PWD
cd "$system"
mkdir -p ".$here"
mount --bind "$here" ".$here"
mount --rbind /proc proc
mount --rbind /sys sys
mount --rbind /dev dev
exec chroot . env --chdir="$here" --unset=PYTHONHOME --unset=PYTHONPATH --unset=LD_LIBRARY_PATH \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/tmp LC_ALL=C.UTF-8 "$@"
"""
"""The repository has the same path inside, so that what one side writes the other can read."""


QUIETLY = ("sh", "-c", 'exec "$@" >/dev/null', "sh")
"""Put before a program that tells every file it touches; what goes wrong it says on stderr."""

MAKER = "debootstrap"
"""Makes a Debian in a folder; Debian's package has the same name."""


def need() -> None:
    """Make sure that a Debian can be made and entered here, and install what makes it.

    Raises:
        StepError: It cannot; the reason was told.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64" or not shutil.which("unshare"):
        say("this takes a Linux on an x86_64 processor, with `unshare` (in util-linux).")
        raise StepError(1)
    if os.geteuid() != 0:
        say("this takes root, who may make a root directory: sudo python build.py linux")
        raise StepError(1)
    if shutil.which(MAKER):
        return
    if not shutil.which("apt-get"):
        say(f"there is no {MAKER}: install the package of that name, and try again.")
        raise StepError(1)
    say(f"installing Debian's {MAKER}")
    debian.install(MAKER)


def run_apart(*arguments: str | Path) -> None:
    """Run a program of this Linux that mounts something.

    Raises:
        StepError: It ended with another code than 0.
    """
    run(*APART, *QUIETLY, *arguments, program="unshare")


def run_in(system: Path, *arguments: str, **variables: str) -> None:
    """Run a program of the other Linux, as root, in the repository's folder.

    Args:
        system: The folder of that Linux.
        arguments: The program as seen in there, and what it is given.
        variables: More environment variables.

    Raises:
        StepError: It ended with another code than 0.
    """
    run(*APART, "sh", "-c", ENTER, "sh", system, *arguments, program="unshare", **variables)
