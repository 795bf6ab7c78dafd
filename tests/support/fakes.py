"""An engine without a network: a face is a square of one colour on black, its vector that colour.

Loaded by name (``tests.support.fakes:load_detector``), as any engine of somebody else's is, and so
also in worker processes. Some colours make things go wrong.
"""

import errno
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray
from facefinder.records.photos import Photo
from facefinder.settings import EngineSettings

Colour = tuple[int, int, int]

RED: Colour = (255, 0, 0)
GREEN: Colour = (0, 255, 0)
BLUE: Colour = (0, 0, 255)

RAISES: Colour = (255, 255, 1)
UNPICKLABLE: Colour = (255, 255, 2)
KILLS: Colour = (255, 255, 3)
SLEEPS: Colour = (255, 255, 4)
EMBED_RAISES: Colour = (255, 255, 5)
NO_MEMORY: Colour = (255, 255, 6)
CRASHES: Colour = (255, 255, 7)
EMBED_SLEEPS: Colour = (255, 255, 8)
NO_LIBRARY: Colour = (255, 255, 10)
NO_ROOM: Colour = (255, 255, 11)
NO_FILES: Colour = (255, 255, 12)
NO_MEMORY_AT_ALL: Colour = (255, 255, 13)

LOADING_SECONDS = "FACEFINDER_TEST_LOADING_SECONDS"
"""Variable that says how long `load_slowly` takes."""

SLEEPING_SECONDS = 900.0
"""Longer than any test waits, also for a program that it takes for hung."""
LIMITS_SECONDS = (1, 8, 64)
"""Limits of time to be tried in turn until good photos keep to one. How long they take is the
computer's affair, so the first may be too low on a busy one; sleepers keep to none of them."""
ASLEEP = "FACEFINDER_TEST_ASLEEP"
"""Variable that may name a folder: whoever falls asleep leaves a file there, each time."""
AWAKE = "awake"
"""A file in that folder: from then on nobody falls asleep."""

SQUARE_PX = 32
TEMPLATE = np.array([[10, 12], [22, 12], [16, 18], [11, 24], [21, 24]], dtype=np.float32)

ENGINE = EngineSettings(
    detector="tests.support.fakes:load_detector",
    model="tests.support.fakes:load_embedder",
    weights=(),
)


class BadPickleError(Exception):
    """An exception that pickles, but does not unpickle: it takes more arguments than it keeps."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} {second}")


class SquareDetector:
    """Finds the squares that `paint` painted."""

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        faces = []
        for colour in _colours(image):
            _misbehave(colour)
            rows, columns = np.nonzero((image == colour).all(axis=2))
            left, top = float(columns.min()), float(rows.min())
            side = float(columns.max()) + 1 - left
            landmarks = TEMPLATE * (side / SQUARE_PX) + np.array([left, top], dtype=np.float32)
            box = Box(left, top, side, side)
            faces.append(DetectedFace(box, 0.9, landmarks.astype(np.float32)))
        return faces


class WideSquareDetector(SquareDetector):
    """Finds the squares with a rim of the photo around each, so that no crop is one colour."""

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        faces = super().detect(image)
        middles = (np.array([face.box.x, face.box.y]) + face.box.w / 2 for face in faces)
        return [
            replace(face, landmarks=((face.landmarks - middle) * 1.5 + middle).astype(np.float32))
            for face, middle in zip(faces, middles, strict=True)
        ]


class ColourEmbedder:
    """The colour in the middle of the crop, each part from 0 to 1."""

    size = SQUARE_PX
    template = TEMPLATE

    def embed(self, crops: ImageArray) -> FloatArray:
        middle = crops[:, SQUARE_PX // 2, SQUARE_PX // 2].astype(np.float32)
        if (middle == EMBED_RAISES).all(axis=1).any():
            raise BadPickleError("embed", "failed")
        if (middle == EMBED_SLEEPS).all(axis=1).any():
            _fall_asleep()
        return middle / np.float32(255)


def load_detector(_models_dir: Path | None = None) -> SquareDetector:
    return SquareDetector()


def load_wide_detector(_models_dir: Path | None = None) -> WideSquareDetector:
    return WideSquareDetector()


def load_embedder(_models_dir: Path | None = None) -> ColourEmbedder:
    return ColourEmbedder()


def load_broken(_models_dir: Path | None = None) -> SquareDetector:
    raise BadPickleError("cannot", "load")


def load_slowly(_models_dir: Path | None = None) -> SquareDetector:
    time.sleep(float(os.environ[LOADING_SECONDS]))
    return SquareDetector()


def load_deadly(_models_dir: Path | None = None) -> SquareDetector:
    _die()
    raise AssertionError


def paint(path: Path, *colours: Colour) -> Path:
    """A photo with one square for each colour, side by side."""
    image = np.zeros((3 * SQUARE_PX, SQUARE_PX * (2 * len(colours) + 1), 3), dtype=np.uint8)
    for i, colour in enumerate(colours):
        left = SQUARE_PX * (2 * i + 1)
        image[SQUARE_PX : 2 * SQUARE_PX, left : left + SQUARE_PX] = colour
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(path, "PNG")
    return path


def listed(path: Path, root: Path) -> Photo:
    """The photo as discovery would list it."""
    state = path.stat()
    return Photo(str(root), path.relative_to(root).as_posix(), state.st_size, state.st_mtime_ns)


def _colours(image: ImageArray) -> list[Colour]:
    # As numbers: NumPy takes half a second to sort the rows of an image.
    codes = np.unique(image.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32))
    if len(codes) > 100:  # a real picture
        return []
    return [(code >> 16, code >> 8 & 255, code & 255) for code in codes.tolist() if code]


def _misbehave(colour: Colour) -> None:
    match colour:
        case (255, 255, 1):
            raise ValueError("the detector failed")
        case (255, 255, 2):
            raise BadPickleError("detect", "failed")
        case (255, 255, 3):
            _die()
        case (255, 255, 4):
            _fall_asleep()
        case (255, 255, 6):
            raise MemoryError
        case (255, 255, 7):
            # Of a real one ctypes makes an OSError on Windows.
            os.kill(os.getpid(), signal.SIGSEGV)
        case _:
            _break_the_computer(colour)


def _break_the_computer(colour: Colour) -> None:
    """Let go wrong what is no photo's fault."""
    match colour:
        case (255, 255, 10):
            raise ImportError("libraw.so.23: cannot open shared object file: No such file")
        case (255, 255, 11):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        case (255, 255, 12):
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        case (255, 255, 13):
            _take_all_memory()
            raise MemoryError


def _take_all_memory() -> None:
    """Leave this process a few megabytes; only where the system keeps to such a limit: Linux."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows has none

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    used = pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 8_000_000, resource.RLIM_INFINITY))


def _fall_asleep() -> None:
    if folder := os.environ.get(ASLEEP):
        if Path(folder, AWAKE).exists():
            return
        Path(folder, f"{os.getpid()}-{time.monotonic_ns()}").touch()
    time.sleep(SLEEPING_SECONDS)


def _die() -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
