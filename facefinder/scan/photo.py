"""One photo after the other becomes `Scanned` or `Failed`; whatever one does stays with it."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from facefinder.align import sharpness
from facefinder.decode.file import content_hash, reading_error
from facefinder.decode.pages import place_hash
from facefinder.detect.protocol import Detector
from facefinder.discover.kinds import kind_by_name
from facefinder.embed.embedder import Embedder
from facefinder.errors import PhotoError, raise_if_stopped
from facefinder.models.catalogue import detector_info
from facefinder.records.boxes import Box, best_at
from facefinder.records.faces import DetectedFace, Face, FloatArray, ImageArray
from facefinder.records.left_out import Kind
from facefinder.records.photos import Failed, Outcome, Photo, Picture, Scanned
from facefinder.records.videos import NAMED_PHOTO
from facefinder.scan.blocks import step_seen
from facefinder.scan.crops import Seen, crops_of, seen_in
from facefinder.scan.engine import load_engine
from facefinder.scan.failed import failed, require_some_memory, require_unchanged
from facefinder.scan.look import look
from facefinder.scan.video import is_film, watch
from facefinder.settings import EngineSettings, Limits
from facefinder.sources.places import reach, source_of

logger = logging.getLogger(__name__)

Limit: TypeAlias = Callable[[int], AbstractContextManager[object]]
"""Makes what is put around the work on so many photos, and ends it when it takes too long."""

_Description: TypeAlias = tuple[float, FloatArray]
"""Sharpness and vector of a face."""

AT_ONCE: Final = 128
"""Faces of a photo that are cut out and described at a time: the crops of one take 0.1 MB."""


ON_THE_WAY: Final = 100
"""How many photos' time it may take to come to one in a large archive after a worker was ended."""


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A photo with its pixels.

    Attributes:
        photo: The file.
        picture: As fine as it was looked at.
        content_hash: Short hash of the file's size and parts of it.
        faces: In pixels of `picture`.
        seen: What each is to be cut out of.
    """

    photo: Photo
    picture: Picture
    content_hash: bytes
    faces: tuple[DetectedFace, ...]
    seen: Sequence[Seen]


@dataclass(frozen=True, slots=True, eq=False)
class _Detected:
    """A photo on its way: faces found, described those of a crowd only.

    Attributes:
        photo: The file.
        full_size: Width and height of the upright photo, pixels.
        content_hash: Short hash of the file's size and parts of it.
        faces: In pixels of the full-size photo.
        described: Sharpness and vector of the first faces.
        crops: What the model is to see of each other face, `AT_ONCE` at most: for each of its views
            shape (N, S, S, 3), uint8, RGB.
        steps: How coarsely each face was compressed, by the file or by its pixels.
        pages: How many pictures the file has.
        unseen: How many more it has.
    """

    photo: Photo
    full_size: tuple[int, int]
    content_hash: bytes
    faces: tuple[DetectedFace, ...]
    described: tuple[_Description, ...]
    crops: tuple[ImageArray, ...]
    steps: tuple[float, ...]
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
    began = time.monotonic()
    read: list[_Detected | Outcome] = []
    for photo in photos:
        try:
            with limit(ON_THE_WAY):
                _reach(photo)
            with limit(1):
                film = is_film(photo)
            if film:
                _require_wanted(photo, limits)
                read.append(watch(photo, (detector, embedder), engine, limits, limit))
                continue
            with limit(1):
                found = _find(photo, detector, engine, limits.pixels)
            with limit(1):
                read.append(_begun(found, embedder))
            del found  # its pixels
        except Exception as error:  # whatever one photo does, the others go on
            read.append(failed(photo, error))
        if isinstance(read[-1], Failed):
            require_some_memory()
    outcomes = _describe(read, embedder, limit)
    took = (time.monotonic() - began) / max(1, len(outcomes))
    return [replace(outcome, took=took) for outcome in outcomes]


def _reach(photo: Photo) -> None:
    try:
        reach(photo)
    except OSError as error:
        raise reading_error(error) from error


def _require_wanted(photo: Photo, limits: Limits) -> None:
    """Refuse a video that is called like a photo, where videos are not searched.

    Raises:
        PhotoError: It is one; not lastingly, as another search may want it.
    """
    if not limits.videos and kind_by_name(photo.name) is Kind.PHOTO:
        raise PhotoError(NAMED_PHOTO, lasting=False)


def _find(photo: Photo, detector: Detector, engine: EngineSettings, max_pixels: int) -> _Found:
    began, source = time.monotonic(), source_of(photo)
    picture, faces = look(
        source,
        detector,
        max_side_px=engine.max_side_px,
        part_px=detector_info(engine.detector).part_px,
        max_pixels=max_pixels,
        inside=photo.inside,
    )
    faces = _at(photo.places, faces, picture.scale)
    digest = place_hash(content_hash(source), photo.inside)
    seen = seen_in(faces, picture, source, max_pixels=max_pixels, inside=photo.inside)
    require_unchanged(photo)
    # Without its folders: those of references are called like people.
    seconds, (width, height) = time.monotonic() - began, picture.full_size
    text = "%s: %d x %d pixels, %d faces, %.2f seconds"
    logger.debug(text, photo.name, width, height, len(faces), seconds)
    return _Found(photo, picture, digest, tuple(faces), seen)


def _at(places: Sequence[Box], faces: list[DetectedFace], scale: float) -> list[DetectedFace]:
    """The faces at some places of the full-size picture; all where there are none, or nobody is.

    Args:
        places: In pixels of the full-size picture.
        faces: In pixels of the picture.
        scale: Pixels of the full-size picture in one of these.
    """
    boxes = [face.box for face in faces]
    there = {best_at(place.scaled(1 / scale), boxes) for place in places} - {None}
    return [face for row, face in enumerate(faces) if row in there] if there else faces


def _begun(found: _Found, embedder: Embedder) -> _Detected:
    """Describe a crowd, but for the last of it, which waits for the faces of other photos."""
    seen, described = found.seen, []
    steps = tuple(step_seen(face.pixels, face.box, face.scale) for face in seen)
    while len(seen) > AT_ONCE:
        crops = crops_of(seen[:AT_ONCE], embedder.views)
        described += _described(crops, embedder.embed(crops))
        seen = seen[AT_ONCE:]
    picture = found.picture
    return _Detected(
        photo=found.photo,
        full_size=picture.full_size,
        content_hash=found.content_hash,
        faces=tuple(_enlarged(face, picture) for face in found.faces),
        described=tuple(described),
        crops=crops_of(seen, embedder.views),
        steps=tuple(max(picture.jpeg_step, step) for step in steps),
        pages=picture.pages,
        unseen=picture.unseen,
    )


def _described(crops: Sequence[ImageArray], vectors: Iterable[FloatArray]) -> list[_Description]:
    # One view's are enough to see how sharp a face is. Without a copy, a vector would keep those of
    # all others alive.
    return [(sharpness(c), v.copy()) for c, v in zip(crops[0], vectors, strict=True)]


def _enlarged(face: DetectedFace, picture: Picture) -> DetectedFace:
    """A face of the reduced picture, in pixels of the full-size photo."""
    box = face.box.scaled(picture.scale)
    return DetectedFace(box, face.score, face.landmarks * np.float32(picture.scale))


def _describe(
    read: Sequence[_Detected | Outcome], embedder: Embedder, limit: Limit
) -> list[Outcome]:
    """Vectors for all faces at once; one photo at a time only when that fails."""
    began = time.monotonic()
    detected = [photo for photo in read if isinstance(photo, _Detected)]
    if not detected:
        return [photo for photo in read if not isinstance(photo, _Detected)]
    try:
        with limit(len(detected)):
            vectors = embedder.embed(
                [np.concatenate(crops) for crops in zip(*(p.crops for p in detected), strict=True)]
            )
    except Exception as error:  # find out below whose face it was
        raise_if_stopped(error)
        if len(detected) > 1:
            return [outcome for photo in read for outcome in _describe([photo], embedder, limit)]
        return [failed(p.photo, error) if isinstance(p, _Detected) else p for p in read]
    logger.debug("%d faces described, %.2f seconds", len(vectors), time.monotonic() - began)
    rows = iter(vectors)
    return [_scanned(p, rows) if isinstance(p, _Detected) else p for p in read]


def _scanned(detected: _Detected, rows: Iterator[FloatArray]) -> Scanned:
    width, height = detected.full_size
    vectors = [next(rows) for _ in detected.crops[0]]
    described = (*detected.described, *_described(detected.crops, vectors))
    faces = tuple(
        Face(face.box, face.score, face.landmarks, sharp, vector, step)
        for face, (sharp, vector), step in zip(
            detected.faces, described, detected.steps, strict=True
        )
    )
    more = detected.pages, detected.unseen
    return Scanned(detected.photo, width, height, detected.content_hash, faces, *more)
