"""The steps of ``build.py linux``."""

from builder import environment
from builder.environment import ROOT, say
from builder.linux import chroot, python, tree

DIST = ROOT / "dist" / "linux"
OLDEST_GLIBC = "2.28"
"""The C library of 2018, which the lock file's wheels are made for; nothing may ask for a newer."""


def need() -> None:
    """Say at once if it cannot be done here.

    Raises:
        StepError: It cannot; the reason was told.
    """
    chroot.need()


def make(*, archive: bool) -> None:
    """Build dist/linux/facefinder, prove it, and perhaps pack it.

    Raises:
        StepError: A step ended badly.
    """
    tree.make()
    say("building the Linux bundle in the old Debian")
    inside("bundle")
    say("proving it there")
    inside("verify", "--glibc", OLDEST_GLIBC)
    if archive:
        inside("archive")


def inside(*arguments: str) -> None:
    """Run `build.py` itself in the old Debian.

    Raises:
        StepError: It ended with another code than 0.
    """
    chroot.run_in(
        tree.SYSTEM,
        python.PROGRAM,
        "build.py",
        *arguments,
        **{environment.PYTHON_VARIABLE: python.PROGRAM, environment.DIST_VARIABLE: str(DIST)},
    )
