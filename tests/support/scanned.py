"""Photos that were scanned, made up, for tests of the index."""

from collections.abc import Callable

import numpy as np

from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.photos import Photo, Scanned
from facefinder.sources.protocol import Source

DIMENSION = 8
DIGEST = b"0123456789abcdef"


def says(digest: bytes) -> Callable[[Source], bytes]:
    """A hash function that says the same of every file."""
    return lambda _path: digest


def some_face(value: float = 1.0) -> Face:
    return Face(
        Box(1, 2, 3, 4),
        0.5,
        np.full((5, 2), value, np.float32),
        7.0,
        np.full(DIMENSION, value, np.float32),
    )


def scanned_photo(photo: Photo, value: float = 1.0, digest: bytes = bytes(16)) -> Scanned:
    return Scanned(photo, 40, 30, digest, (some_face(value),))


PHOTO = Photo("/stick", "DCIM/1.jpg", 1000, 123456789)


def never(source: Source) -> bytes:
    raise AssertionError(f"{source.name} was hashed")
