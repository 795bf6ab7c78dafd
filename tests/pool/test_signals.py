"""However a program with workers ends, nothing of it is left."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fakes import RED, SLEEPS, paint
from tests.support.needs import SIGNALS, skip_module
from tests.support.processes import (
    PATIENCE_SECONDS,
    group_of,
    left_in_shared_memory,
    shared_memory,
    wait_until,
    workers_of,
)

pytestmark = pytest.mark.slow

if sys.platform == "win32":
    skip_module(SIGNALS)

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
    with closing(run.run(photos, ENGINE, root, workers=2)) as outcomes:
        for _ in outcomes:
            print("some", flush=True)
"""


@pytest.fixture
def before() -> frozenset[str]:
    """What was in the shared memory before the program."""
    return shared_memory()


@pytest.fixture
def program(tmp_path: Path, before: frozenset[str]) -> Iterator[subprocess.Popen[str]]:
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
        wait_until(lambda: not group_of(started))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


def wait_until_busy(program: subprocess.Popen[str]) -> None:
    assert program.stdout is not None
    assert program.stdout.readline() == "some\n"


def assert_only_the_program_spoke(errors: str) -> None:
    assert errors.count("Traceback") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")


def test_ctrl_c_leaves_nothing(program: subprocess.Popen[str], before: frozenset[str]) -> None:
    wait_until_busy(program)
    assert len(group_of(program)) >= 3
    os.killpg(program.pid, signal.SIGINT)
    _, errors = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == -signal.SIGINT
    assert_only_the_program_spoke(errors)
    assert wait_until(lambda: not group_of(program))
    assert left_in_shared_memory(program, before) == []


def test_ctrl_c_while_workers_start_leaves_nothing(
    program: subprocess.Popen[str], before: frozenset[str]
) -> None:
    # Python is starting in them, and would print where it was.
    assert wait_until(lambda: workers_of(program))
    os.killpg(program.pid, signal.SIGINT)
    _, errors = program.communicate(timeout=PATIENCE_SECONDS)
    assert_only_the_program_spoke(errors)
    assert wait_until(lambda: not group_of(program))
    assert left_in_shared_memory(program, before) == []


def test_workers_end_with_their_parent(
    program: subprocess.Popen[str], before: frozenset[str]
) -> None:
    wait_until_busy(program)
    program.kill()
    program.wait(timeout=PATIENCE_SECONDS)
    assert wait_until(lambda: not group_of(program))
    assert left_in_shared_memory(program, before) == []


def test_a_closed_terminal_leaves_nothing(
    program: subprocess.Popen[str], before: frozenset[str]
) -> None:
    wait_until_busy(program)
    os.killpg(program.pid, signal.SIGHUP)
    program.wait(timeout=PATIENCE_SECONDS)
    assert wait_until(lambda: not group_of(program))
    assert left_in_shared_memory(program, before) == []
