"""An old Debian with a Python and the packages of requirements.lock, kept in build/linux.

A program asks for the C library of the system it was built on, or a newer one. The wheels of the
lock file were built on old systems for that reason. The Python and the few libraries that the
bundle takes from the system come from the oldest Debian that its mirrors still have.
"""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from builder import debian
from builder.environment import LOCK, ROOT, run, say
from builder.linux import chroot, python

SYSTEM = ROOT / "build" / "linux" / "debian"
SUITE = "bullseye"
"""Debian 11, of 2021, with glibc 2.31 of 2020."""
SOURCES = "bookworm"
"""Debian 12, whose Python and SQLite are taken as source."""
PACKAGES = (*python.PACKAGES, "binutils", "zstd")
"""What is installed there; the last two strip and pack the bundle."""

UV_INSTALL = (
    *("-m", "uv", "--system-certs", "--quiet", "pip", "install", "--require-hashes", "--no-deps"),
    *("--only-binary", ":all:", "--python-platform", "x86_64-manylinux_2_28"),
    *("--python-version", "3.11"),
)
"""uv, out here, chooses wheels for a system as old as the oldest that the bundle is for."""


def make() -> None:
    """Make it, or find that it is made already.

    Raises:
        StepError: Something could not be installed or compiled.
    """
    made_of = [Path(__file__), Path(python.__file__), python.OLDER_MATH]
    _once("system", b"\0".join(file.read_bytes() for file in made_of), _make_system)
    _once("packages", LOCK.read_bytes() + bytes(ROOT), _install_packages)


def _once(name: str, made_of: bytes, step: Callable[[], None]) -> None:
    """Take a step, unless its note says that it was taken for the same.

    The note is the first thing to go and the last to come, so what was broken off is done again.
    """
    note = SYSTEM / f"made-for-{name}"
    key = hashlib.sha256(made_of).hexdigest()
    if note.is_file() and note.read_text("ascii") == key:
        return
    note.unlink(missing_ok=True)
    step()
    note.write_text(key, "ascii")


def _make_system() -> None:
    say(f"making a Debian of {SUITE}: about 250 MB to download, 1 GB on the disk")
    shutil.rmtree(SYSTEM, ignore_errors=True)
    SYSTEM.parent.mkdir(parents=True, exist_ok=True)
    chroot.run_apart(chroot.MAKER, "--variant=minbase", SUITE, SYSTEM)
    _name_mirrors()
    say(f"installing {', '.join(PACKAGES)} there")
    _apt("update")
    _apt("upgrade")
    _apt("install", *PACKAGES)
    _apt("clean")
    say("compiling SQLite and Python there: some minutes")
    python.build(SYSTEM)


def _name_mirrors() -> None:
    """Add the mirrors of security updates and of the sources to the one that debootstrap chose."""
    sources = SYSTEM / "etc" / "apt" / "sources.list"
    mirror = sources.read_text("utf-8").split()[1]
    sources.write_text(
        f"deb {mirror} {SUITE} main\n"
        f"deb {mirror}-security {SUITE}-security main\n"
        f"deb-src {mirror} {SOURCES} main\n",
        "utf-8",
    )


def _apt(*arguments: str) -> None:
    # Nobody renews the lists of a Debian that gets no updates any more: they expire.
    options = ("--no-install-recommends", "-o=Acquire::Check-Valid-Until=false")
    command = (*chroot.QUIETLY, "apt-get", *debian.OPTIONS, *options, *arguments)
    chroot.run_in(SYSTEM, *command, DEBIAN_FRONTEND="noninteractive")


def _install_packages() -> None:
    say("installing what requirements.lock lists there: about 500 MB, 2 GB on the disk")
    packages = SYSTEM / python.SITE[1:]
    shutil.rmtree(packages, ignore_errors=True)
    run(*UV_INSTALL, "--target", packages, "--requirement", LOCK)
    (packages / "facefinder.pth").write_text(f"{ROOT}\n", "utf-8")
