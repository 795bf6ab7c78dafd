"""However a program with workers ends, nothing of it is left."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.fakes import RED, SLEEPS, paint
from tests.support.needs import POSIX, skip_module

pytestmark = pytest.mark.slow

if sys.platform == "win32":
    skip_module(POSIX)

REPOSITORY = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
from contextlib import closing
from pathlib import Path
from facefinder.pool import run
from tests.support.fakes import ENGINE, listed

if __name__ == "__main__":
    root = Path(sys.argv[1])
    photos = [listed(path, root) for path in sorted(root.glob("*.png"))]
    with closing(run.run(photos, ENGINE, root, jobs=2)) as outcomes:
        for _ in outcomes:
            print("some", flush=True)
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program, leader of its own process group, whose workers come to sleep over their photos."""
    for i in range(32):
        paint(tmp_path / "photos" / f"{i:03d}.png", RED if i < 8 else SLEEPS)
    script = tmp_path / "program.py"
    script.write_text(SCRIPT, "utf-8")
    started = subprocess.Popen(
        [sys.executable, script, tmp_path / "photos"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        start_new_session=True,
    )
    try:
        yield started
    finally:
        # Its helpers first get the chance to clean up, also when a test failed.
        started.kill()
        started.wait()
        wait_until_gone(started)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


def wait_until_busy(program: subprocess.Popen[str]) -> None:
    assert program.stdout is not None
    assert program.stdout.readline() == "some\n"


def group_of(program: subprocess.Popen[str]) -> dict[int, str]:
    """Everybody in the program's process group, whosever child it is by now; id -> command line."""
    members = {}
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == program.pid and process.status() != "zombie":
                members[process.pid] = " ".join(process.cmdline())
    return members


def wait_until_gone(program: subprocess.Popen[str]) -> set[int]:
    """Who of the group is left; gives up after a while."""
    for _ in range(100):
        if not group_of(program):
            break
        time.sleep(0.1)
    return set(group_of(program))


def left_in_shared_memory(program: subprocess.Popen[str]) -> list[str]:
    """Semaphores and folders that carry the program's process id in their names."""
    names = [path.name for path in Path("/dev/shm").glob("*")]  # noqa: S108  looked at, not used
    return [name for name in names if {str(program.pid)} & set(re.split(r"\D+", name))]


def assert_only_the_program_spoke(errors: str) -> None:
    assert errors.count("Traceback") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")


def test_ctrl_c_leaves_nothing(program: subprocess.Popen[str]) -> None:
    wait_until_busy(program)
    assert len(group_of(program)) >= 3
    os.killpg(program.pid, signal.SIGINT)
    _, errors = program.communicate(timeout=30)
    assert program.returncode == -signal.SIGINT
    assert_only_the_program_spoke(errors)
    assert wait_until_gone(program) == set()
    assert left_in_shared_memory(program) == []


def test_ctrl_c_while_workers_start_leaves_nothing(program: subprocess.Popen[str]) -> None:
    for _ in range(1000):
        if any("popen_loky" in line for line in group_of(program).values()):
            break
        time.sleep(0.01)
    time.sleep(0.1)  # Python is starting in them, and would print where it was
    os.killpg(program.pid, signal.SIGINT)
    _, errors = program.communicate(timeout=30)
    assert_only_the_program_spoke(errors)
    assert wait_until_gone(program) == set()
    assert left_in_shared_memory(program) == []


def test_workers_end_with_their_parent(program: subprocess.Popen[str]) -> None:
    wait_until_busy(program)
    program.kill()
    program.wait(timeout=30)
    assert wait_until_gone(program) == set()
    assert left_in_shared_memory(program) == []


def test_a_closed_terminal_leaves_nothing(program: subprocess.Popen[str]) -> None:
    wait_until_busy(program)
    os.killpg(program.pid, signal.SIGHUP)
    program.wait(timeout=30)
    assert wait_until_gone(program) == set()
    assert left_in_shared_memory(program) == []
