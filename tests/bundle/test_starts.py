"""How the frozen program starts: itself and its helpers, never without end, and lightly."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder.bundle.contents import PROGRAM
from tests.bundle import random_recogniser
from tests.bundle.album import Album
from tests.bundle.compare import same_results, without_places
from tests.bundle.conftest import Tell
from tests.support.needs import FROZEN, needs

pytestmark = [pytest.mark.bundle, needs(FROZEN)]


def run(
    bundle: Path, *arguments: str | Path, timeout: int = 120, **variables: str
) -> subprocess.CompletedProcess[str]:
    """The frozen program, as it is on this computer."""
    return subprocess.run(
        [bundle / PROGRAM, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=timeout,
        env={**os.environ, **variables},
    )


def test_it_is_the_same_program(bundle: Path) -> None:
    from_source = subprocess.run(
        [sys.executable, "-m", "facefinder", "--help"], capture_output=True, text=True, check=True
    )
    frozen = run(bundle, "--help")
    assert frozen.returncode == 0
    assert frozen.stdout == from_source.stdout


@pytest.mark.parametrize(
    "line",
    [
        ["-c", "print('hello')"],
        ["-m", "joblib"],
        ["--multiprocessing-fork", "nonsense"],
        ["-B", "-S", "-I", "-c", "from os import main; main(3)"],
    ],
    ids=" ".join,
)
def test_an_unknown_helper_line_ends_with_70(bundle: Path, line: list[str]) -> None:
    refused = run(bundle, *line)
    assert refused.returncode == 70
    assert "refused" in refused.stderr


def test_a_child_of_a_program_with_helpers_is_refused(bundle: Path) -> None:
    assert run(bundle, "--version", FACEFINDER_POOL_PARENT=str(os.getpid())).returncode == 70


def test_a_model_may_be_the_first_option(bundle: Path) -> None:
    done = run(bundle, "-m", "Facenet512", "-k", "nowhere", "-i", "nowhere")
    assert done.returncode in (2, 4), done.stderr
    assert "refused" not in done.stderr


@pytest.mark.parametrize("argument", ["--version", "models"])
def test_a_light_command_works_here(bundle: Path, argument: str, tell: Tell) -> None:
    began = time.monotonic()
    assert run(bundle, argument).returncode == 0
    tell(f"{time.monotonic() - began:.2f} s")


def test_selftest_works_here(bundle: Path, tmp_path: Path) -> None:
    done = run(bundle, "selftest", "--data-dir", tmp_path, timeout=900)
    assert done.returncode == 0, done.stderr


def test_two_workers_find_here_what_the_source_finds(
    bundle: Path, album: Album, tmp_path: Path
) -> None:
    out = tmp_path / "found.json"
    where = ("-k", album.folder / "known", "-i", album.folder / "photos", "-p", "2", "-q")
    done = run(bundle, *where, "--data-dir", tmp_path / "data", "--json", out, timeout=900)
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text("utf-8"))
    same_results(without_places(found, str(album.folder)), album.photos)


def test_tensorflow_runs_a_recogniser_of_deepface_here(
    bundle: Path, album: Album, tmp_path: Path
) -> None:
    """Whom it recognises means nothing, as its weights are random."""
    out = tmp_path / "groups.json"
    engine = random_recogniser.chosen(str(album.folder / "models"))
    where = ("-i", album.folder / "known", "--data-dir", tmp_path / "data")
    done = run(bundle, "groups", *where, *engine, "-q", "--json", out, timeout=900)
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_text("utf-8"))["summary"]["faces"] == 2
