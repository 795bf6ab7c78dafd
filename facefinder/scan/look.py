"""A photo becomes pixels and the faces in them, however large or crowded it is."""

from functools import partial
from statistics import median

from facefinder.decode.picture import read_picture
from facefinder.detect.parts import detect_in_parts, detect_whole
from facefinder.detect.protocol import Detector
from facefinder.records.faces import DetectedFace
from facefinder.records.photos import Picture
from facefinder.records.sizes import decoded_side, finer_side, longest_seen, parts_for
from facefinder.sources.protocol import Source

CROWD, CROWD_SHARE = 24, 1 / 32
"""Where so many faces are seen, half of them narrower than this share of the longer side, there are
likely to be more that are smaller."""


def look(
    source: Source,
    detector: Detector,
    *,
    max_side_px: int,
    part_px: float,
    max_pixels: int,
    inside: str = "",
) -> tuple[Picture, list[DetectedFace]]:
    """Decode a photo and find its faces.

    Args:
        source: The photo.
        detector: Does the looking.
        max_side_px: Longer side at which a photo, or a part of it, is looked at, or nearly so.
        part_px: Longer side of a part of a large photo at most, pixels of the photo.
        max_pixels: Photos with more are refused.
        inside: Where in the file, as in `Photo`.

    Returns:
        The photo, decoded as fine as was needed, and its faces in pixels of that, best first; none
        of a drawing of the program's own, whose photo lies elsewhere.

    Raises:
        PhotoError: It cannot be read.
    """
    read = partial(read_picture, source, max_pixels=max_pixels, inside=inside)
    picture = read(max_side_px=partial(_side_of, max_side_px, part_px))
    if picture.is_drawing:
        return picture, []
    counts = parts_for(picture.full_size, part_px)
    in_one_go = decoded_side(picture.full_size, max_side_px) if counts == (1, 1) else max_side_px
    faces = detect_whole(detector, picture.pixels, in_one_go)
    if counts == (1, 1) and _is_crowd(faces, picture):
        finer = read(max_side_px=finer_side(picture.full_size))
        scale = picture.scale / finer.scale
        picture, faces = finer, [face.moved((0, 0), (scale, scale)) for face in faces]
        counts = _quarters(picture)
    if counts != (1, 1):
        faces = detect_in_parts(detector, picture.pixels, counts, faces, max_side_px)
    return picture, faces


def _side_of(max_side_px: int, part_px: float, size: tuple[int, int]) -> int:
    """How large a photo is decoded: such that each part of it is as fine as any photo."""
    if parts_for(size, part_px) == (1, 1):
        return decoded_side(size, max_side_px)
    whole = max_side_px * max(size) / longest_seen(size, part_px)
    return max(finer_side(size), round(whole))


def _is_crowd(faces: list[DetectedFace], picture: Picture) -> bool:
    if len(faces) < CROWD:
        return False
    widths = (min(face.box.w, face.box.h) for face in faces)
    return bool(median(widths) < CROWD_SHARE * max(picture.pixels.shape))


def _quarters(picture: Picture) -> tuple[int, int]:
    """Parts of half the longer side."""
    height, width = picture.pixels.shape[:2]
    across, down = (1 + (2 * side > max(height, width)) for side in (width, height))
    return across, down
