"""Looking at the parts of one photo from near, for `explain`: which faces a search misses."""

from collections.abc import Iterator
from pathlib import Path

from facefinder.decode.picture import read_picture
from facefinder.host.offline import no_network
from facefinder.records.boxes import Box, holds_centre, same_face
from facefinder.records.faces import ImageArray
from facefinder.records.photos import Scanned
from facefinder.scan.engine import load_engine
from facefinder.settings import EngineSettings
from facefinder.sources.places import source_of

NEAR_PX, OVERLAP_PX = 1024, 128
"""Side of the parts that are looked at from near, and what neighbours share; photo pixels."""
FULL_PX = 8192
"""Larger photos are shrunk to this long side before they are cut in parts."""


def look_closer(
    scanned: Scanned, engine: EngineSettings, models_dir: Path, max_pixels: int
) -> list[Box]:
    """Faces that show only when the parts of a photo are looked at one by one.

    Args:
        scanned: The photo and the faces that a search finds in it.
        engine: Whose detector looks.
        models_dir: Folder of its files.
        max_pixels: As in `read_picture`.

    Returns:
        Boxes in pixels of the upright, full-size photo; none for a photo that is one part.
    """
    photo, limits = scanned.photo, {"max_side_px": FULL_PX, "max_pixels": max_pixels}
    picture = read_picture(source_of(photo), **limits, inside=photo.inside)
    parts = list(_parts(picture.pixels))
    if not parts:
        return []
    missed: list[Box] = []
    with no_network():
        detector, _ = load_engine(engine, str(models_dir))
        for left, top, part in parts:
            for found in detector.detect(part):
                box = found.moved((left, top)).box.scaled(picture.scale)
                known = [*(face.box for face in scanned.faces), *missed]
                # A centre inside: a part of a face, cut off by the edge of what was looked at.
                inside = any(holds_centre(other, box) for other in known)
                if not inside and same_face(box, known) is None:
                    missed.append(box)
    return missed


def _parts(pixels: ImageArray) -> Iterator[tuple[int, int, ImageArray]]:
    height, width = pixels.shape[:2]
    if max(height, width) <= NEAR_PX:
        return
    for top in range(0, height, NEAR_PX - OVERLAP_PX):
        for left in range(0, width, NEAR_PX - OVERLAP_PX):
            yield left, top, pixels[top : top + NEAR_PX, left : left + NEAR_PX]
