"""What can go wrong while the program runs, in a process of its own: nothing found is lost."""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from facefinder.index.index import open_index
from tests.conftest import FAKE_ENGINE, ROOT, Run
from tests.support.fakes import BLUE, CRASHES, KILLS, RED, SLEEPS, paint
from tests.support.needs import LINUX, POSIX, give_up, needs, skip_module

pytestmark = pytest.mark.slow

BEGAN = time.time()
"""When these tests were loaded."""

if sys.platform == "win32":
    skip_module(POSIX)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "photos" / "000.png", RED)
    return tmp_path / "photos"


def many(photos: Path, count: int, *colours: tuple[int, int, int]) -> None:
    first = paint(photos / f"{colours[0][2]}-0.png", *colours)
    for number in range(1, count):
        shutil.copy(first, photos / f"{colours[0][2]}-{number}.png")


def start(
    photos: Path, *arguments: str | Path, jobs: str | None = "2", memory: int = 0
) -> subprocess.Popen[str]:
    """The program; it and each of its workers may have so many bytes of memory (0: all)."""
    words = ["find", "-k", photos.parent / "known", "-i", photos, *FAKE_ENGINE]
    words += ["--data-dir", photos.parent / "data", *arguments]
    words += ["-p", jobs] if jobs else []
    limited = ["sh", "-c", f'ulimit -v {memory // 1024}; exec "$@"', "sh"] if memory else []
    return subprocess.Popen(
        [*limited, sys.executable, "-m", "facefinder", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )


def result(
    photos: Path, *arguments: str | Path, jobs: str | None = "2"
) -> tuple[int, dict[str, Any]]:
    program = start(photos, "--json", "-", *arguments, jobs=jobs)
    out, err = program.communicate(timeout=120)
    assert "Traceback" not in err
    return program.returncode, json.loads(out)


def found_in(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "summary"}


def group_of(program: subprocess.Popen[str]) -> set[int]:
    members = set()
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == program.pid and process.status() != "zombie":
                members.add(process.pid)
    return members


def wait_until(condition: Any, seconds: float = 20) -> bool:  # noqa: ANN401 - anything callable
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


def left_in_shared_memory(program: subprocess.Popen[str]) -> list[str]:
    entries = Path("/dev/shm").glob("*")  # noqa: S108  looked at, not used
    # Others may have died there long ago, as a process of the same number.
    names = [path.name for path in entries if path.lstat().st_ctime >= BEGAN]
    return [name for name in names if str(program.pid) in re.split(r"\D+", name)]


def test_killed_at_twenty_moments_and_continued_equals_an_unbroken_run(photos: Path) -> None:
    many(photos, 300, RED)
    (photos / "bad.jpg").write_bytes(b"no picture")
    code, unbroken = result(photos, "--no-index")
    assert code == 10
    seed = random.Random(5)  # noqa: S311 - not for secrets
    for _ in range(20):
        program = start(photos)
        time.sleep(seed.uniform(0.2, 1.6))
        program.kill()
        _, err = program.communicate()
        assert "Traceback" not in err
        assert "resource_tracker" not in err, "what cleans up after it is to do that in silence"
        assert wait_until(lambda program=program: not group_of(program))
        assert left_in_shared_memory(program) == []
    code, document = result(photos)
    assert code == 10
    assert found_in(document) == found_in(unbroken)
    assert document["summary"]["photos"] == unbroken["summary"]["photos"]
    assert result(photos)[1]["summary"]["scanned"] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_a_signal_stops_at_once_and_leaves_nothing(
    photos: Path, number: signal.Signals, jobs: str, tmp_path: Path
) -> None:
    many(photos, 20, RED)
    for index in range(20):
        paint(photos / "z" / f"{index}.png", SLEEPS)
    program = start(photos, jobs=jobs)
    assert program.stderr is not None
    assert wait_until((tmp_path / "data" / "index.sqlite").exists)
    time.sleep(4.0)  # to be asleep over photos, also on a busy machine
    began = time.monotonic()
    os.killpg(program.pid, number)
    _, err = program.communicate(timeout=30)
    assert program.returncode == 130
    assert "the same command goes on" in err
    assert "Traceback" not in err
    assert time.monotonic() - began < 10, "it hung; two seconds on a free machine"
    assert wait_until(lambda: not group_of(program))
    assert left_in_shared_memory(program) == []
    for path in (photos / "z").iterdir():
        path.unlink()
    code, document = result(photos)
    assert (code, len(document["matches"])) == (0, 21)
    assert document["summary"]["from_index"] > 0, "what was done is kept"


def test_a_worker_killed_from_outside_costs_no_photo(photos: Path) -> None:
    many(photos, 400, RED)
    program = start(photos, "--json", "-")

    def workers() -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(program.pid).children()
            return [child for child in children if "popen_loky" in " ".join(child.cmdline())]
        return []

    assert wait_until(lambda: len(workers()) == 2)
    workers()[0].kill()
    out, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    assert len(json.loads(out)["matches"]) == 401


@needs(LINUX)  # others do not keep to RLIMIT_AS
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_photo_for_which_there_is_no_memory_costs_itself_only(photos: Path, jobs: str) -> None:
    many(photos, 10, RED)
    # 900 MB while it is decoded, beside 600 MB that a worker has mapped before.
    Image.new("RGB", (15_000, 15_000)).save(photos / "large.png", compress_level=1)
    limit = 1_200_000_000
    program = start(photos, "--json", "-", jobs=jobs, memory=limit)
    out, err = program.communicate(timeout=120)
    assert program.returncode == 10, err
    assert "Traceback" not in err
    document = json.loads(out)
    assert len(document["matches"]) == 11
    ((path, reason),) = [(skip["path"], skip["reason"]) for skip in document["skipped"]]
    assert path == str(photos / "large.png")
    assert "memory" in reason
    # With more memory it may be read: it is tried again, and here refused for another reason.
    code, document = result(photos, "--max-pixels", "1", jobs=jobs)
    assert code == 10
    assert (document["summary"]["scanned"], document["summary"]["from_index"]) == (1, 11)
    assert ["megapixels" in skip["reason"] for skip in document["skipped"]] == [True]


@pytest.mark.parametrize("jobs", [None, "1", "2"], ids=["a handful", "-p 1", "-p 2"])
def test_a_deadly_or_stuck_photo_is_given_up_and_not_tried_again(
    photos: Path, jobs: str | None
) -> None:
    many(photos, 10, RED)
    paint(photos / "stuck.png", SLEEPS)
    paint(photos / "killer.png", KILLS)
    paint(photos / "crash.png", CRASHES)
    for scanned in (14, 0):
        code, document = result(photos, "--time-limit", "1", jobs=jobs)
        assert code == 10
        assert document["summary"]["scanned"] == scanned
        assert len(document["matches"]) == 11
        reasons = {Path(skip["path"]).name: skip["reason"] for skip in document["skipped"]}
        assert set(reasons) == {"stuck.png", "killer.png", "crash.png"}
        assert "longer than 1 seconds" in reasons["stuck.png"]
        assert "crashes" in reasons["killer.png"]
        assert "crashes" in reasons["crash.png"]


def test_without_workers_a_limit_of_time_is_said_to_be_none(run_alone: Run, photos: Path) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos, "--time-limit", "5", "-p")
    assert "no effect" in run_alone(*words, "0").err
    assert "no effect" not in run_alone(*words, "1").err


def test_workers_that_die_again_and_again_end_the_run(photos: Path) -> None:
    many(photos, 30, RED)
    for number in range(2, 6):
        paint(photos.parent / "known" / "Anna" / f"{number}.png", RED)
    program = start(photos, "-d", "tests.support.fakes:load_deadly")
    _, err = program.communicate(timeout=60)
    assert program.returncode == 7
    assert "-p 1" in err
    assert result(photos)[0] == 0


def test_a_limit_of_pixels_may_be_raised_again(photos: Path) -> None:
    paint(photos / "large.png", *[RED] * 20)
    code, document = result(photos, "--max-pixels", "0.05")
    assert code == 10
    assert ["0.05 megapixels" in skip["reason"] for skip in document["skipped"]] == [True]
    assert result(photos)[0] == 0


def test_the_second_run_on_one_index_says_so(run_alone: Run, photos: Path) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos)
    assert run_alone(*words).code == 0
    with open_index(photos.parent / "data" / "index.sqlite", "e", "e"):
        done = run_alone(*words)
    assert done.code == 5
    assert "in use by another run" in done.err
    assert run_alone(*words).code == 0


@pytest.mark.parametrize("kind", ["rubbish", "foreign", "inside", "cut off"])
def test_an_unusable_index_is_set_aside_when_the_user_agrees(
    run: Run, photos: Path, kind: str
) -> None:
    many(photos, 60, RED)
    words = ("find", "-k", photos.parent / "known", "-i", photos)
    index = photos.parent / "data" / "index.sqlite"
    run(*words)
    if kind == "foreign":
        index.unlink()
        with contextlib.closing(sqlite3.connect(index)) as other:
            other.execute("CREATE TABLE diary (text)")
    elif kind == "cut off":
        index.write_bytes(index.read_bytes()[:5000])
    else:
        content = bytearray(index.read_bytes())
        content[0 if kind == "rubbish" else 4096 :] = b"\x55" * 4096
        index.write_bytes(content)
    before = index.read_bytes()
    done = run(*words)
    assert done.code == 5
    assert str(index) in done.err
    assert "--rebuild" in done.err
    assert index.read_bytes() == before
    done = run(*words, "--rebuild")
    assert done.code == 0
    (aside,) = index.parent.glob("index.sqlite.aside-*")
    assert str(aside) in done.err
    assert aside.read_bytes() == before
    assert run(*words, "--rebuild").code == 0
    assert len(list(index.parent.glob("*aside*"))) == 1, "a good index stays"


def test_a_newer_index_is_refused_whatever_the_user_says(run: Run, photos: Path) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos)
    run(*words)
    index = photos.parent / "data" / "index.sqlite"
    with contextlib.closing(sqlite3.connect(index)) as newer:
        newer.execute("PRAGMA user_version = 99")
    before = index.read_bytes()
    for more in ((), ("--rebuild",)):
        done = run(*words, *more)
        assert done.code == 5
        assert "newer" in done.err
    assert index.read_bytes() == before


def test_a_root_that_vanishes_is_told_once_and_its_entries_are_kept(photos: Path) -> None:
    many(photos, 200, RED)
    for number in range(4):
        paint(photos / "z" / f"{number}.png", SLEEPS)
    paint(photos.parent / "other" / "x.png", RED)
    away = photos.with_name("away")
    program = start(photos, "--json", "-", "--time-limit", "3", "-i", photos.parent / "other")
    index = photos.parent / "data" / "index.sqlite"
    # Of 94,000 bytes with all: some photos are in it, and the workers come to sleep over the last.
    assert wait_until(lambda: index.exists() and index.stat().st_size > 55_000, 60)
    photos.rename(away)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 10
    assert "Traceback" not in err
    told = [skip for skip in json.loads(out)["skipped"] if "vanished" in skip["reason"]]
    assert len(told) == 1
    assert len(err.splitlines()) < 20
    away.rename(photos)
    shutil.rmtree(photos / "z")
    assert result(photos)[1]["summary"]["from_index"] > 20


def test_a_tree_that_changes_is_reported_not_guessed(run: Run, photos: Path) -> None:
    many(photos, 40, RED)
    program = start(photos, "--json", "-")
    for number in range(0, 40, 2):
        (photos / f"0-{number}.png").unlink()
        paint(photos / f"0-{number + 1}.png", RED, BLUE)
    out, err = program.communicate(timeout=60)
    assert program.returncode in (0, 10)
    assert "Traceback" not in err
    paths = {match["path"] for match in json.loads(out)["matches"]}
    paths |= {skip["path"] for skip in json.loads(out)["skipped"]}
    assert {str(photos / f"0-{number}.png") for number in range(1, 40, 2)} <= paths
    code, document = result(photos)
    assert (code, document["skipped"], len(document["matches"])) == (0, [], 21)


@pytest.fixture
def small_drive(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if (
        sys.platform != "linux"
        or os.getuid() != 0
        or subprocess.run(command, check=False).returncode
    ):
        give_up(
            "mounting a small drive is not allowed",
            "run as root, in a container with --privileged",
        )
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607


def fill(drive: Path, leave: int) -> Path:
    ballast = drive / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    os.truncate(ballast, max(0, ballast.stat().st_size - leave))
    return ballast


@pytest.mark.parametrize("what", ["index", "copies", "csv", "json"])
def test_a_full_drive(run_alone: Run, photos: Path, small_drive: Path, what: str) -> None:
    for number in range(60):
        with paint(photos / f"{number}.png", RED).open("ab") as file:
            file.write(bytes([number]) * 2000)
    words: list[str | Path] = ["find", "-k", photos.parent / "known", "-i", photos]
    place = {"csv": "x.csv", "json": "x.json", "index": "i.sqlite", "copies": "found"}[what]
    option = {"copies": "--copy-to"}.get(what, f"--{what}")
    earlier = small_drive / place
    if what in ("csv", "json"):
        earlier.write_text("earlier")
    ballast = fill(small_drive, 4096 if what in ("csv", "json") else 12288)
    done = run_alone(*words, option, earlier)
    assert done.code == 6, done.err
    assert "Traceback" not in done.err
    assert not [path for path in small_drive.rglob("*") if path.name.startswith(".facefinder")]
    if what in ("csv", "json"):
        assert earlier.read_text() == "earlier"
    if what == "index":
        ballast.unlink()
        assert run_alone(*words[:4], photos / "000.png", option, earlier).code == 0
