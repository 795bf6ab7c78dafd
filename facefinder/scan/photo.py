"""One photo after the other becomes `Scanned` or `Failed`; whatever one does stays with it."""

import gc
import logging
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from facefinder.align import sharpness
from facefinder.decode.file import content_hash, whole_hash
from facefinder.decode.pages import page_hash
from facefinder.decode.picture import read_picture
from facefinder.detect.protocol import Detector
from facefinder.embed.embedder import Embedder
from facefinder.errors import (
    FEWER_WORKERS,
    FacefinderError,
    PhotoError,
    WorkersError,
    fault_of,
    raise_if_stopped,
)
from facefinder.records.boxes import Box
from facefinder.records.faces import DetectedFace, Face, FloatArray, ImageArray
from facefinder.records.photos import Failed, Outcome, Photo, Picture, Scanned
from facefinder.scan.crops import crops_of
from facefinder.scan.engine import load_engine
from facefinder.settings import EngineSettings, Limits

logger = logging.getLogger(__name__)

Limit: TypeAlias = Callable[[int], AbstractContextManager[object]]
"""Makes what is put around the work on so many photos, and ends it when it takes too long."""

SMALL_BYTES: Final = 64 * 1024 * 1024
"""What reading any photo may need, however small it is; a process without it can read none."""


@dataclass(frozen=True, slots=True, eq=False)
class _Detected:
    """A photo on its way: faces found, not yet described.

    Attributes:
        photo: The file.
        full_size: Width and height of the upright photo, pixels.
        content_hash: Short hash of the file's size and parts of it.
        faces: In pixels of the full-size photo.
        crops: What the model is to see of each face: for each of its views shape (N, S, S, 3),
            uint8, RGB.
        jpeg_step: How coarsely the JPEG was stored (`Picture.jpeg_step`).
        pages: How many pictures the file has.
        unseen: How many more it has.
    """

    photo: Photo
    full_size: tuple[int, int]
    content_hash: bytes
    faces: tuple[DetectedFace, ...]
    crops: tuple[ImageArray, ...]
    jpeg_step: float
    pages: int
    unseen: int


def scan_photos(
    photos: tuple[Photo, ...],
    engine: EngineSettings,
    models_dir: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    *,
    limit: Limit = nullcontext,
) -> list[Outcome]:
    """Read photos and describe the faces in them.

    Args:
        photos: A few; their faces are described together, which is faster.
        engine: What to read them with; loaded at the first call in each process.
        models_dir: Folder of the weight files.
        limits: What one photo may cost.
        limit: Keeps to ``limits.seconds``, where somebody can; loading the engine does not count.

    Returns:
        One outcome for each photo, in their order.

    Raises:
        ModelError: The engine cannot be loaded.
        FacefinderError: Something is wrong that is no photo's fault; see `errors.fault_of`.
    """
    detector, embedder = load_engine(engine, models_dir)
    read: list[_Detected | Failed] = []
    for photo in photos:
        try:
            with limit(1):
                read.append(_detect(photo, detector, embedder, engine.max_side_px, limits.pixels))
        except Exception as error:  # whatever one photo does, the others go on
            read.append(_failed(photo, error))
        if isinstance(read[-1], Failed):
            _require_some_memory()
    return _describe(read, embedder, limit)


def _detect(
    photo: Photo, detector: Detector, embedder: Embedder, max_side_px: int, max_pixels: int
) -> _Detected:
    began = time.monotonic()
    page = photo.page
    picture = read_picture(photo.path, max_side_px=max_side_px, max_pixels=max_pixels, page=page)
    digest = page_hash(content_hash(photo.path), page)
    found = detector.detect(picture.pixels)
    crops = crops_of(found, picture, photo.path, embedder.views, max_pixels=max_pixels, page=page)
    _check_unchanged(photo)
    # Without its folders: those of references are called like people.
    seconds, (width, height) = time.monotonic() - began, picture.full_size
    text = "%s: %d x %d pixels, %d faces, %.2f seconds"
    logger.debug(text, photo.path.name, width, height, len(found), seconds)
    return _Detected(
        photo=photo,
        full_size=picture.full_size,
        content_hash=digest,
        faces=tuple(_enlarged(face, picture) for face in found),
        crops=crops,
        jpeg_step=picture.jpeg_step,
        pages=picture.pages,
        unseen=picture.unseen,
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
    """A face of the reduced picture, in pixels of the full-size photo."""
    box = Box(*(side * picture.scale for side in face.box))
    return DetectedFace(box, face.score, face.landmarks * np.float32(picture.scale))


def _describe(
    read: Sequence[_Detected | Failed], embedder: Embedder, limit: Limit
) -> list[Outcome]:
    """Vectors for all faces at once; one photo at a time only when that fails."""
    began = time.monotonic()
    detected = [photo for photo in read if isinstance(photo, _Detected)]
    if not detected:
        return [photo for photo in read if isinstance(photo, Failed)]
    try:
        with limit(len(detected)):
            vectors = embedder.embed(
                [np.concatenate(crops) for crops in zip(*(p.crops for p in detected), strict=True)]
            )
    except Exception as error:  # find out below whose face it was
        raise_if_stopped(error)
        if len(detected) > 1:
            return [outcome for photo in read for outcome in _describe([photo], embedder, limit)]
        return [p if isinstance(p, Failed) else _failed(p.photo, error) for p in read]
    logger.debug("%d faces described, %.2f seconds", len(vectors), time.monotonic() - began)
    rows = iter(vectors)
    return [p if isinstance(p, Failed) else _scanned(p, rows) for p in read]


def _scanned(detected: _Detected, rows: Iterator[FloatArray]) -> Scanned:
    width, height = detected.full_size
    step = detected.jpeg_step
    crops, *_ = detected.crops  # one view's are enough to see how sharp a face is
    faces = tuple(
        # A copy, so that a face does not keep the vectors of all others alive.
        Face(face.box, face.score, face.landmarks, sharpness(crop), next(rows).copy(), step)
        for face, crop in zip(detected.faces, crops, strict=True)
    )
    more = detected.pages, detected.unseen
    return Scanned(detected.photo, width, height, detected.content_hash, faces, *more)


def _failed(photo: Photo, error: Exception) -> Failed:
    """What to say of a photo over which something failed.

    Raises:
        FacefinderError: It is not the photo's fault.
    """
    # Where, but not what the error says: that may be anything, the whole path for instance.
    frames = reversed(traceback.extract_tb(error.__traceback__))
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    logger.debug("%s: %s at %s", photo.path.name, type(error).__name__, where)
    match error:
        case PhotoError():
            digest = _hash_of_failed(photo) if error.lasting and not photo.inside else None
            return Failed(photo, error.reason, error.lasting, content_hash=digest)
        case MemoryError():
            return Failed(photo, "not enough memory for this photo", lasting=False)
        case FacefinderError():
            raise error
    if fault := fault_of(error):
        raise fault from error
    reason = f"the engine failed on this photo: {type(error).__name__}"
    return Failed(photo, reason, lasting=False)


def _hash_of_failed(photo: Photo) -> bytes | None:
    """By what the photo is known elsewhere; None if that cannot be told of what was listed."""
    try:
        digest = whole_hash(photo.path)
        _check_unchanged(photo)
    except PhotoError:
        return None
    return digest


def _require_some_memory() -> None:
    """Tell a photo that is too large from a process that could read no other one either.

    Raises:
        WorkersError: There is no memory left.
    """
    for collect in (False, True):
        if collect:
            gc.collect()  # what failed may have left circles behind
        try:
            np.empty(SMALL_BYTES, np.uint8)
        except MemoryError:
            continue
        return
    raise WorkersError("There is not enough memory to read any photo.", FEWER_WORKERS)
