"""Whatever lies in the folders, the program says what it did not read, and why."""

import contextlib
import csv
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from facefinder.decode.picture import read_picture
from facefinder.errors import PhotoError
from tests.conftest import FAKE_ENGINE, ROOT, Run
from tests.support.bad_files import KINDS, odd_but_pictures, special, unreadable
from tests.support.fakes import GREEN, RED, paint
from tests.support.needs import LINKS, LONG_PATHS, MODES, needs
from tests.support.picture_files import noise
from tests.support.privilege import without_privilege
from tests.support.processes import PATIENCE_SECONDS

DAMAGED_FILES = int(os.environ.get("FACEFINDER_DAMAGED_FILES", "400"))
SEED = int(os.environ.get("FACEFINDER_SEED", "0"))
"""More files and other seeds are for whoever has the time; these are the same on each day."""
CONTROLS = {chr(code) for code in (*range(9), *range(11, 32), 127, 0x202E)}


@pytest.fixture
def known(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    return tmp_path / "known"


@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_every_bad_file_is_told_with_its_reason(
    run_alone: Run, known: Path, tmp_path: Path, jobs: str
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    bad = dict(unreadable())
    odd = dict(odd_but_pictures())
    kinds = special(folder)
    assert len(bad) + len(odd) + len(kinds) >= 60
    for name, content in (bad | odd).items():
        (folder / name).write_bytes(content)
    for make in kinds.values():
        make()
    done = run_alone("find", "-k", known, "-i", folder, "-p", jobs, "--json", "-", "-D")
    assert done.code == 10
    assert "Traceback" not in done.err
    assert not CONTROLS & set(done.err)
    document = json.loads(done.out)
    reasons = {Path(skip["path"]).name: skip["reason"] for skip in document["skipped"]}
    assert set(reasons) == set(bad) | set(kinds)
    assert all(5 < len(reason) < 120 for reason in reasons.values())
    assert not [r for r in reasons.values() if "crashes" in r or "engine failed" in r]
    assert document["summary"]["photos"] == len(bad) + len(odd)


@needs(LINKS)
def test_what_is_not_followed_or_entered_is_said(
    run_alone: Run, known: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    paint(folder / "x.jpg" / "inside.png", RED)
    paint(folder / ".hidden" / "y.png", RED)
    paint(folder / "$RECYCLE.BIN" / "y.png", RED)
    paint(tmp_path / "outside" / "y.png", RED)
    (folder / "out").symlink_to(tmp_path / "outside")
    (folder / "loop").symlink_to(folder)
    (folder / "self.png").symlink_to(folder / "self.png")
    for number in range(3000):
        (folder / "many").mkdir(exist_ok=True)
        (folder / "many" / f"{number}.txt").touch()
    done = run_alone("find", "-k", known, "-i", folder, "--json", "-")
    assert done.code == 0
    document = json.loads(done.out)
    assert [match["path"] for match in document["matches"]] == [
        str(folder / "x.jpg" / "inside.png")
    ]
    said = "3,000 files of other kinds, 1 hidden file or folder, 1 waste bin, 3 links"
    assert f"Not looked at: {said}; -D names what is left out by rule\n" in done.err
    assert {item["path"]: item["reason"] for item in document["left_out"]} == {
        str(folder / name): reason
        for name, reason in {
            ".hidden": "hidden",
            "$RECYCLE.BIN": "a waste bin",
            "out": "a link",
            "loop": "a link",
            "self.png": "a link",
        }.items()
    }


@pytest.mark.slow
@needs(MODES)
@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_what_rights_forbid_is_told_and_read_later(known: Path, tmp_path: Path, jobs: str) -> None:
    folder = tmp_path / "photos"
    paint(folder / "x.png", RED)
    # Each its own picture: an equal one is known.
    locked = [
        paint(folder / "locked" / "y.png", RED, GREEN).parent,
        paint(folder / "secret.png", RED, GREEN, GREEN),
    ]
    home = tmp_path / "home"
    home.mkdir()

    def search() -> tuple[int, dict[str, Any], str]:
        words: list[str | Path] = ["find", "-k", known, "-i", folder, "-p", jobs, *FAKE_ENGINE]
        done = subprocess.run(
            [*without_privilege(), sys.executable, "-m", "facefinder", *words, "--json", "-"],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "HOME": str(home), "XDG_DATA_HOME": "", "TMPDIR": str(tmp_path)},
            timeout=PATIENCE_SECONDS,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, json.loads(done.stdout), done.stderr

    for path in (*locked, home):
        path.chmod(0o500 if path == home else 0)
    code, document, said = search()
    assert code == 10
    assert [Path(match["path"]).name for match in document["matches"]] == ["x.png"]
    reasons = {Path(skip["path"]).name: skip["reason"] for skip in document["skipped"]}
    assert set(reasons) == {"locked", "secret.png"}
    assert ["permission" in reason for reason in reasons.values()] == [True, True]
    assert f"remembered in {tmp_path}" in said, "as nothing may be made in the home folder"
    for path in locked:
        path.chmod(0o700)
    code, document, _ = search()
    assert (code, len(document["matches"]), document["skipped"]) == (0, 3, [])
    assert document["summary"]["from_index"] == 1


@needs(LONG_PATHS)
def test_a_path_beyond_4096_characters(run_alone: Run, known: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    paint(folder / "near.png", RED)
    here = os.getcwd()  # noqa: PTH109 - beside chdir
    try:
        os.chdir(folder)
        for _ in range(25):
            os.mkdir("d" * 200)  # noqa: PTH102 - a Path would be too long
            os.chdir("d" * 200)
        Path("far.png").write_bytes((folder / "near.png").read_bytes())
    finally:
        os.chdir(here)
    try:
        done = run_alone("find", "-k", known, "-i", folder, "--json", "-")
        document = json.loads(done.out)
        assert done.code == 10
        assert [Path(match["path"]).name for match in document["matches"]] == ["near.png"]
        assert ["too long" in skip["reason"] for skip in document["skipped"]] == [True]
    finally:
        (folder / ("d" * 200)).rename(tmp_path / "d")  # what removes the folder must reach its end


@pytest.mark.slow
def test_cells_that_a_spreadsheet_would_run_are_defused(
    run: Run, known: Path, tmp_path: Path
) -> None:
    for sign in "=+-@":
        paint(tmp_path / "known" / f"{sign}cmd" / "1.png", RED)
    paint(tmp_path / "photos" / "x.png", RED)
    (tmp_path / "known" / "Anna" / "1.png").unlink()
    (tmp_path / "known" / "Anna").rmdir()
    done = run("find", "-k", known, "-i", tmp_path / "photos", "--csv", "-", "--threshold", "0.4")
    cells = [cell for row in csv.reader(io.StringIO(done.out)) for cell in row]
    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@pytest.mark.slow
def test_random_damage_costs_bounded_memory(tmp_path: Path) -> None:
    luck = random.Random(SEED)  # noqa: S311 - not for secrets
    samples = {kind: noise(kind) for kind in KINDS}
    file = tmp_path / "x"
    before = psutil.Process().memory_info().rss
    for number in range(DAMAGED_FILES):
        kind = luck.choice(KINDS)
        content = bytearray(samples[kind])
        reach = luck.choice((64, 1024, len(content)))
        for _ in range(luck.randint(1, 20)):
            content[luck.randrange(min(reach, len(content)))] = luck.randrange(256)
        if luck.random() < 0.3:
            del content[luck.randrange(1, len(content)) :]
        file.write_bytes(content)
        with contextlib.suppress(PhotoError):
            picture = read_picture(file, max_side_px=64, max_pixels=10**6)
            assert max(picture.pixels.shape[:2]) <= 64, f"seed {SEED}, file {number}: {kind}"
    grown = (psutil.Process().memory_info().rss - before) / 1e6
    assert grown < 300, f"{grown:.0f} MB more after {DAMAGED_FILES} files, seed {SEED}"
