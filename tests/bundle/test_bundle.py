"""The frozen program, if it was built: `python build.py bundle`. `build.py verify` proves more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BUNDLE = Path(__file__).resolve().parents[2] / "dist" / "facefinder"
PROGRAM = BUNDLE / ("facefinder.exe" if sys.platform == "win32" else "facefinder")

pytestmark = pytest.mark.skipif(
    not PROGRAM.is_file(), reason="there is no bundle; python build.py bundle makes one"
)


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The frozen program; it must never be able to start itself without end."""
    return subprocess.run(
        [PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **variables},
    )


def test_it_is_the_same_program() -> None:
    from_source = subprocess.run(
        [sys.executable, "-m", "facefinder", "--help"], capture_output=True, text=True, check=True
    )
    frozen = run("--help")
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
def test_an_unknown_helper_line_ends_with_70(line: list[str]) -> None:
    refused = run(*line)
    assert refused.returncode == 70
    assert "refused" in refused.stderr


def test_a_child_of_a_program_with_helpers_is_refused() -> None:
    assert run("--version", FACEFINDER_POOL_PARENT=str(os.getpid())).returncode == 70


def test_a_model_may_be_the_first_option() -> None:
    done = run("-m", "Facenet512", "-k", "nowhere", "-i", "nowhere")
    assert done.returncode in (2, 4), done.stderr
    assert "refused" not in done.stderr


def test_nothing_is_a_link() -> None:
    assert not [path for path in BUNDLE.rglob("*") if path.is_symlink()]
