"""However and whenever a search or one of its workers is ended, nothing found is lost."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.fakes import (
    RED,
    SLEEPING_SECONDS,
    SLEEPS,
    paint,
)
from tests.support.needs import SIGNALS, skip_module
from tests.support.processes import (
    PATIENCE_SECONDS,
    group_of,
    left_in_shared_memory,
    photos_in,
    shared_memory,
    wait_until,
    workers_of,
)
from tests.support.searches import asleep_beside, many, result, start

pytestmark = pytest.mark.slow

if sys.platform == "win32":
    skip_module(SIGNALS)


def found_in(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "summary"}


def moments(program: "subprocess.Popen[str]", index: Path) -> list[Callable[[], object]]:
    """Events in the life of a program, from its start to its writing."""
    known = photos_in(index)
    return [
        lambda: True,
        index.exists,
        lambda: len(group_of(program)) > 1,
        lambda: len(workers_of(program)) == 2,
        lambda: photos_in(index) > known,
        lambda: photos_in(index) > known + 24,
    ]


def test_killed_at_many_moments_and_continued_equals_an_unbroken_run(photos: Path) -> None:
    many(photos, 300, RED)
    (photos / "bad.jpg").write_bytes(b"no picture")
    code, unbroken = result(photos, "--no-index")
    assert code == 10
    index = photos.parent / "data" / "index.sqlite"
    left: list[str] = []
    for number in range(18):
        before = shared_memory()
        program = start(photos)
        events = moments(program, index)
        happened = events[number % len(events)]
        assert wait_until(lambda: happened() or program.poll() is not None)  # noqa: B023 - at once
        program.kill()
        _, err = program.communicate()
        assert "Traceback" not in err
        assert "resource_tracker" not in err, "what cleans up after it is to do that in silence"
        assert wait_until(lambda: not group_of(program))  # noqa: B023 - at once
        left += left_in_shared_memory(program, before)
    # A semaphore is made first and told to its cleaner then; who is killed in between leaves it.
    assert len(left) <= 1, left
    code, document = result(photos)
    assert code == 10
    assert document["summary"]["from_index"] > 0
    assert found_in(document) == found_in(unbroken)
    assert document["summary"]["photos"] == unbroken["summary"]["photos"]
    assert result(photos)[1]["summary"]["scanned"] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_a_signal_stops_at_once_and_leaves_nothing(
    photos: Path, number: signal.Signals, jobs: str, tmp_path: Path
) -> None:
    many(photos, 20, RED)
    for number_of_photo in range(20):
        paint(photos / "z" / f"{number_of_photo}.png", SLEEPS)
    before = shared_memory()
    program = start(photos, jobs=jobs)
    index, asleep = tmp_path / "data" / "index.sqlite", asleep_beside(photos)
    sleepers = int(jobs) or 1
    assert wait_until(lambda: photos_in(index) and len(list(asleep.iterdir())) == sleepers)
    os.killpg(program.pid, number)
    _, err = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == 130
    assert "the same command goes on" in err
    assert "Traceback" not in err
    # Nobody waited until the sleepers woke, and nobody began another photo.
    assert PATIENCE_SECONDS < SLEEPING_SECONDS
    assert len(list(asleep.iterdir())) == sleepers
    assert wait_until(lambda: not group_of(program))
    assert wait_until(lambda: not left_in_shared_memory(program, before))
    for path in (photos / "z").iterdir():
        path.unlink()
    code, document = result(photos)
    assert (code, len(document["matches"])) == (0, 21)
    assert document["summary"]["from_index"] > 0, "what was done is kept"


def test_a_worker_killed_from_outside_costs_no_photo(photos: Path) -> None:
    many(photos, 400, RED)
    program = start(photos, "--json", "-")
    assert wait_until(lambda: len(workers_of(program)) == 2)
    os.kill(workers_of(program)[0], signal.SIGKILL)
    out, _ = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == 0
    assert len(json.loads(out)["matches"]) == 401


def test_workers_that_die_again_and_again_end_the_run(photos: Path) -> None:
    many(photos, 30, RED)
    for number in range(2, 6):
        paint(photos.parent / "known" / "Anna" / f"{number}.png", RED)
    program = start(photos, "-d", "tests.support.fakes:load_deadly")
    _, err = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == 7
    assert "-p 1" in err
    assert result(photos)[0] == 0
