"""However the program and its workers end in the jail: the right code, and nothing is left."""

import json
import os
import signal
import sys
import time
from contextlib import ExitStack

import pytest

from tests.bundle.album import Album
from tests.bundle.compare import same_results, without_places
from tests.bundle.conftest import Tell
from tests.support.needs import FROZEN, LINUX, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.frozen import MANY, WHERE, Frozen, Running
from tests.bundle.jail import PHOTOS

pytestmark = [pytest.mark.bundle, needs(FROZEN)]

INDEX, INTERRUPTED = 5, 130
NETWORKS = "libpywrap_litert_common"
"""A part of the name of the library that runs them."""


def until(program: Running, moment: str, references: set[str]) -> None:
    """Wait for a moment in the life of a run."""
    program.until_workers(count=1)
    if moment == "networks load":
        program.until_a_worker_has(NETWORKS)
    elif moment == "photos are read":
        program.until_a_photo(references)


@pytest.fixture
def references(album: Album) -> set[str]:
    """Names of the reference photos."""
    return {path.name for path in (album.folder / "known").rglob("*")}


def test_a_killed_worker_costs_nothing(frozen: Frozen, album: Album, references: set[str]) -> None:
    with frozen.start(*MANY, "-D", "--json", "/out/long.json") as program:
        workers = program.until_workers()
        program.until_a_photo(references)
        os.kill(workers[0], signal.SIGKILL)
        program.wait(0)
        program.nothing_left()
    found = json.loads((frozen.out / "long.json").read_text("utf-8"))
    same_results(without_places(found, PHOTOS), album.many)


@pytest.mark.parametrize("moment", ["Python starts", "networks load", "photos are read"])
@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["Ctrl-C", "SIGTERM", "SIGHUP"]
)
def test_a_stopped_run_ends_with_130(
    frozen: Frozen, references: set[str], tell: Tell, number: signal.Signals, moment: str
) -> None:
    with frozen.start(*MANY, "-D") as program:
        until(program, moment, references)
        began = time.monotonic()
        os.killpg(program.pid, number)
        said = program.wait(INTERRUPTED)
        tell(f"{time.monotonic() - began:.1f} s")
        assert "Traceback" not in said.err
        program.nothing_left()


def test_nothing_outlives_a_killed_program(frozen: Frozen, references: set[str]) -> None:
    with frozen.start(*MANY, "-D") as program:
        program.until_workers()
        program.until_a_photo(references)
        os.kill(program.pid, signal.SIGKILL)
        program.nothing_left()


def test_several_run_at_once_two_with_one_index(frozen: Frozen, album: Album, tell: Tell) -> None:
    """Two programs share an index: one reads, or both do, one after the other."""
    shared = {"FACEFINDER_DATA_DIR": "/out/shared"}
    with ExitStack() as stack:
        programs = [
            stack.enter_context(frozen.start(*WHERE, *more, "--json", f"/out/{n}.json", **shared))
            for n, more in enumerate(((), (), ("--no-index",)))
        ]
        said = [program.wait() for program in programs]
        codes = [program.code for program in programs]
        assert 0 in codes[:2], said
        assert set(codes[:2]) <= {0, INDEX}, said
        assert codes[2] == 0, said
        for program in programs:
            program.nothing_left()
    for n, code in enumerate(codes):
        if code == 0:
            found = json.loads((frozen.out / f"{n}.json").read_text("utf-8"))
            same_results(without_places(found, PHOTOS), album.photos)
        else:
            assert "in use by another run" in said[n].err
    tell(f"ended with {codes}")
