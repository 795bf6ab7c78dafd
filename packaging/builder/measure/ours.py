"""Our own side of a measurement: a warm search over a folder, and what needs no photos at all."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facefinder.decode.file import content_hash
from facefinder.discover.photos import find_photos
from facefinder.index.index import Index, open_index
from facefinder.match import hits
from facefinder.match.choose import judge_for
from facefinder.models.catalogue import MODELS, model_info
from facefinder.pool import run
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Gallery
from facefinder.records.photos import FaceTable, Failed, Photo, Scanned
from facefinder.settings import EngineSettings

JOBS = 2
VECTOR_SIZE = 128
FACES = 100_000
TREE = 10_000
JUDGE = judge_for(MODELS["dlib-resnet"])
COMMANDS = (("--help",), ("models",), ("--version",))


@dataclass(frozen=True, slots=True)
class Timed:
    """A search: seconds from listing the folder to the matches, and what there was."""

    seconds: float
    photos: int
    faces: int


def search(folder: Path, engine: EngineSettings, models_dir: Path, jobs: int = JOBS) -> Timed:
    """List, read, remember and match, as `people` does; workers stay for the next search."""
    started = time.perf_counter()
    photos = find_photos([folder]).photos
    with open_index(None, engine.fingerprint(), engine.name) as index:
        for outcomes in run.run(
            index.pending(photos, content_hash=content_hash), engine, models_dir, workers=jobs
        ):
            index.add(outcomes)
        table = index.faces(photos)
        failed: list[Failed] = index.failures(photos)
    if failed:
        raise ValueError(f"{failed[0].photo} cannot be read: {failed[0].reason}")
    people = gallery(table.vectors.shape[1] or VECTOR_SIZE)
    hits.find_hits(table, people, judge_for(model_info(engine.model)))
    return Timed(time.perf_counter() - started, len(photos), len(table.photo_row))


def gallery(width: int) -> Gallery:
    """Two people with three references each."""
    vectors = np.random.default_rng(5).normal(0, 0.1, (6, width)).astype(np.float32)
    return Gallery(("a", "b"), vectors, np.repeat(np.arange(2, dtype=np.int64), 3))


def unchanged(folder: Path) -> float:
    """Photos a second over a tree that the index knows, with a face in each."""
    engine = EngineSettings(detector="mtcnn", model="dlib-resnet", weights=())
    with open_index(None, engine.fingerprint(), engine.name) as index:
        photos = find_photos([folder]).photos
        invent(index, photos, faces_each=1)
        started = time.perf_counter()
        photos = find_photos([folder]).photos
        if index.pending(photos, content_hash=content_hash):
            raise ValueError("a photo changed during the measurement")
        _match(index, photos)
        return len(photos) / (time.perf_counter() - started)


def matching() -> float:
    """Seconds for other people over 100,000 indexed faces: out of the file's rows, then matched."""
    photos = [Photo("/", f"{n:06d}.jpg", n, n) for n in range(FACES // 5)]
    with open_index(None, "bench", "bench") as index:
        invent(index, photos, faces_each=5)
        started = time.perf_counter()
        _match(index, photos)
        return time.perf_counter() - started


def invent(index: Index, photos: list[Photo] | tuple[Photo, ...], faces_each: int) -> None:
    """Let an index know photos that nobody read, with faces that are nobody's."""
    rng = np.random.default_rng(6)
    landmarks = np.zeros((5, 2), np.float32)
    for start in range(0, len(photos), 500):
        part = photos[start : start + 500]
        vectors = rng.normal(0, 0.1, (len(part), faces_each, VECTOR_SIZE)).astype(np.float32)
        index.add(
            Scanned(
                photo,
                4000,
                3000,
                bytes(16),
                tuple(Face(Box(9, 9, 90, 90), 0.9, landmarks, 50.0, vector) for vector in rows),
            )
            for photo, rows in zip(part, vectors, strict=True)
        )


def _match(index: Index, photos: list[Photo] | tuple[Photo, ...]) -> None:
    table: FaceTable = index.faces(photos)
    hits.find_hits(table, gallery(VECTOR_SIZE), JUDGE)


def command_seconds(arguments: tuple[str, ...], models_dir: Path) -> float:
    """Seconds that a short command takes, the start of Python included."""
    extra = ("--models-dir", str(models_dir)) if arguments == ("models",) else ()
    return _seconds(
        lambda: subprocess.run(
            [sys.executable, "-m", "facefinder", *arguments, *extra],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    )


def cold_seconds(
    program: Sequence[str], *more: str, known: Path, folder: Path, detector: str, jobs: int = JOBS
) -> float:
    """Seconds of a whole search with dlib's network, from nothing.

    Args:
        program: What comes before the command: Python with the module, or the frozen program.
        more: Further options.
        known: Folder with people.
        folder: What is searched.
        detector: Name of the detector.
        jobs: Worker processes.
    """
    engine = ("-d", detector, "-m", "dlib-resnet", "--no-index", "-p", str(jobs))
    search = ("find", "-q", "-k", str(known), "-i", str(folder), *engine, *more)
    return _seconds(
        lambda: subprocess.run([*program, *search], check=True, stdout=subprocess.DEVNULL)
    )


def python_seconds(code: str) -> float:
    """Seconds that a line of Python takes, its start included."""
    return _seconds(
        lambda: subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)
    )


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started
