"""Searches in processes of their own, which are ended, watched or starved while they run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import FAKE_ENGINE, ROOT
from tests.support.fakes import ASLEEP, paint
from tests.support.processes import PATIENCE_SECONDS


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
