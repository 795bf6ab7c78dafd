"""Programs that are measured against, each a process that stays warm between its turns."""

import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psutil


class NotServedError(Exception):
    """The program cannot be run here; its message says why."""


class Program(Protocol):
    """What is asked for its time."""

    def seconds(self, photos: Sequence[Path]) -> float:
        """How long it takes to read some photos."""


class Served:
    """One of the programs in `originals`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def seconds(self, photos: Sequence[Path]) -> float:
        """How long it takes to read some photos."""
        return float(self._ask(json.dumps([str(photo) for photo in photos])))

    def wait(self) -> None:
        """Return as soon as it is warm."""
        self._ask(None)

    def _ask(self, line: str | None) -> str:
        assert self._process.stdin  # noqa: S101 - it was asked for
        assert self._process.stdout  # noqa: S101 - it was asked for
        if line is not None:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise NotServedError(f"it ended with code {self._process.wait()}")
        return answer


@contextmanager
def serve(python: Path | None, name: str, known: Path, warm_up: Path) -> Iterator[Served]:
    """Start a program.

    Args:
        python: Of .venv-bench; None where that could not be made.
        name: ``deepface`` or ``face_recognition``.
        known: Folder of reference photos.
        warm_up: A small photo.

    Raises:
        NotServedError: It does not run here.
    """
    if python is None:
        raise NotServedError("it could not be installed here")
    with (
        tempfile.TemporaryDirectory(prefix="facefinder-bench-") as home,
        (Path(home) / "log").open("w+", encoding="utf-8", errors="replace") as log,
    ):
        script = Path(__file__).with_name("originals.py")
        process = subprocess.Popen(
            [python, "-W", "ignore", script, name, known, warm_up],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
            env=os.environ | {"DEEPFACE_HOME": home, "HOME": home, "TF_CPP_MIN_LOG_LEVEL": "3"},
        )
        try:
            served = Served(process)
            try:
                served.wait()
            except NotServedError as error:
                log.seek(0)
                last = (log.read().strip().splitlines() or ["it printed nothing"])[-1]
                raise NotServedError(f"{error}: {last[:120]}") from error
            yield served
        finally:
            # joblib's processes outlive theirs, with gigabytes of deepface's.
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
            process.kill()
            process.communicate()  # closes its pipes, too
