"""What can go wrong while the program runs, in a process of its own: nothing found is lost."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from facefinder.index.index import open_index
from tests.conftest import FAKE_ENGINE, ROOT, Run
from tests.support.fakes import (
    ASLEEP,
    BLUE,
    CRASHES,
    DOZES,
    DOZING_SECONDS,
    KILLS,
    RED,
    SLEEPING_SECONDS,
    SLEEPS,
    paint,
)
from tests.support.needs import LINUX, POSIX, give_up, needs, skip_module
from tests.support.processes import (
    PATIENCE_SECONDS,
    group_of,
    left_in_shared_memory,
    photos_in,
    shared_memory,
    wait_until,
    workers_of,
)

pytestmark = pytest.mark.slow

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
        env={**os.environ, ASLEEP: str(asleep_beside(photos))},
    )


def asleep_beside(photos: Path) -> Path:
    """The folder where workers say that they sleep over a photo."""
    folder = photos.parent / "asleep"
    folder.mkdir(exist_ok=True)
    return folder


def result(
    photos: Path, *arguments: str | Path, jobs: str | None = "2"
) -> tuple[int, dict[str, Any]]:
    program = start(photos, "--json", "-", *arguments, jobs=jobs)
    out, err = program.communicate(timeout=PATIENCE_SECONDS)
    assert "Traceback" not in err
    return program.returncode, json.loads(out)


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
        assert wait_until(lambda: not group_of(program))  # noqa: B023 - likewise
        assert left_in_shared_memory(program, before) == []
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
    assert left_in_shared_memory(program, before) == []
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


@needs(LINUX)  # others do not keep to RLIMIT_AS
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_photo_for_which_there_is_no_memory_costs_itself_only(photos: Path, jobs: str) -> None:
    many(photos, 10, RED)
    # 900 MB while it is decoded, beside 600 MB that a worker has mapped before.
    Image.new("RGB", (15_000, 15_000)).save(photos / "large.png", compress_level=1)
    limit = 1_200_000_000
    program = start(photos, "--json", "-", jobs=jobs, memory=limit)
    out, err = program.communicate(timeout=PATIENCE_SECONDS)
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
    # What the good photos take here and now, with the start of the workers.
    _, calm = result(photos, "--no-index", jobs="1")
    limit = str(1 + round(calm["summary"]["seconds"]))
    paint(photos / "stuck.png", SLEEPS)
    paint(photos / "killer.png", KILLS)
    paint(photos / "crash.png", CRASHES)
    for scanned in (14, 0):
        code, document = result(photos, "--time-limit", limit, jobs=jobs)
        assert code == 10
        assert document["summary"]["scanned"] == scanned
        assert len(document["matches"]) == 11
        reasons = {Path(skip["path"]).name: skip["reason"] for skip in document["skipped"]}
        assert set(reasons) == {"stuck.png", "killer.png", "crash.png"}
        assert f"longer than {limit} seconds" in reasons["stuck.png"]
        assert "crashes" in reasons["killer.png"]
        assert "crashes" in reasons["crash.png"]


def test_a_limit_of_time_may_be_raised_again(photos: Path) -> None:
    paint(photos / "slow.png", DOZES)
    code, document = result(photos, "--time-limit", str(DOZING_SECONDS / 2), jobs="1")
    assert code == 10
    assert ["longer than 2.5 seconds" in skip["reason"] for skip in document["skipped"]] == [True]
    code, document = result(photos, "--time-limit", "60", jobs="1")
    assert (code, document["skipped"]) == (0, [])
    assert document["summary"]["scanned"] == 1
    assert result(photos, "--time-limit", "1")[1]["summary"]["scanned"] == 0, "it was read"


def test_without_workers_a_limit_of_time_is_said_to_be_none(run_alone: Run, photos: Path) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos, "--time-limit", "5", "-p")
    assert "no effect" in run_alone(*words, "0").err
    assert "no effect" not in run_alone(*words, "1").err


def test_workers_that_die_again_and_again_end_the_run(photos: Path) -> None:
    many(photos, 30, RED)
    for number in range(2, 6):
        paint(photos.parent / "known" / "Anna" / f"{number}.png", RED)
    program = start(photos, "-d", "tests.support.fakes:load_deadly")
    _, err = program.communicate(timeout=PATIENCE_SECONDS)
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
    # Some photos are in it, and the workers sleep over the last.
    assert wait_until(lambda: photos_in(index) > 20 and list(asleep_beside(photos).iterdir()))
    photos.rename(away)
    out, err = program.communicate(timeout=PATIENCE_SECONDS)
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
    out, err = program.communicate(timeout=PATIENCE_SECONDS)
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
