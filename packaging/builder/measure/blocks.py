"""How well a face's pixels show how coarsely it was compressed, on labelled photos.

::

    PYTHONPATH=packaging python -m builder.measure.blocks FOLDER [--photos 2000]

Each photo as it is, and every eighth saved as JPEG of several qualities, is looked at as large as
it is, made smaller, as large photos are read, and made larger, as some are before they are saved
again (a scale below 1). A line for each: how many faces, what
`scan.blocks.step_seen` says of them (median, and the ends), and how many would be called ruined.
"""

import argparse
import io
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image

from builder.measure.labelled import read_labels
from facefinder.evidence.floors import RUINED, SMALL_PX
from facefinder.records.boxes import Box
from facefinder.records.faces import ImageArray
from facefinder.scan.blocks import FEWEST_PX, step_seen

AS_IT_IS: Final = 0
QUALITIES: Final = (4, 6, 8, 10, 15, 20, 30)
SCALES: Final = (0.25, 0.33, 0.5, 0.57, 0.6, 0.67, 0.75, 0.8, 1.0, 1.1, 1.3, 1.6, 1.97, 2.4)
SAVED: Final = 8
"""Every so many photos are saved at each quality."""


def main() -> None:
    """Print a line for each quality and scale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=2000)
    options = parser.parse_args()
    photos = [(label.path, label.box) for label in read_labels([options.folder]) if label.box]
    random.Random(5).shuffle(photos)  # noqa: S311 - chance, no secret
    steps: defaultdict[tuple[int, float, str], list[float]] = defaultdict(list)
    for number, (path, box) in enumerate(photos[: options.photos]):
        for quality, scale, wide, step in _seen(path, box, () if number % SAVED else QUALITIES):
            steps[quality, scale, "narrow" if wide < FEWEST_PX else "wide"].append(step)
    print("quality  scale  faces          median  least  most  ruined")
    for (quality, scale, wideness), found in sorted(steps.items()):
        ruined = np.mean(np.array(found) >= RUINED)
        print(
            f"{quality or '-':>7}  {scale:>5}  {len(found):>5} {wideness:<7}"
            f"  {np.median(found):>6.0f}  {min(found):>5.0f}  {max(found):>4.0f}  {ruined:6.1%}"
        )


def _seen(
    path: Path, face: Box, qualities: tuple[int, ...]
) -> Iterator[tuple[int, float, float, float]]:
    """Quality, scale, the face's width in its pixels, and the step that is seen."""
    with Image.open(path) as image:
        photo = image.convert("RGB")
    for quality in (AS_IT_IS, *qualities):
        pixels = np.asarray(_saved(photo, quality) if quality else photo)
        for scale in SCALES:
            box = Box(*(side / scale for side in face))
            if box.w >= SMALL_PX:
                yield (
                    quality,
                    scale,
                    box.w,
                    step_seen(_resized(pixels, scale), box, max(1.0, scale)),
                )


def _saved(photo: Image.Image, quality: int) -> Image.Image:
    stored = io.BytesIO()
    photo.save(stored, "JPEG", quality=quality)
    return Image.open(stored)


def _resized(pixels: ImageArray, scale: float) -> ImageArray:
    if scale == 1:
        return pixels
    way = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    made = cv2.resize(pixels, None, fx=1 / scale, fy=1 / scale, interpolation=way)
    return np.asarray(made, np.uint8)


if __name__ == "__main__":
    main()
