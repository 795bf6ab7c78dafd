"""Where a large or crowded picture is to be looked at in parts, and what of it counts.

A detector looks at a picture of any size with the same number of pixels, more or less, and finds
faces down to a share of its longer side. So a part of a picture shows smaller faces than the whole.

Source of the method: Akyon et al., "Slicing Aided Hyper Inference and Fine-tuning for Small Object
Detection", 2022 (look at the whole and at parts that overlap; boxes that overlap are one thing).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from facefinder.detect.protocol import Detector
from facefinder.detect.resize import reduced
from facefinder.records.boxes import Box, share_of_smaller
from facefinder.records.faces import DetectedFace, ImageArray

OVERLAP_SHARE = 1 / 50
"""What neighbouring parts share, of the longer side of the whole: wider than the smallest face that
is seen in the whole, so that each is whole in the whole or in a part."""
EDGE_PX = 2.0
"""A face that comes so near to an inner edge of a part is cut off by it."""
ONE_FACE = 0.5
"""Share of the smaller box from which two boxes are around one face."""


class Part(NamedTuple):
    """A rectangle of a picture, pixels; `right` and `bottom` lie outside of it."""

    left: int
    top: int
    right: int
    bottom: int


def parts_of(size: tuple[int, int], counts: tuple[int, int]) -> Iterator[Part]:
    """Parts of equal size that overlap and are the whole together.

    Args:
        size: Width and height, pixels.
        counts: How many lie beside and below each other.
    """
    overlap = round(OVERLAP_SHARE * max(size))
    across, down = (
        list(_stretches(side, n, overlap)) for side, n in zip(size, counts, strict=True)
    )
    for top, bottom in down:
        for left, right in across:
            yield Part(left, top, right, bottom)


def _stretches(side: int, count: int, overlap: int) -> Iterator[tuple[int, int]]:
    length = min(side, -(-(side + (count - 1) * overlap) // count))
    for number in range(count):
        start = (side - length) * number // max(1, count - 1)
        yield start, start + length


def detect_whole(detector: Detector, image: ImageArray, side_px: int) -> list[DetectedFace]:
    """Faces of a picture in its pixels, looked at with a longer side of `side_px` at most."""
    small = reduced(image, side_px)
    if small is image:
        return detector.detect(image)
    scale = image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]
    return [face.moved((0, 0), scale) for face in detector.detect(small)]


def detect_in_parts(
    detector: Detector,
    image: ImageArray,
    counts: tuple[int, int],
    whole: Sequence[DetectedFace],
    side_px: int,
) -> list[DetectedFace]:
    """Faces of a picture, also those that are too small for a look at the whole.

    Args:
        detector: Does the looking.
        image: RGB, shape (H, W, 3), uint8.
        counts: How many parts lie beside and below each other.
        whole: The faces that are seen in the whole, pixels of `image`.
        side_px: As in `detect_whole`, for each part.

    Returns:
        All faces in pixels of `image`, best score first.
    """
    height, width = image.shape[:2]
    found = []
    for part in parts_of((width, height), counts):
        pixels = image[part.top : part.bottom, part.left : part.right]
        for face in detect_whole(detector, pixels, side_px):
            there = face.moved((part.left, part.top))
            if not _is_cut_off(there.box, part, width, height):
                found.append(there)
    return _merged(whole, found)


def _is_cut_off(box: Box, part: Part, width: int, height: int) -> bool:
    """Whether it reaches an edge of its part that is none of the picture."""
    return (
        (part.left > 0 and box.x < part.left + EDGE_PX)
        or (part.top > 0 and box.y < part.top + EDGE_PX)
        or (part.right < width and box.x + box.w > part.right - EDGE_PX)
        or (part.bottom < height and box.y + box.h > part.bottom - EDGE_PX)
    )


def _merged(whole: Sequence[DetectedFace], found: Sequence[DetectedFace]) -> list[DetectedFace]:
    """Each face once: as the whole shows it, or else as the part that is surest of it.

    What parts show inside a larger face is a piece of it.
    """
    kept = list(whole)
    for face in sorted(found, key=lambda face: -face.score):
        if all(share_of_smaller(face.box, other.box) < ONE_FACE for other in kept):
            kept.append(face)
    return sorted(kept, key=lambda face: -face.score)
