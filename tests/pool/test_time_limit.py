"""A photo that takes too long is given up, and the worker says so itself."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from facefinder.host import process
from facefinder.pool import local, run
from facefinder.records.photos import Failed, Outcome, Scanned
from facefinder.settings import EngineSettings, Limits
from tests.support import fakes
from tests.support.fakes import ENGINE, LIMITS_SECONDS, RED, Colour, listed, paint

pytestmark = pytest.mark.slow

SLOW_ENGINE = replace(ENGINE, detector="tests.support.fakes:load_slowly")


@pytest.fixture(autouse=True)
def workers_end() -> Iterator[None]:
    yield
    local.stop_workers()


def read(
    root: Path, *colours: Colour, seconds: float, engine: EngineSettings = ENGINE, workers: int = 1
) -> list[Outcome]:
    photos = [listed(paint(root / f"{i}.png", colour), root) for i, colour in enumerate(colours)]
    limits = Limits(seconds=seconds)
    local.stop_workers()  # each is to load its engine
    batches = run.run(photos, engine, Path("unused"), workers=workers, limits=limits)
    outcomes = {o.photo: o for outcomes in batches for o in outcomes}
    return [outcomes[photo] for photo in photos]


def is_slow(outcome: Outcome) -> bool:
    return isinstance(outcome, Failed) and "it takes longer" in outcome.reason


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("colour", [fakes.SLEEPS, fakes.EMBED_SLEEPS])
def test_finding_and_describing_faces_are_both_limited(
    tmp_path: Path, colour: Colour, workers: int
) -> None:
    for seconds in LIMITS_SECONDS:
        stuck, fine = read(tmp_path, colour, RED, seconds=seconds, workers=workers)
        reason = f"it takes longer than {seconds} seconds"
        assert stuck == Failed(stuck.photo, reason, seconds=seconds)
        if not is_slow(fine):
            break
    assert isinstance(fine, Scanned)


def test_loading_the_engine_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds in LIMITS_SECONDS:
        monkeypatch.setenv(fakes.LOADING_SECONDS, str(2 * seconds))
        (fine,) = read(tmp_path, RED, seconds=seconds, engine=SLOW_ENGINE)
        if not is_slow(fine):
            break
    assert isinstance(fine, Scanned)


@pytest.mark.parametrize("colour", [fakes.KILLS, fakes.CRASHES])
def test_a_crash_in_a_fresh_worker_is_not_called_slow(
    tmp_path: Path, colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in LIMITS_SECONDS:
        monkeypatch.setenv(fakes.LOADING_SECONDS, str(2 * seconds))
        (crashed,) = read(tmp_path, colour, seconds=seconds, engine=SLOW_ENGINE)
        if not is_slow(crashed):
            break
    assert crashed == Failed(crashed.photo, run.CRASHED)


HANG = """
import sys, time
from facefinder.host import process
with getattr(process, sys.argv[1])(60):
    pass
with getattr(process, sys.argv[1])(0.1):
    time.sleep(60)
"""


@pytest.mark.parametrize("way", ["ending_after", "ending_by_thread"])
def test_the_exit_code_tells_that_a_process_took_too_long(way: str) -> None:
    done = subprocess.run([sys.executable, "-c", HANG, way], capture_output=True, check=False)
    assert done.stderr == b""
    if way == "ending_after":
        assert process.has_timed_out(done.returncode)
    else:
        assert done.returncode == process.TIMED_OUT


@pytest.mark.parametrize("code", [None, 0, 1, 71, -6, -9, -11, -15])
def test_other_ends_are_something_else(code: int | None) -> None:
    assert not process.has_timed_out(code)
