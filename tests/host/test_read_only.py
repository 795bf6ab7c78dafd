"""Places that cannot be written, really mounted so: rights alone do not stop a superuser."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import FAKE_ENGINE, ROOT, Done
from tests.support.as_bundle import AS_BUNDLE
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import LINUX, UNSHARE, Need, needs, require
from tests.support.processes import PATIENCE_SECONDS

require(LINUX, UNSHARE, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
PROGRAM = shutil.which("unshare")

MOUNT = """
set -e
while [ "$1" != -- ]; do
    mount --bind "$1" "$1"
    mount -o remount,bind,ro "$1"
    shift
done
shift
cd "$1"
shift
exec "$@"
"""
"""Read-only folders, --, where to go, a command. What is mounted is gone when it ends."""


@cache
def _allowed() -> bool:
    if os.getuid() != 0:
        return False
    words = [str(PROGRAM), "-m", "sh", "-c", MOUNT, "sh", str(ROOT), "--", str(ROOT), "true"]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


pytestmark = [
    pytest.mark.slow,
    needs(
        Need("mounting is not allowed", "run as root, in a container with --privileged", _allowed)
    ),
]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """An album; beside it lie the references, a home and a folder for temporary files."""
    paint(tmp_path / "photos" / "known" / "Anna" / "1.png", RED)
    for number in range(30):
        paint(tmp_path / "photos" / "all" / f"{number}.png", RED, BLUE)
    for folder in ("home", "tmp", "bundle"):
        (tmp_path / folder).mkdir()
    return tmp_path / "photos"


def program(photos: Path, *read_only: Path, more: tuple[str | Path, ...] = ()) -> Done:
    """A search, as a program in whose eyes these folders cannot be written."""
    words = ["-m", "facefinder", *search(photos), *more]
    return _enter(photos.parent, read_only, words)


def as_bundle(photos: Path, *read_only: Path) -> Done:
    """A search by a program that lies in the folder `bundle`, in whose eyes these are read-only."""
    place = photos.parent / "bundle" / "facefinder"
    return _enter(photos.parent, read_only, ["-c", AS_BUNDLE, place, *search(photos), "-p", "0"])


def search(photos: Path) -> list[str | Path]:
    return ["find", "-k", photos / "known", "-i", photos / "all", *FAKE_ENGINE]


def _enter(place: Path, read_only: tuple[Path, ...], words: list[str | Path]) -> Done:
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("XDG", "FACEFINDER"))}
    enter: list[str | Path] = [str(PROGRAM), "-m", "sh", "-c", MOUNT, "sh", *read_only, "--", ROOT]
    done = subprocess.run(
        [*enter, sys.executable, *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE_SECONDS,
        env=keep | {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp")},
    )
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def state(folder: Path) -> list[tuple[str, int, int]]:
    """Names, sizes and times of everything in a folder, and of itself."""
    there = [folder, *sorted(folder.rglob("*"))]
    return [(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in there]


def data_of(home: Path) -> Path:
    return home / ".local" / "share" / "facefinder"


def temporary_data(place: Path) -> Path:
    return place / "tmp" / f"facefinder-{os.getuid()}"


def nowhere(place: Path) -> list[Path]:
    """Every folder in which this user might keep something, other than for the fun of it."""
    return [p for p in (place, ROOT, *map(Path, ("/tmp", "/var/tmp", "/usr/tmp"))) if p.is_dir()]  # noqa: S108 - closed, not used


def test_photos_that_cannot_be_written_are_found_and_copied(photos: Path, tmp_path: Path) -> None:
    before = state(photos)
    done = program(photos, photos, more=("-p", "2", "--copy-to", tmp_path / "found"))
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == 30
    assert "cannot be written" not in done.err
    assert len(list((tmp_path / "found" / "Anna").iterdir())) == 1, "the same picture"
    assert state(photos) == before


@pytest.mark.parametrize("option", ["--copy-to", "--csv", "--json"])
def test_results_into_a_place_that_cannot_be_written(photos: Path, option: str) -> None:
    before = state(photos)
    done = program(photos, photos, more=(option, photos / "found"))
    assert done.code == 6
    assert str(photos / "found") in done.err
    assert state(photos) == before
    index = data_of(photos.parent / "home") / "index.sqlite"
    assert not index.exists(), "it is refused before anything is read"


def test_a_program_that_cannot_be_written_needs_nothing_in_its_folder(photos: Path) -> None:
    done = program(photos, ROOT, more=("-p", "2"))
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == 30
    assert "cannot be written" not in done.err
    assert (data_of(photos.parent / "home") / "index.sqlite").is_file()


def test_a_bundle_keeps_its_data_beside_itself_or_in_the_next_place(
    photos: Path, tmp_path: Path
) -> None:
    bundle, home = tmp_path / "bundle", tmp_path / "home"
    done = as_bundle(photos)
    assert done.code == 0, done.err
    assert (bundle / "data" / "index.sqlite").is_file()
    shutil.rmtree(bundle / "data")

    done = as_bundle(photos, bundle)
    assert done.code == 0, done.err
    assert f"{bundle / 'data'} cannot be written" in done.err
    assert f"remembered in {data_of(home)}" in done.err
    assert (data_of(home) / "index.sqlite").is_file()
    shutil.rmtree(home / ".local")

    done = as_bundle(photos, bundle, home)
    assert done.code == 0, done.err
    assert f"remembered in {temporary_data(tmp_path)}" in done.err
    assert (temporary_data(tmp_path) / "index.sqlite").is_file()
    assert list(home.iterdir()) == list(bundle.iterdir()) == []


def test_a_home_that_cannot_be_written(photos: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = program(photos, home, more=("--json", "-"))
    assert done.code == 0, done.err
    assert f"{data_of(home)} cannot be written" in done.err
    assert f"remembered in {temporary_data(tmp_path)}" in done.err
    again = program(photos, home, more=("--json", "-"))
    assert '"scanned": 0' in again.out
    named = program(photos, home, more=("--data-dir", home / "x"))
    assert named.code == 0
    assert "nothing is remembered" in named.err, "what the user names has no next place"
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("bundle", [False, True])
def test_with_no_place_at_all_nothing_is_remembered_which_is_said(
    photos: Path, tmp_path: Path, bundle: bool
) -> None:
    before = state(tmp_path)
    done = (as_bundle if bundle else program)(photos, *nowhere(tmp_path))
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == 30
    assert "nothing is remembered in this run" in done.err
    assert state(tmp_path) == before


@pytest.mark.parametrize("library", ["facefinder.network.runner", "tensorflow"])
def test_no_network_needs_a_folder_for_temporary_files(library: str, tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from facefinder.host.offline import no_traces;"
        f"no_traces(Path('models_cache')); import {library}; print('loaded')"
    )
    assert _enter(tmp_path, tuple(nowhere(tmp_path)), ["-c", code]).out == "loaded\n"
