"""A search among very many known photos: seconds and memory, in a process of its own.

No photo is there: the index is filled with invented faces, and asked as a search asks it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import psutil

from builder.measure.ours import JUDGE, VECTOR_SIZE, invent
from facefinder.decode.file import content_hash
from facefinder.index.index import open_index
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Gallery, Reference
from facefinder.records.photos import Photo
from facefinder.search.matching import Matching

PHOTOS = 300_000
LIMITS = "below 5 s and 300 MB"


def measured(count: int = PHOTOS) -> tuple[float, float]:
    """Seconds from the list of the photos to the matches, and the largest memory, MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "index.sqlite")
        with open_index(path, "bench", "bench") as index:
            invent(index, list(_photos(count)), faces_each=1)
        command = [sys.executable, "-m", __name__, str(path), str(count)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, encoding="ascii", env=environment
        )
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def _photos(count: int) -> Iterator[Photo]:
    yield from (Photo("/", f"{n // 1000:03d}/{n:06d}.jpg", n, n) for n in range(count))


def main() -> None:
    """Arguments: the index, how many photos are in it."""
    photos = list(_photos(int(sys.argv[2])))
    vectors = np.random.default_rng(5).normal(0, 0.1, (3, VECTOR_SIZE)).astype(np.float32)
    landmarks = np.zeros((5, 2), np.float32)
    faces = [Face(Box(9, 9, 90, 90), 0.9, landmarks, 50.0, vector) for vector in vectors]
    gallery = Gallery.of(["a"], [Reference("a", photos[0], face) for face in faces])
    engine: Any = SimpleNamespace(judge=JUDGE)
    started = time.perf_counter()
    with open_index(Path(sys.argv[1]), "bench", "bench") as index:
        if index.pending(photos, content_hash=content_hash):
            raise ValueError("a photo is not known")
        failed = index.failures(photos)
        found = Matching(index, index.with_pages(photos), gallery, engine.judge).matched()
    seconds = time.perf_counter() - started
    if failed or found.faces != len(photos):
        raise ValueError("a photo was not searched")
    print(json.dumps([seconds, _peak_mb()]))


def _peak_mb() -> float:
    """The largest memory of this process until now, where the system tells, else what it has."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count the process that started this one, too
        (line,) = (one for one in status.read_text("ascii").splitlines() if "VmHWM" in one)
        return int(line.split()[1]) * 1024 / 1e6
    info = psutil.Process().memory_info()
    return float(getattr(info, "peak_wset", info.rss)) / 1e6


if __name__ == "__main__":
    main()
