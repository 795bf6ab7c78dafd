"""Cost of videos, through the whole command: a minute of 1080p made of photos, and others.

``python -m builder.measure.videos PHOTOS --known KNOWN --models-dir models_cache``
prints a table: wall time, processor time, both of a second run, and the peak memory of all
processes together; first of a single photo, which is what a run costs that reads nothing else.
Films that a telephone took are named with ``--film``.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from builder.measure import command, samples
from builder.measure.growth import run_once

WIDE, HIGH, RATE, SECONDS = 1920, 1080, 30, 60
SCENES = 12
"""Photos in the minute, each shown for five seconds by a camera that moves."""


def frames(photos: list[Path]) -> Iterator[NDArray[Any]]:
    """A minute of video, each frame BGR, shape (HIGH, WIDE, 3), uint8."""
    each = RATE * SECONDS // len(photos)
    for path in photos:
        picture = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise SystemExit(f"{path} is no picture")
        height, width = picture.shape[:2]
        for number in range(each):
            zoom = min(WIDE / width, HIGH / height) * (1 + 0.3 * number / each)
            left = (WIDE - zoom * width) / 2 + 60 * np.sin(number / RATE)
            place = np.array([[zoom, 0, left], [0, zoom, (HIGH - zoom * height) / 2]])
            yield cv2.warpAffine(picture, place, (WIDE, HIGH), flags=cv2.INTER_AREA)


def made(photos: list[Path], target: Path) -> Path:
    """Write the minute as MPEG-4."""
    code = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(target), cv2.CAP_FFMPEG, code, RATE, (WIDE, HIGH))
    for frame in frames(photos):
        writer.write(frame)
    writer.release()
    return target


def main() -> None:
    """Print the table."""
    parser = command.parser(__doc__)
    parser.add_argument("--film", type=Path, nargs="+", default=[], help="more videos")
    options = parser.parse_args()
    print("| What | First run | Processor time | Second run | Memory |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="facefinder-bench-") as folder:
        work = Path(folder)
        photos = samples.evenly(options.photos.resolve(), SCENES)
        minute = made(photos, work / "a minute of 1080p.mp4")
        for what in (photos[0], minute, *options.film):
            find = command.find(options, what, work / "data" / what.name, "-p", "1")
            first, second = run_once(find), run_once(find)
            print(
                f"| {what.name} | {first.seconds:,.1f} s | {first.processor_seconds:,.1f} s "
                f"| {second.seconds:,.1f} s | {first.megabytes:,.0f} MB |",
                flush=True,
            )


if __name__ == "__main__":
    main()
