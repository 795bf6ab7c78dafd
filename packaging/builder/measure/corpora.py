"""Any folder of pictures: what is refused, and what looks otherwise than to an independent reader.

::

    PYTHONPATH=packaging python -m builder.measure.corpora DIR [--json FILE]

Independent readers are those of these that are installed: tifffile (with imagecodecs) for TIFFs,
imageio for other kinds, and LibRaw's full development for RAW files.
``pip install tifffile imagecodecs imageio`` brings them; facefinder itself needs none of
them. Two pictures are alike when, made grey, equally small and equally bright, they go together
(correlation); so another white balance or a stretch is no difference, a mix-up or an inversion is.
"""

import argparse
import importlib
import json
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import psutil
from numpy.typing import NDArray

from facefinder.decode.picture import read_picture
from facefinder.discover.photos import find_photos
from facefinder.errors import PhotoError

SIDE = 1024
"""Pixels of the longer side to which a picture is decoded."""

COMPARED = 64
"""Pixels of both sides of what is compared."""

ALIKE = 0.9
"""Least correlation of two readers' pictures of one file."""

FLAT = 2.0
"""Standard deviation, in grey values, below which a picture shows nothing to be compared."""

SAMPLES_MOST = 4

Grey = NDArray[np.float64]
Reader: TypeAlias = Callable[[Path], NDArray[Any]]
Readers: TypeAlias = Callable[[Path], Iterator[tuple[str, Reader]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One file.

    Attributes:
        path: Below the folder.
        refused: What facefinder says of it; "" where it reads it.
        reader: Who read it, too; "" where nobody did.
        alike: Correlation of the two; None where there is nothing to compare.
        note: What is to be looked at: "differs", "only the other reads it", "one colour".
    """

    path: str
    refused: str
    reader: str
    alike: float | None
    note: str


def main(arguments: Sequence[str] | None = None, others: Readers | None = None) -> None:
    """Arguments: a folder; ``--json FILE`` writes a row a file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    paths = [photo.path for photo in find_photos([options.folder]).photos]
    read = [_mine(path) for path in paths]
    memory = peak()  # before others take theirs
    rows = []
    for path, mine in zip(paths, read, strict=True):
        row = look_at(path, options.folder, *mine, others or readers)
        rows.append(row)
        if row.note or row.refused:
            alike = "" if row.alike is None else f"{row.alike:.2f}"
            print(" | ".join([row.path, row.note, row.refused, row.reader, alike]), flush=True)
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    print(f"{summary(rows)}; {memory:.0f} MB at most", file=sys.stderr)


def peak() -> float:
    """Megabytes that this process took at most."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource  # noqa: PLC0415 - Windows has none

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def summary(rows: list[Seen]) -> str:
    """How many files of which kind there were."""
    notes = Counter(row.note or ("refused" if row.refused else "as expected") for row in rows)
    counts = ", ".join(f"{count} {note}" for note, count in notes.most_common())
    compared = sum(row.alike is not None for row in rows)
    return f"{len(rows)} files: {counts}; {compared} compared"


def look_at(path: Path, folder: Path, mine: Grey | None, refused: str, others: Readers) -> Seen:
    """Let another reader decode a file, and compare.

    Args:
        path: The file.
        folder: It is below this one.
        mine: What facefinder makes of it; None where it refuses it.
        refused: Why.
        others: Gives the other readers, best first.
    """
    reader, other = "", None
    # What is too large for us may be too large for the other, and for this computer.
    for name, read in () if "limit" in refused else others(path):
        try:
            with _silence():
                other = grey(read(path))
            reader = name
            break
        except Exception:  # noqa: S112 - a foreign reader says so of a file it does not know
            continue
    name = path.relative_to(folder).as_posix()
    if mine is None:
        note = "" if other is None else "only the other reads it"
        return Seen(name, refused, reader, None, note)
    if other is None:
        return Seen(name, "", "", None, "one colour" if mine.std() < FLAT else "")
    alike = correlation(mine, other)
    if alike is None:
        flat = mine.std() < FLAT <= other.std()
        return Seen(name, "", reader, None, "one colour" if flat else "")
    return Seen(name, "", reader, alike, "" if alike >= ALIKE else "differs")


def _mine(path: Path) -> tuple[Grey | None, str]:
    try:
        return grey(read_picture(path, max_side_px=SIDE).pixels), ""
    except PhotoError as error:
        return None, error.reason


def correlation(mine: Grey, other: Grey) -> float | None:
    """How much two pictures go together, in the turn that suits best; None where one is flat."""
    if min(mine.std(), other.std()) < FLAT:
        return None
    turns = [np.rot90(side, k) for side in (other, other[:, ::-1]) for k in range(4)]
    return max(float(np.corrcoef(mine.ravel(), turn.ravel())[0, 1]) for turn in turns)


def grey(pixels: NDArray[Any]) -> Grey:
    """A small square of ranks, 0 to 255: brightness without its curve.

    Args:
        pixels: Shape (H, W) or (H, W, samples), any numbers; or with frames or pages in front.
    """
    while pixels.ndim > 3 or (pixels.ndim == 3 and pixels.shape[2] > SAMPLES_MOST):
        pixels = np.moveaxis(pixels, 0, 2) if 1 < pixels.shape[0] <= SAMPLES_MOST else pixels[0]
    values = np.nan_to_num(pixels.astype(np.float64), posinf=0, neginf=0)
    if values.ndim == 3:
        values = on_white(values)
    small = cv2.resize(values, (COMPARED, COMPARED), interpolation=cv2.INTER_AREA)
    if small.std() < 1e-9:
        return np.zeros((COMPARED, COMPARED))
    levels = 4096 * (small - small.min()) / (small.max() - small.min())
    # What is equal has one rank, the middle one.
    _, which, counts = np.unique(levels.round(), return_inverse=True, return_counts=True)
    order = (np.cumsum(counts) - counts / 2)[which]
    spread = float(small.max() - small.min()) / max(float(abs(small).max()), 1e-30)
    ranks = order.reshape(COMPARED, COMPARED) * (255 / COMPARED**2)
    return ranks if spread > 0.01 else np.zeros((COMPARED, COMPARED))


def on_white(values: Grey) -> Grey:
    """Greys of a picture whose last sample, the second or fourth, is its opacity."""
    samples = values.shape[2]
    light = values[..., : 1 if samples < 3 else 3].mean(axis=2)
    if samples % 2:
        return np.asarray(light)
    full = float(values.max()) or 1.0
    opacity = values[..., -1] / full
    return np.asarray(light * opacity + full * (1 - opacity))


def readers(path: Path) -> Iterator[tuple[str, Reader]]:
    """Readers of such a file, best first, whose code is another than facefinder runs."""
    head = path.read_bytes()[:4] if path.stat().st_size < 1e9 else b""
    if head[:2] in (b"II", b"MM"):
        if tifffile := _library("tifffile"):
            yield "tifffile", lambda path: _levels(tifffile, path)
        if rawpy := _library("rawpy"):
            yield "LibRaw", lambda path: rawpy.imread(str(path)).postprocess()
    elif imageio := _library("imageio.v3"):
        yield "imageio", lambda path: imageio.imread(path, index=0)


def _levels(tifffile: Any, path: Path) -> NDArray[Any]:  # noqa: ANN401 - a module
    """The first page, its inks and inverted greys as light."""
    with tifffile.TiffFile(path) as tiff:
        page = tiff.pages[0]
        pixels = np.asarray(page.asarray(), np.float64)
        meaning = int(page.photometric)
        if meaning not in (0, 1, 2, 5):
            raise ValueError("its numbers are no brightness")
        if page.planarconfig == 2 and pixels.ndim == 3:
            pixels = np.moveaxis(pixels, 0, 2)
        if pixels.ndim == 3 and meaning != 5 and pixels.shape[2] > SAMPLES_MOST:
            pixels = pixels[..., :3]
        if meaning == 5:
            top = pixels[..., :4].max() or 1
            pixels = (top - pixels[..., :3]) * (top - pixels[..., 3:4])
        return -pixels if meaning == 0 else pixels


def _library(name: str) -> Any:  # noqa: ANN401 - a module
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


class _silence:  # noqa: N801 - reads like a function
    """Foreign readers talk past Python."""

    def __enter__(self) -> None:
        self._kept = os.dup(2)
        self._nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(self._nowhere, 2)

    def __exit__(self, *_: object) -> None:
        os.dup2(self._kept, 2)
        os.close(self._kept)
        os.close(self._nowhere)


if __name__ == "__main__":
    main()
