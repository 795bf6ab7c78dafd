"""A drive that answers nobody, really mounted: a file system whose program never says a word."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from facefinder.host.mounts import is_mute, mount_points, mute_drive_of
from tests.conftest import FAKE_ENGINE, ROOT
from tests.support.fakes import RED, paint
from tests.support.needs import LINUX, ROOT_FOLDER, UNSHARE, Need, needs
from tests.support.processes import PATIENCE_SECONDS

MOUNT = """
import ctypes, os, subprocess, sys
place, *command = sys.argv[1:]
file = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={file},rootmode=40000,user_id=0,group_id=0".encode()
if ctypes.CDLL(None, use_errno=True).mount(b"mute", os.fsencode(place), b"fuse", 0, options):
    sys.exit(f"cannot mount: {os.strerror(ctypes.get_errno())}")
os._exit(subprocess.run(command).returncode)
"""
"""Mounts a file system of this process, which never answers, and runs a command beside it."""


@cache
def _allowed() -> bool:
    if sys.platform != "linux" or os.getuid() != 0 or not shutil.which("unshare"):
        return False
    done = subprocess.run(beside_a_mute_drive(Path("/mnt"), "true"), check=False)
    return done.returncode == 0


MOUNTS = Need(
    "mounting is not allowed", "run as root, in a container with --privileged", _allowed,
    "containers seldom have /dev/fuse",
)  # fmt: skip


def beside_a_mute_drive(place: Path, *command: str | Path) -> list[str]:
    return [
        *(str(shutil.which("unshare")), "-m", sys.executable, "-c", MOUNT, str(place)),
        *map(str, command),
    ]


@needs(ROOT_FOLDER)
def test_a_drive_that_is_there_answers(tmp_path: Path) -> None:
    assert "/" in mount_points()
    assert not is_mute("/")
    assert not is_mute(str(tmp_path / "nothing"))
    assert mute_drive_of(str(tmp_path / "x" / ".." / "y")) is None


@pytest.mark.slow
@needs(LINUX, UNSHARE, MOUNTS)
def test_a_search_does_not_wait_for_ever(tmp_path: Path) -> None:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "photos" / "x.png", RED)
    dead = tmp_path / "photos" / "dead"
    dead.mkdir()
    (tmp_path / "photos" / "link.png").symlink_to(dead / "x.png")
    (tmp_path / "photos" / "link").symlink_to(dead)

    def search(place: Path, known: Path = tmp_path / "known") -> subprocess.CompletedProcess[str]:
        words = ("-p", "0", "--no-index", *FAKE_ENGINE, "-k", known, "-i", place)
        return subprocess.run(
            beside_a_mute_drive(dead, sys.executable, "-m", "facefinder", "find", *words),
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            timeout=PATIENCE_SECONDS,
        )

    done = search(tmp_path / "photos")
    assert done.returncode == 10
    assert done.stdout.startswith("Anna\tsure\t")
    assert f"Not read: {dead}: its drive does not answer" in done.stderr
    assert "2 links" in done.stderr
    for place in (dead, dead / "below"):
        done = search(place)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"the drive at '{dead}' does not answer" in done.stderr
    done = search(tmp_path / "known", tmp_path / "photos")
    assert done.returncode == 3
    assert "its drive does not answer" in done.stderr
