"""How long it takes from the start to the first photo, against the import of TensorFlow alone.

``python -m builder.measure.start PHOTOS --known KNOWN --models-dir models_cache --bundle
dist/facefinder/facefinder`` prints the rows of the bench's table by themselves.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from builder.measure import command, ours, samples
from builder.measure.table import Row, as_text

ROUNDS = 5
FROM_SOURCE = (sys.executable, "-m", "facefinder")


def rows(few: Path, known: Path, models_dir: Path, bundle: Path | None) -> list[Row]:
    """Whole searches for two photos, with one process, from source and frozen.

    Args:
        few: Folder with two photos.
        known: Folder with people.
        models_dir: Folder of the weight files; the frozen program carries its own.
        bundle: The frozen program; None = there is none, and its row says so.
    """
    found = [_row("from source", FROM_SOURCE, ("--models-dir", str(models_dir)), few, known)]
    if bundle is None:
        what = _what("frozen")
        return [*found, Row(what, "at most 1.5 times", "no bundle: python build.py bundle")]
    return [*found, _row("frozen", (str(bundle),), (), few, known)]


def _what(kind: str) -> str:
    return f"start, {kind}: a search for two photos against `import tensorflow`"


def _row(kind: str, program: Sequence[str], more: Sequence[str], few: Path, known: Path) -> Row:
    pairs = [
        (
            ours.cold_seconds(program, *more, known=known, folder=few, detector="yunet", jobs=1),
            ours.python_seconds("import tensorflow"),
        )
        for _ in range(ROUNDS + 1)
    ][1:]  # the first ones read the files from the disk
    ratios = tuple(whole_run / library for whole_run, library in pairs)
    seconds = " against ".join(f"{median(times):.2f} s" for times in zip(*pairs, strict=True))
    return Row(_what(kind), "at most 1.5 times", f"{median(ratios):.2f} times", ratios, seconds)


def main() -> None:
    """Print the rows."""
    parser = command.parser(__doc__)
    parser.add_argument("--bundle", type=Path, help="the frozen program")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="facefinder-bench-") as folder:
        few = samples.multiplied(
            samples.evenly(options.photos.resolve(), 2), Path(folder) / "few", 2
        )
        print(as_text(rows(few, options.known, options.models_dir, options.bundle)))


if __name__ == "__main__":
    main()
