"""Looking at one photo for `explain`: parts of it from near, the turn of a head, a drawing."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from facefinder.decode.picture import read_picture
from facefinder.errors import OutputError
from facefinder.host.files import write_text
from facefinder.host.offline import no_network
from facefinder.records.boxes import Box, holds_centre, same_face
from facefinder.records.faces import Face, FloatArray, ImageArray
from facefinder.records.photos import Scanned
from facefinder.scan.engine import load_engine
from facefinder.settings import EngineSettings

NEAR_PX, OVERLAP_PX = 1024, 128
"""Side of the parts that are looked at from near, and what neighbours share; photo pixels."""
FULL_PX = 8192
"""Larger photos are shrunk to this long side before they are cut in parts."""
DRAWN_PX = 2048
"""Long side of a drawing."""
FACING, TURNED = 0.12, 0.35
"""How far the nose is from the middle of the eyes, in distances between the eyes."""


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
    picture = read_picture(scanned.photo.path, max_side_px=FULL_PX, max_pixels=max_pixels)
    parts = list(_parts(picture.pixels))
    if not parts:
        return []
    missed: list[Box] = []
    with no_network():
        detector, _ = load_engine(engine, str(models_dir))
        for left, top, part in parts:
            for found in detector.detect(part):
                x, y, w, h = found.box
                sides = (x + left, y + top, w, h)
                box = Box(*(side * picture.scale for side in sides))
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


def turn(landmarks: FloatArray) -> str:
    """How a head is turned, in words.

    Args:
        landmarks: Shape (5, 2), as in `Face`.
    """
    left, right, nose = landmarks[0], landmarks[1], landmarks[2]
    across = right - left
    between = max(float(np.hypot(*across)), 1e-6)
    off = float((nose - (left + right) / 2) @ across) / between**2
    tilt = float(np.degrees(np.arctan2(across[1], across[0])))
    side = "right" if off > 0 else "left"
    if abs(off) < FACING:
        words = "seen from the front"
    elif abs(off) < TURNED:
        words = f"turned a little to the {side} of the picture"
    else:
        words = f"turned far to the {side} of the picture"
    return words if abs(tilt) < 10 else f"{words}, tilted by {abs(tilt):.0f} degrees"


def draw(photo: Path, faces: Sequence[tuple[Face, str]], target: Path, max_pixels: int) -> None:
    """Write a picture of the photo with a frame and some words at each face.

    Args:
        photo: Is only read.
        faces: With the words.
        target: A `.png`, else it is a JPEG.
        max_pixels: As in `read_picture`.

    Raises:
        OutputError: It cannot be written.
        PhotoError: The photo cannot be read.
    """
    picture = read_picture(photo, max_side_px=DRAWN_PX, max_pixels=max_pixels)
    image = Image.fromarray(picture.pixels)
    pen = ImageDraw.Draw(image)
    size = max(12, round(max(image.size) / 60))
    font = ImageFont.load_default(size)
    for face, words in faces:
        x, y, w, h = (side / picture.scale for side in face.box)
        pen.rectangle((x, y, x + w, y + h), outline="yellow", width=max(2, size // 8))
        place = (x, max(0.0, y - 1.4 * size))
        pen.text(place, words, "yellow", font, stroke_width=max(1, size // 10), stroke_fill="black")
    output = io.BytesIO()
    kind = "PNG" if target.suffix.lower() == ".png" else "JPEG"
    image.save(output, kind, quality=90)
    if target.is_dir():
        raise OutputError(f"'{target}' is a folder.", "Name a file for the picture.")
    write_text(output.getvalue(), target)
