"""What one process does: photos in, outcomes out, and whatever happens to one photo stays with it.

TensorFlow and OpenCV get one thread each, always: two processes of one thread read half as many
photos again as one process of two, and no result depends on how sums were split over threads.
"""

import contextlib
import faulthandler
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import psutil
from joblib.externals.loky import process_executor

from facefinder.align import crop_face, sharpness
from facefinder.decode import content_hash, read_picture
from facefinder.detect.detector import Detector, load_detector
from facefinder.embed.embedder import Embedder, load_embedder
from facefinder.errors import PhotoError
from facefinder.offline import forbid_network, no_traces
from facefinder.records import (
    Box,
    DetectedFace,
    Face,
    Failed,
    FloatArray,
    ImageArray,
    Outcome,
    Photo,
    Picture,
    Scanned,
)
from facefinder.settings import EngineSettings, Limits

ORPHANED = 71
"""Exit code of a worker whose parent is gone; nobody is left to read it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Detected:
    """A photo on its way: faces found, not yet described.

    Attributes:
        photo: The file.
        full_size: Width and height of the upright photo, pixels.
        content_hash: As in `Scanned`.
        faces: In pixels of the full-size photo.
        crops: Shape (N, S, S, 3), uint8, RGB; what the model is to see of each face.
    """

    photo: Photo
    full_size: tuple[int, int]
    content_hash: bytes
    faces: tuple[DetectedFace, ...]
    crops: ImageArray


def process_photos(
    photos: tuple[Photo, ...],
    engine: EngineSettings,
    models_dir: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    *,
    may_end: bool = False,
) -> list[Outcome]:
    """Read photos and describe the faces in them.

    Args:
        photos: A few; their faces are described together, which is faster.
        engine: What to read them with; loaded at the first call in each process.
        models_dir: Folder of the weight files.
        limits: What one photo may cost.
        may_end: This is a worker process: one that takes too long over a photo is ended.

    Returns:
        One outcome for each photo, in their order.

    Raises:
        ModelError: The engine cannot be loaded.
    """
    detector, embedder = load_engine(engine, models_dir)
    read: list[_Detected | Failed] = []
    for photo in photos:
        try:
            with _ending_after(limits.seconds if may_end else 0):
                read.append(_detect(photo, detector, embedder, engine.max_side_px, limits.pixels))
        except Exception as error:  # whatever one photo does, the others go on
            read.append(_failed(photo, error))
    return _describe(read, embedder)


def prepare_worker(parent: int) -> None:
    """Set up a process that does nothing but read photos for `parent` (a process id).

    It leaves Ctrl-C to its parent, ends with it, prints nothing (libraries would print over the
    progress) and opens no connection.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    # loky replaces a worker that grew by 300 MB; ours do that once, by loading their models.
    process_executor._MAX_MEMORY_LEAK_SIZE = 1 << 62  # noqa: SLF001  it has no public switch
    # A set but empty variable keeps loky from printing the stack of a crash; the photo is listed.
    os.environ.setdefault("PYTHONFAULTHANDLER", "")
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
    os.close(null)
    forbid_network()


@cache
def load_engine(engine: EngineSettings, models_dir: str) -> tuple[Detector, Embedder]:
    """The engine, once in each process."""
    # TensorFlow reads these when it is imported, which the loaders below do.
    os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["TF_NUM_INTEROP_THREADS"] = "1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    cv2.setNumThreads(1)
    folder = Path(models_dir)
    no_traces(folder)
    with silent_libraries():
        return load_detector(engine.detector, folder), load_embedder(engine.model, folder)


@contextlib.contextmanager
def _ending_after(seconds: float) -> Iterator[None]:
    """End this process when the block takes longer, whatever native code it hangs in."""
    if not seconds:
        yield
        return
    # The timer of faulthandler is a thread that needs nothing of Python; stderr leads nowhere.
    faulthandler.dump_traceback_later(seconds, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _detect(
    photo: Photo, detector: Detector, embedder: Embedder, max_side_px: int, max_pixels: int
) -> _Detected:
    picture = read_picture(photo.path, max_side_px=max_side_px, max_pixels=max_pixels)
    digest = content_hash(photo.path)
    _check_unchanged(photo)
    found = detector.detect(picture.pixels)
    crops = [
        crop_face(picture.pixels, face.landmarks, template=embedder.template, size=embedder.size)
        for face in found
    ]
    return _Detected(
        photo=photo,
        full_size=picture.full_size,
        content_hash=digest,
        faces=tuple(_enlarged(face, picture) for face in found),
        crops=np.stack(crops) if crops else _no_crops(embedder),
    )


def _check_unchanged(photo: Photo) -> None:
    """What was read must be what was listed, or the index would remember it wrongly."""
    try:
        now = photo.path.stat()
    except OSError as error:
        raise PhotoError("it vanished while it was read", lasting=False) from error
    if (now.st_size, now.st_mtime_ns) != (photo.size, photo.mtime_ns):
        raise PhotoError("it was changed while the search ran", lasting=False)


def _enlarged(face: DetectedFace, picture: Picture) -> DetectedFace:
    """The same face in pixels of the full-size photo."""
    box = Box(*(side * picture.scale for side in face.box))
    return DetectedFace(box, face.score, face.landmarks * np.float32(picture.scale))


def _describe(read: Sequence[_Detected | Failed], embedder: Embedder) -> list[Outcome]:
    """Vectors for all faces at once; one photo at a time only when that fails."""
    detected = [photo for photo in read if isinstance(photo, _Detected)]
    crops = np.concatenate([_no_crops(embedder), *(photo.crops for photo in detected)])
    try:
        vectors = embedder.embed(crops)
    except Exception as error:  # find out below whose face it was
        if len(detected) > 1:
            return [outcome for photo in read for outcome in _describe([photo], embedder)]
        return [p if isinstance(p, Failed) else _failed(p.photo, error) for p in read]
    rows = iter(vectors)
    return [p if isinstance(p, Failed) else _scanned(p, rows) for p in read]


def _scanned(detected: _Detected, rows: Iterator[FloatArray]) -> Scanned:
    width, height = detected.full_size
    faces = tuple(
        # A copy, so that a face does not keep the vectors of all others alive.
        Face(face.box, face.score, face.landmarks, sharpness(crop), next(rows).copy())
        for face, crop in zip(detected.faces, detected.crops, strict=True)
    )
    return Scanned(detected.photo, width, height, detected.content_hash, faces)


def _failed(photo: Photo, error: Exception) -> Failed:
    match error:
        case PhotoError():
            return Failed(photo, error.reason, error.lasting)
        case MemoryError():
            return Failed(photo, "not enough memory for this photo", lasting=False)
    reason = f"the engine failed on this photo: {type(error).__name__}"
    return Failed(photo, reason, lasting=False)


def _no_crops(embedder: Embedder) -> ImageArray:
    return np.empty((0, embedder.size, embedder.size, 3), dtype=np.uint8)


@contextlib.contextmanager
def silent_libraries() -> Iterator[None]:
    """Hide what TensorFlow's C++ code prints while it starts; no setting of its own silences it."""
    saved = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)


def _end_with(parent: int) -> None:
    """Exit as soon as the parent is gone, however it went; runs in a thread."""
    if sys.platform == "win32":
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(parent).wait()
    else:
        # A process whose parent died gets another one.
        while os.getppid() == parent:
            time.sleep(0.5)
    os._exit(ORPHANED)
