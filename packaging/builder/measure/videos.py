"""Cost of videos, through the whole command: a minute of 1080p made of photos, and others.

``python -m builder.measure.videos PHOTOS --known KNOWN --models-dir models_cache``
prints a table: wall time, processor time, both of a second run, and the peak memory of all
processes together; first of a single photo, which is what a run costs that reads nothing else.
Films that a telephone took are named with ``--film``.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from builder.measure import command, samples
from builder.measure.growth import run_once
from builder.measure.table import Row

WIDE, HIGH, RATE, SECONDS = 1920, 1080, 30, 60
ONE_WORKER = ("-p", "1")
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


def row(photos: Sequence[Path], known: Path, models_dir: Path, work: Path) -> Row:
    """What the minute costs beyond a search that reads one photo: of the bench's table.

    Args:
        photos: JPEGs that the minute is made of.
        known: Folder with people.
        models_dir: Folder of the weight files.
        work: Folder for what is made.
    """
    minute = made(list(photos), work / "a minute of 1080p.mp4")
    alone, film = (
        command.processor_seconds(what, work, *ONE_WORKER, known=known, models_dir=models_dir)
        for what in (photos[0], minute)
    )
    detail = f"processor time, one worker; the start and one photo take {alone:.1f} s"
    what = "a minute of 1080p video, beyond the start"
    return Row(what, "-", f"{film - alone:.1f} s", (film, alone), detail)


def main() -> None:
    """Print the table."""
    parser = command.parser(__doc__)
    parser.add_argument("--film", type=Path, nargs="+", default=[], help="more videos")
    options = parser.parse_args()
    known, models_dir = options.known, options.models_dir
    print("| What | First run | Processor time | Second run | Memory |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="facefinder-bench-") as folder:
        work = Path(folder)
        photos = samples.evenly(options.photos.resolve(), SCENES)
        minute = made(photos, work / "a minute of 1080p.mp4")
        for what in (photos[0], minute, *options.film):
            data = work / "data" / what.name
            find = command.find(what, data, *ONE_WORKER, known=known, models_dir=models_dir)
            first, second = run_once(find), run_once(find)
            print(
                f"| {what.name} | {first.seconds:,.1f} s | {first.processor_seconds:,.1f} s "
                f"| {second.seconds:,.1f} s | {first.megabytes:,.0f} MB |",
                flush=True,
            )


if __name__ == "__main__":
    main()
