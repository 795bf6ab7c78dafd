"""How many workers there are, and what becomes of a computer that cannot have any."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import joblib
import pytest

from facefinder.host import memory
from facefinder.pool import local
from tests.conftest import FAKE_ENGINE, ROOT, Run
from tests.support.fakes import RED, paint
from tests.support.needs import LINUX, UNSHARE, Need, needs
from tests.support.processes import PATIENCE_SECONDS

pytestmark = pytest.mark.slow

NO_SHM = 'mount -t tmpfs -o ro none /dev/shm && exec "$@"'
FULL_SHM = 'mount -t tmpfs -o size=8k none /dev/shm && exec "$@"'


@cache
def _allowed() -> bool:
    if sys.platform == "win32" or os.getuid() != 0:
        return False
    words = [str(shutil.which("unshare")), "-m", "sh", "-c", NO_SHM, "sh", "true"]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


MOUNTS = Need("mounting is not allowed", "run as root, in a container with --privileged", _allowed)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joblib, "cpu_count", lambda: 2)


@pytest.mark.usefixtures("two_cores")
def test_no_more_workers_than_the_computer_can_hold() -> None:
    said: list[str] = []
    held = (memory.whole_memory() - local.SPARE_BYTES) // local.WORKER_BYTES
    most = max(1, min(held, 2 * local.CORES_SHARED_BY))
    assert local.settle_workers(100_000, 10**6, said.append) == most
    assert said[0] == (
        "-p 100000 is more than this computer has memory and processor cores for: it will be "
        f"-p {most}."
    )
    assert said[1:] == ([f"Starting {most} workers ..."] if most > 2 else [])


@pytest.mark.usefixtures("two_cores")
def test_a_worker_beyond_the_cores_must_be_worth_its_start() -> None:
    said: list[str] = []
    assert local.settle_workers(100_000, 6, said.append) == 2
    (sentence,) = said
    assert sentence.endswith(": it will be -p 2.")
    assert local.settle_workers(5, 6, said.append) == 2
    assert local.settle_workers(3, 4 * local.WORTH_A_START, said.append) == 3
    assert said[1:] == ["Starting 3 workers ..."]


def test_no_more_workers_than_photos() -> None:
    said: list[str] = []
    assert local.settle_workers(2, 1, said.append) == 1
    assert local.settle_workers(2, 0, said.append) == 1
    assert local.settle_workers(0, 100, said.append) == 0
    assert said == []


def test_any_number_of_workers_may_be_typed(run: Run, photos: Path) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos, "-p", "100000")
    done = run(*words)
    assert done.code == 0
    more = "-p 100000 is more than this computer has memory and processor cores for: it will be -p "
    assert more in done.err


@needs(LINUX, UNSHARE, MOUNTS)
@pytest.mark.parametrize(
    ("more", "shared"),
    [
        ([], NO_SHM),
        (["-p", "2"], NO_SHM),
        (["-p", "0"], NO_SHM),
        (["-p", "1", "--report", "page"], NO_SHM),
        (["-p", "2"], FULL_SHM),
    ],
)
def test_where_processes_cannot_share_anything_the_program_reads_itself(
    photos: Path, tmp_path: Path, more: list[str], shared: str
) -> None:
    for number in range(30):
        paint(photos / f"{number}.png", RED)
    words = ["find", "-k", "known", "-i", "photos", "--data-dir", "data", *FAKE_ENGINE, *more]
    program = [sys.executable, "-m", "facefinder", *words]
    done = subprocess.run(
        [str(shutil.which("unshare")), "-m", "sh", "-c", shared, "sh", *program],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 31
    assert done.stderr.count(local.AS_P_0) == (0 if more == ["-p", "0"] else 1)
    assert "arning" not in done.stderr
