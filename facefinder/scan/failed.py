"""What becomes of a photo over which something failed."""

import gc
import logging
import traceback
from pathlib import Path
from typing import Final

import numpy as np

from facefinder.decode.file import whole_hash
from facefinder.decode.found import UNKNOWN, count_pictures
from facefinder.decode.video import UNREADABLE
from facefinder.discover.kinds import kind_by_name
from facefinder.errors import FEWER_WORKERS, FacefinderError, PhotoError, WorkersError, fault_of
from facefinder.records.left_out import Kind
from facefinder.records.photos import Failed, Photo
from facefinder.sources.places import CHANGED, is_unchanged, source_of

logger = logging.getLogger(__name__)

SMALL_BYTES: Final = 64 * 1024 * 1024
"""What reading any photo may need, however small it is; a process without it can read none."""


def failed(photo: Photo, error: Exception) -> Failed:
    """What to say of a photo over which something failed.

    Raises:
        FacefinderError: It is not the photo's fault.
    """
    # Where, but not what the error says: that may be anything, the whole path for instance.
    frames = reversed(traceback.extract_tb(error.__traceback__))
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    logger.debug("%s: %s at %s", photo.name, type(error).__name__, where)
    match error:
        case PhotoError():
            reason, lasting = error.reason, error.lasting
            if reason == UNKNOWN and kind_by_name(photo.name) is Kind.VIDEO:
                reason = UNREADABLE
        case MemoryError():
            reason, lasting = "not enough memory for this photo", False
        case FacefinderError():
            raise error
        case _:
            if fault := fault_of(error):
                raise fault from error
            reason, lasting = f"the engine failed on this photo: {type(error).__name__}", False
    digest = _hash_of_failed(photo) if lasting and not photo.inside else None
    return Failed(photo, reason, lasting, content_hash=digest, pages=pictures_in(photo))


def pictures_in(photo: Photo, *, natively: bool = True) -> int:
    """How many pictures the file of a first one has that failed; 1 where that cannot be told.

    Args:
        photo: As it was listed.
        natively: Whether libraries may look at it that a damaged file can crash.
    """
    if photo.inside:
        return 1
    try:
        pictures = count_pictures(source_of(photo), natively=natively)
        require_unchanged(photo)
    except PhotoError:
        return 1
    return pictures


def _hash_of_failed(photo: Photo) -> bytes | None:
    """By what the photo is known elsewhere; None if that cannot be told of what was listed."""
    try:
        digest = whole_hash(source_of(photo))
        require_unchanged(photo)
    except PhotoError:
        return None
    return digest


def require_some_memory() -> None:
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


def require_unchanged(photo: Photo) -> None:
    """What was read must be what was listed, or the index would remember it wrongly."""
    try:
        unchanged = is_unchanged(photo)
    except OSError as error:
        raise PhotoError("it vanished while it was read", lasting=False) from error
    if not unchanged:
        raise PhotoError(CHANGED, lasting=False)
