"""Cost of photos in archives against the same photos as files, through the whole command.

``python -m builder.measure.archives PHOTOS --known KNOWN --models-dir models_cache``
prints a table: wall time, processor time, both of a second run, and the peak memory of all
processes together. The photos are small, so that little hides what an archive costs; with ``--side
48`` hardly anything but that is measured. A kind that is named twice is measured twice, in turn.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from builder.measure import command, ours, samples
from builder.measure.growth import run_once
from builder.measure.table import Row

DIFFERENT, FEW = 50, 1_000
SIDE_PX = 400
KINDS = {"zip": "zip", "tar": "tar", "tgz": "gztar", "tar.xz": "xztar"}


def small_photos(photos: list[Path], folder: Path, count: int, side_px: int) -> Path:
    """So many JPEGs whose longer side has so many pixels, each of another content."""
    sources = []
    for photo in photos:
        with Image.open(photo) as picture:
            sources.append(picture.convert("RGB"))
            sources[-1].thumbnail((side_px, side_px))
    for number in range(count):
        shown = sources[number % len(sources)].copy()
        shown.putpixel((number // 256 % 256 % shown.width, 0), (number % 256, 0, 0))
        place = folder / f"{number // 500:03}" / f"{number:05}.jpg"
        place.parent.mkdir(parents=True, exist_ok=True)
        shown.save(place, quality=80 + number // len(sources) % 15)
    return folder


def row(photos: Sequence[Path], known: Path, models_dir: Path, work: Path) -> Row:
    """What photos in an archive cost against the same as files: of the bench's table.

    Args:
        photos: What the small ones are made of.
        known: Folder with people.
        models_dir: Folder of the weight files.
        work: Folder for what is made.
    """
    tree = small_photos(list(photos), work / "small", FEW, SIDE_PX)
    packed = Path(shutil.make_archive(str(work / "small-packed"), "zip", tree))
    files, archive = (
        command.processor_seconds(
            place, work, "-p", str(ours.JOBS), known=known, models_dir=models_dir
        )
        for place in (tree, packed)
    )
    detail = f"processor time with the start: {archive:.1f} s against {files:.1f} s"
    what = f"an archive's {FEW:,} small photos against the same as files"
    return Row(what, "-", f"{archive / files:.2f} times", (archive, files), detail)


def main() -> None:
    """Print the table."""
    parser = command.parser(__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--side", type=int, default=SIDE_PX, help="pixels of a photo's longer side")
    parser.add_argument("--kinds", nargs="+", default=["files", "zip", "tgz"])
    parser.add_argument("-p", "--parallel", type=int, default=ours.JOBS)
    parser.add_argument("-d", "--detector", default="auto")
    parser.add_argument("-m", "--model", default="auto")
    options = parser.parse_args()
    print("| Photos as | First run | Processor time | Second run | Processor time | Memory |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="facefinder-bench-") as folder:
        work = Path(folder)
        originals = samples.evenly(options.photos.resolve(), DIFFERENT)
        tree = small_photos(originals, work / "tree", options.count, options.side)
        for turn, kind in enumerate(options.kinds):
            place = tree
            if kind in KINDS:
                made = shutil.make_archive(str(work / kind / "photos"), KINDS[kind], tree)
                place = Path(made)
            find = command.find(
                *(place, work / f"data-{turn}", "-p", str(options.parallel)),
                *("-d", options.detector, "-m", options.model),
                known=options.known,
                models_dir=options.models_dir,
            )
            first, second = run_once(find), run_once(find)
            print(
                f"| {kind} | {first.seconds:,.0f} s | {first.processor_seconds:,.0f} s "
                f"| {second.seconds:,.1f} s | {second.processor_seconds:,.1f} s "
                f"| {first.megabytes:,.0f} MB |",
                flush=True,
            )


if __name__ == "__main__":
    main()
