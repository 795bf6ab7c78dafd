"""What the program keeps, where, for whom to read, and that `purge` takes all of it away."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from facefinder.index.index import open_index
from tests.conftest import FAKE_ENGINE, ROOT, Done, Run
from tests.support.fakes import BLUE, RED, paint

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file system features")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Zebulon" / "1.png", RED)
    for number in range(30):
        paint(tmp_path / "photos" / f"{number}.png", RED, BLUE)
    (tmp_path / "photos" / "bad.png").write_bytes(b"no picture")
    return tmp_path / "photos"


def at_home(home: Path, *arguments: str | Path, **variables: str) -> Done:
    """The program with a home and a folder for temporary files of its own.

    It has to leave nothing in the shared memory; names there carry the process id.
    """
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("XDG", "FACEFINDER"))}
    places = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "USERPROFILE": str(home)}
    program = subprocess.Popen(
        [sys.executable, "-m", "facefinder", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=keep | places | variables,
    )
    out, err = program.communicate(timeout=300)
    shared = [path.name for path in Path("/dev/shm").glob("*")]  # noqa: S108 - looked at, not used
    assert [name for name in shared if str(program.pid) in re.split(r"\D+", name)] == []
    return Done(program.returncode, out, err)


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def search(photos: Path) -> tuple[str | Path, ...]:
    return ("find", "-k", photos.parent / "known", "-i", photos, *FAKE_ENGINE)


@posix
@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_after_a_run_and_a_purge_nothing_is_left(photos: Path, tmp_path: Path, jobs: str) -> None:
    home = tmp_path / "home"
    at_home(home, "--version")
    before = everything(home)
    assert at_home(home, *search(photos), "-p", jobs, "-D").code == 10
    kept = everything(home) - before
    assert any(name.endswith("index.sqlite") for name in kept)
    done = at_home(home, "purge")
    assert done.code == 2, "nobody agreed"
    assert "index.sqlite" in done.err
    assert everything(home) - before == kept
    assert at_home(home, "purge", "--yes").code == 0
    assert everything(home) == before
    assert at_home(home, "purge", "--yes").code == 0, "nothing to do"


def test_purge_keeps_what_is_not_ours_and_what_is_in_use(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    run("find", "-k", tmp_path / "known", "-i", photos)
    (data / "diary.txt").write_text("mine")
    with open_index(data / "index.sqlite", "e", "e"):
        assert run("purge", "--yes", "--data-dir", data).code == 5
        assert (data / "index.sqlite").exists()
    assert run("purge", "--yes", "--data-dir", data).code == 0
    assert everything(data) == {"diary.txt"}


def test_a_damaged_index_can_be_purged(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "index.sqlite").write_bytes(b"rubbish" * 1000)
    assert run("purge", "--yes", "--data-dir", data).code == 0
    assert not data.exists()


@posix
def test_files_are_for_their_owner_only(run: Run, photos: Path, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        outputs = ("--csv", tmp_path / "o" / "x.csv", "--json", tmp_path / "o" / "x.json")
        run("find", "-k", tmp_path / "known", "-i", photos, *outputs, "--copy-to", tmp_path / "f")
    finally:
        os.umask(before)
    made = [tmp_path / "data", tmp_path / "o", tmp_path / "f"]
    made += [path for folder in made for path in folder.rglob("*")]
    assert len(made) > 6
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_the_log_holds_neither_names_nor_vectors(photos: Path, tmp_path: Path) -> None:
    (photos / ".hidden\x1b[31m.jpg").write_bytes(b"seen, not read")
    done = at_home(tmp_path / "home", *search(photos), "-D", "--no-index")
    assert "\x1b" not in done.err
    log = [line for line in done.err.splitlines() if re.match(r"\d{4}-\d\d-\d\d ", line)]
    assert log
    assert not [line for line in log if "Zebulon" in line or re.search(r"\[-?\d+\.\d+", line)]


def test_no_code_that_runs_what_a_file_says() -> None:
    forbidden = {"eval", "exec", "pickle", "shelve", "marshal", "system", "popen"}
    for module in (ROOT / "facefinder").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            match node:
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    used = {part for alias in names for part in alias.name.split(".")}
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                    used = {name}
                case ast.keyword(arg="shell"):
                    used = {"system"}
                case _:
                    continue
            assert not used & forbidden, f"{module.name}: {used}"
