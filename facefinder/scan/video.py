"""A video becomes a list of moments: those at which somebody is best seen.

The moments are read like pages of a file afterwards, each as a photo of its own; so no more than a
frame is in memory, and a face is the same whenever its moment is looked at.
"""

import logging
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from itertools import pairwise, takewhile
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from facefinder.align import sharpness
from facefinder.decode.file import content_hash
from facefinder.decode.video import AWAY, UNREADABLE, Video, is_video, opened_video
from facefinder.detect.parts import detect_whole
from facefinder.detect.protocol import Detector
from facefinder.embed.embedder import Embedder
from facefinder.errors import PhotoError
from facefinder.models.catalogue import model_info
from facefinder.records.photos import Failed, Outcome, Photo, Scanned
from facefinder.records.videos import Pace
from facefinder.scan.crops import Seen, crops_of
from facefinder.scan.failed import require_unchanged
from facefinder.scan.tracks import Glimpse, Tracks
from facefinder.settings import EngineSettings, Limits
from facefinder.sources.places import source_of

logger = logging.getLogger(__name__)

MISSES: Final = 5
"""Frames in a row that cannot be read, from which on no more are looked for: a video may say that
it is longer than it is."""

AS_LONG_AS: Final = 15
"""How many photos' time a video may take, half an hour: 300 frames take two minutes, on a slow
computer some times that."""

NEAR: Final = 5000
"""Milliseconds before a moment in which another frame will do, at most."""

SMALL: Final = (64, 36)
"""Width and height at which two frames are compared, pixels."""
HARDLY: Final = 10
"""Brightness, of 255, by which no such pixel differs where nothing happened."""


def is_film(photo: Photo) -> bool:
    """Whether a file is a video, by its content, whatever it is called.

    Raises:
        PhotoError: It cannot be read.
    """
    return not photo.inside and is_video(source_of(photo))


def watch(
    photo: Photo,
    parts: tuple[Detector, Embedder],
    engine: EngineSettings,
    limits: Limits,
    limit: Callable[[int], AbstractContextManager[object]],
) -> Outcome:
    """Look at frames of a video, and find the moments at which each person is best seen.

    Args:
        photo: The video.
        parts: Of the engine, loaded.
        engine: The engine.
        limits: What one frame may cost, and how many are looked at.
        limit: Keeps to ``limits.seconds``, for each frame.

    Returns:
        The video, without faces of its own; `Failed` where all of it takes too long.

    Raises:
        PhotoError: It cannot be read.
    """
    began, source = time.monotonic(), source_of(photo)
    watched = _Watched(parts, Tracks(model_info(engine.model)), engine.max_side_px)
    most = AS_LONG_AS * limits.seconds
    with ExitStack() as stack:
        with limit(1):
            digest = content_hash(source)
            video = stack.enter_context(opened_video(source, limits.pixels))
        for moment, before in _moments(video, limits.pace, watched):
            with limit(1):
                watched.look_at(video, moment, before)
            if 0 < most < time.monotonic() - began:
                reason = f"it takes longer than {most / 60:g} minutes"
                return Failed(photo, reason, seconds=limits.seconds)
    require_unchanged(photo)
    if watched.size is None:
        raise PhotoError(UNREADABLE)
    found, text = watched.tracks.moments, "%s: %d frames looked at, %d moments, %.2f seconds"
    logger.debug(text, photo.name, watched.frames, len(found), time.monotonic() - began)
    return Scanned(photo, *watched.size, digest, (), moments=found, pace=limits.pace)


def _moments(video: Video, pace: Pace, watched: "_Watched") -> Iterator[tuple[int, int]]:
    """When to look; from the beginning on, where a video says no length, or a wrong one.

    Of what ends before the first of these moments the first frame is looked at.

    Yields:
        A moment, and for how long before it another one will do: the first half of its stretch.
    """
    by_length = pace.moments(video.length) if video.length else []
    from_beginning = range(pace.apart // 2, pace.apart * pace.most, pace.apart)
    tries: tuple[Sequence[int], ...] = by_length, from_beginning, [0]
    scenes = sorted(video.scenes())
    for moments in filter(None, tries):
        if watched.size is None:
            watched.misses = 0
            half = moments[0]
            for moment in takewhile(lambda _: watched.misses < MISSES, moments):
                scene = _only_there(scenes, moment - half, moment + half)
                yield (moment, min(half, NEAR)) if scene is None else (scene + AWAY, AWAY)


def _only_there(scenes: Sequence[int], start: int, end: int) -> int | None:
    """The beginning of the scene that a frame of a stretch of time had best be of; None = any.

    That is the longest one of those that begin and end in it, for nobody would see it elsewhere, or
    else one that begins in it.

    Args:
        scenes: When they begin, in order.
        start: Of the stretch.
        end: Likewise.
    """
    first, behind = bisect_left(scenes, start), bisect_left(scenes, end)
    begun = scenes[first:behind]
    whole = [(after - begin, -begin) for begin, after in pairwise(begun)]
    return -max(whole)[1] if whole else next(iter(begun), None)


class _Watched:
    """What was seen so far.

    Attributes:
        tracks: Who.
        size: Width and height of the video, pixels; None before its first frame.
        frames: How many were looked at.
        misses: How many could not be read, since the last one that could.
    """

    def __init__(self, parts: tuple[Detector, Embedder], tracks: Tracks, max_side_px: int) -> None:
        self._detector, self._embedder = parts
        self._max_side_px = max_side_px
        self.tracks = tracks
        self.size: tuple[int, int] | None = None
        self.frames = self.misses = 0
        self._before: NDArray[np.int16] | None = None

    def look_at(self, video: Video, moment: int, before: int) -> None:
        """Look at a frame (see `Video.near`), unless it shows what the one before showed."""
        found = video.near(moment, before, self._max_side_px)
        if found is None:
            self.misses += 1
            return
        moment, picture = found
        self.size, self.misses = picture.full_size, 0
        small = cv2.resize(picture.pixels, SMALL, interpolation=cv2.INTER_AREA).astype(np.int16)
        if self._before is not None and np.abs(small - self._before).max() <= HARDLY:
            self.tracks.stay()
            return
        self._before, self.frames = small, self.frames + 1
        faces = detect_whole(self._detector, picture.pixels, self._max_side_px)
        seen = [Seen(picture.pixels, face.landmarks, face.box, picture.scale) for face in faces]
        crops = crops_of(seen, self._embedder.views)
        vectors = self._embedder.embed(crops)
        self.tracks.see(
            [
                Glimpse(
                    moment,
                    face.box.scaled(picture.scale),
                    vector,
                    (1 + sharpness(crop)) * face.box.w * face.score,
                )
                for face, crop, vector in zip(faces, crops[0], vectors, strict=True)
            ]
        )
