"""The pool on a Dask cluster: the same results, and nothing left there."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from facefinder.pool.cluster.remote_worker import what_lacks
from facefinder.settings import ENGINE_REVISION
from tests.conftest import FAKE_ENGINE, ROOT, Done, Run
from tests.support import dask_cluster
from tests.support.dask_cluster import wait_for
from tests.support.fakes import BLUE, GREEN, KILLS, RAISES, RED, SLEEPS, paint
from tests.support.needs import DASK, SIGNALS, needs
from tests.support.processes import PATIENCE_SECONDS

pytestmark = [
    pytest.mark.slow,
    needs(SIGNALS, DASK),
]

ONE_THREAD = ("--nthreads", "1")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with two workers that have the program and the fake engine."""
    folder = tmp_path_factory.mktemp("dask")
    with (
        dask_cluster.scheduler(folder) as (_, at),
        dask_cluster.worker(folder, at, *ONE_THREAD),
        dask_cluster.worker(folder, at, *ONE_THREAD),
    ):
        wait_for(lambda: workers(at) == 2)
        yield at


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for i in range(40):
        paint(tmp_path / "photos" / f"{i:03d}.png", *[(RED,), (GREEN, RED), (BLUE,), ()][i % 4])
    paint(tmp_path / "photos" / "raises.png", RAISES)
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"no picture")
    return tmp_path / "photos"


def workers(address: str) -> int:
    from distributed import Client  # noqa: PLC0415 - an extra

    with Client(address, set_as_default=False) as client:
        return len(client.nthreads())


def left_behind(address: str) -> int:
    """Pieces of work that the scheduler knows."""
    from distributed import Client  # noqa: PLC0415 - an extra

    with Client(address, set_as_default=False) as client:
        return int(client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)))


def on(address: str) -> tuple[str, ...]:
    return "--backend", "dask", "--scheduler", address


def without_time(done: Done) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(done.out)
    del content["summary"]["seconds"]
    return content


def test_a_cluster_finds_what_processes_here_find(
    run_alone: Run, known: Path, photos: Path, address: str
) -> None:
    search = ("find", "-k", known, "-i", photos, "--no-index", "--json", "-")
    here, there = run_alone(*search, "-p", "2"), run_alone(*search, *on(address))
    assert here.code == there.code == 10, there.err
    assert without_time(there) == without_time(here)
    assert len(without_time(there)["matches"]) == 30
    assert left_behind(address) == 0


def test_a_photo_that_kills_dask_workers_is_found(
    run_alone: Run, known: Path, photos: Path, address: str
) -> None:
    paint(photos / "kills.png", KILLS)
    done = run_alone("find", "-k", known, "-i", photos, *on(address), "--json", "-")
    content = without_time(done)
    assert done.code == 10, done.err
    assert {Path(skipped["path"]).name: skipped["reason"] for skipped in content["skipped"]}[
        "kills.png"
    ] == "this photo crashes the reader"
    assert len(content["matches"]) == 30
    # The nannies of the two start them again.
    wait_for(lambda: workers(address) == 2)


def test_ctrl_c_leaves_no_work_on_the_cluster(
    tmp_path: Path, known: Path, photos: Path, address: str
) -> None:
    for i in range(40):
        paint(photos / f"sleeps {i}.png", SLEEPS)
    with search_in_background(known, photos, address, tmp_path) as program:
        wait_for(lambda: left_behind(address) > 1)
        program.send_signal(signal.SIGINT)
        _, told = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == 130, told
    wait_for(lambda: left_behind(address) == 0)


def test_a_scheduler_that_dies_ends_the_search_with_advice(
    tmp_path: Path, known: Path, photos: Path
) -> None:
    for i in range(40):
        paint(photos / f"sleeps {i}.png", SLEEPS)
    with (
        dask_cluster.scheduler(tmp_path) as (scheduler, address),
        dask_cluster.worker(tmp_path, address, *ONE_THREAD),
        search_in_background(known, photos, address, tmp_path) as program,
    ):
        wait_for(lambda: left_behind(address) > 1)
        scheduler.kill()
        _, told = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == 7, told
    assert "The Dask scheduler is gone." in told


@contextmanager
def search_in_background(
    known: Path, photos: Path, address: str, folder: Path
) -> Iterator[subprocess.Popen[str]]:
    arguments = ["find", "-q", "-k", str(known), "-i", str(photos), *FAKE_ENGINE, *on(address)]
    with subprocess.Popen(
        [sys.executable, "-m", "facefinder", *arguments, "--data-dir", str(folder / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def test_threads_of_one_dask_worker_take_turns(
    run_alone: Run, tmp_path: Path, known: Path, photos: Path
) -> None:
    with (
        dask_cluster.scheduler(tmp_path) as (_, address),
        dask_cluster.worker(tmp_path, address, "--nthreads", "4", "--no-nanny"),
    ):
        done = run_alone("find", "-k", known, "-i", photos, *on(address), "--json", "-")
    assert done.code == 10, done.err
    assert len(without_time(done)["matches"]) == 30


@pytest.mark.parametrize("who", ["the scheduler: ", "tcp://"])
def test_who_has_another_program_is_named_before_the_search(
    run_alone: Run, tmp_path: Path, known: Path, photos: Path, who: str
) -> None:
    other = tmp_path / "other" / "facefinder" / "__init__.py"
    other.parent.mkdir(parents=True)
    other.write_text('__version__ = "0.0.1"\n')
    of_scheduler = other.parents[1] if who == "the scheduler: " else ROOT
    with (
        dask_cluster.scheduler(tmp_path, path=str(of_scheduler)) as (_, address),
        dask_cluster.worker(tmp_path, address, path=str(other.parents[1])),
    ):
        done = run_alone("find", "-k", known, "-i", photos, *on(address))
    assert done.code == 7, done.err
    assert re.search(who + ".*it has facefinder 0.0.1, not ", done.err)
    assert done.out == ""


@pytest.mark.parametrize("who", ["nobody", "somebody else", "not an address"])
def test_a_scheduler_that_is_not_there(run: Run, known: Path, photos: Path, who: str) -> None:
    with socket.create_server((dask_cluster.HOST, 0)) as other:
        port = other.getsockname()[1]
        if who == "nobody":
            other.close()
        at = "a:b:c" if who == "not an address" else f"{dask_cluster.HOST}:{port}"
        done = run("find", "-k", known, "-i", photos, *on(at))
    assert done.code == 2
    assert f"--scheduler {at} is no address" in done.err or f"no Dask scheduler at {at}" in done.err
    assert done.out == ""


def test_a_cluster_without_workers(
    run_alone: Run, tmp_path: Path, known: Path, photos: Path
) -> None:
    with dask_cluster.scheduler(tmp_path) as (_, address):
        done = run_alone("find", "-k", known, "-i", photos, *on(address))
    assert done.code == 7
    assert "has no worker" in done.err


@pytest.mark.parametrize(
    ("revision", "files", "lacking"),
    [
        (ENGINE_REVISION, (), ""),
        (ENGINE_REVISION - 1, (), "makes other vectors"),
        (ENGINE_REVISION, (("mtcnn_pnet.lz4", "0"),), "mtcnn_pnet.lz4"),
    ],
)
def test_a_worker_says_what_it_lacks(
    tmp_path: Path, revision: int, files: tuple[tuple[str, str], ...], lacking: str
) -> None:
    said = what_lacks(revision, files, str(tmp_path), [str(tmp_path)])
    assert lacking in said
    assert bool(said) == bool(lacking)
    assert "nowhere" in what_lacks(revision, files, "", [str(tmp_path / "nowhere")]) or lacking
