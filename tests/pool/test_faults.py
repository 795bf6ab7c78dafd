"""What can go wrong while the program runs, in a process of its own: nothing found is lost."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import Run
from tests.support.fakes import (
    AWAKE,
    BLUE,
    CRASHES,
    KILLS,
    LIMITS_SECONDS,
    RED,
    SLEEPS,
    paint,
)
from tests.support.needs import LINUX, SIGNALS, give_up, needs, skip_module
from tests.support.processes import (
    PATIENCE_SECONDS,
    photos_in,
    wait_until,
)
from tests.support.searches import asleep_beside, many, result, start

pytestmark = pytest.mark.slow

if sys.platform == "win32":
    skip_module(SIGNALS)


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
    slow = paint(photos / "slow.png", SLEEPS)
    for limit in LIMITS_SECONDS:  # until it is the only one that takes longer
        code, document = result(photos, "--time-limit", str(limit), jobs="1")
        reasons = {skip["path"]: skip["reason"] for skip in document["skipped"]}
        assert f"longer than {limit} seconds" in reasons[str(slow)]
        assert code == 10
        if len(reasons) == 1:
            break
    (asleep_beside(photos) / AWAKE).touch()
    code, document = result(photos, "--time-limit", "600", jobs="1")
    assert (code, document["skipped"]) == (0, [])
    assert document["summary"]["scanned"] == 1
    assert result(photos, "--time-limit", "1")[1]["summary"]["scanned"] == 0, "it was read"


def test_a_limit_of_pixels_may_be_raised_again(photos: Path) -> None:
    paint(photos / "large.png", *[RED] * 20)
    code, document = result(photos, "--max-pixels", "0.05")
    assert code == 10
    assert ["0.05 megapixels" in skip["reason"] for skip in document["skipped"]] == [True]
    assert result(photos)[0] == 0


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
        subprocess.run(["umount", folder], check=True)  # noqa: S607 - the system's


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
