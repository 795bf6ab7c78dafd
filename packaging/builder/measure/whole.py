"""A second album, less easy than the first: whole photos with up to fifteen faces, or none.

Actions and groups, portraits, things; every fifth photo lies on a side or stands on its head and
does not say so. All are enlarged to 12 megapixels, what a phone takes.
"""

import csv
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import cv2
import numpy as np

from builder.environment import ROOT, say
from builder.measure import ours, samples
from builder.measure.engines import BOTH, Engine
from builder.measure.served import Program
from builder.measure.table import Row
from facefinder.discover.photos import find_photos
from facefinder.scan.photo import scan_photos

SHARED: Final = ROOT.parent / "shared"
PEOPLE, ACTION = 20, 12
"""How many photos are taken of each folder that may be there."""
TURNED: Final = 5
"""Every so many photos one is turned."""
ROUNDS: Final = 3
DETECTORS: Final = {"yunet": 3.5, "mtcnn": 4.5}
"""How many times the time for decoding alone a search may take."""
OTHER: Final = "face_recognition"


def gather(album: Path, target: Path) -> list[Path]:
    """Make the photos.

    Args:
        album: The sample album's photos, all there is where no others lie beside this checkout.
        target: Folder that is made for them.
    """
    target.mkdir()
    chosen = [*_people(), *_action(), *sorted(p for p in album.rglob("*.*") if p.is_file())]
    return list(_enlarged(chosen, target))


def _people() -> list[Path]:
    return samples.evenly(SHARED / "photos", PEOPLE)


def _action() -> list[Path]:
    faces = SHARED / "faces"
    if not (faces / "labels.csv").is_file():
        return []
    with (faces / "labels.csv").open(encoding="utf-8", newline="") as file:
        names = {row["photo"] for row in csv.DictReader(file) if row["group"] == "athletes"}
    whole = sorted(names)
    return [faces / "photos" / name for name in whole[:: max(1, len(whole) // ACTION)][:ACTION]]


def _enlarged(chosen: Sequence[Path], target: Path) -> Iterator[Path]:
    for number, path in enumerate(chosen):
        large = samples.enlarged(path)
        if number % TURNED == TURNED - 1:
            large = large.rotate(90 * (1 + number // TURNED % 3), expand=True)
        made = target / f"{number:02d}.jpg"
        large.save(made, quality=90)
        yield made


def rows(
    photos: Sequence[Path],
    engines: Mapping[str, Engine],
    others: Mapping[str, Program],
    work: Path,
) -> list[Row]:
    """What a search costs beside another program, beside decoding, and how evenly.

    Args:
        photos: As `gather` makes them.
        engines: As `engines.available_engines` has them.
        others: The programs that can be measured against.
        work: Folder for links to the photos.
    """
    names = {detector: f"{detector} + {BOTH}" for detector in DETECTORS}
    present = {detector: engines[name] for detector, name in names.items() if name in engines}
    theirs: list[float] = []
    decoding: list[float] = []
    own: dict[str, list[float]] = {detector: [] for detector in present}
    with ProcessPoolExecutor(ours.JOBS, get_context("spawn")) as processes:
        for number in range(ROUNDS):
            part = photos[number::ROUNDS]
            folder = samples.multiplied(part, work / f"whole-{number}", samples.LINKS)
            decoding.append(_decoding(sorted(folder.rglob("*.jpg")), processes) / samples.LINKS)
            for detector, engine in present.items():
                own[detector].append(engine.search(folder).seconds / samples.LINKS)
            if OTHER in others:
                theirs.append(others[OTHER].seconds(part) / len(part))
            shown = ", ".join(f"{name} {1000 * times[-1]:.0f} ms" for name, times in own.items())
            say(f"whole photos, round {number + 1}: decoding {1000 * decoding[-1]:.0f} ms, {shown}")
    found = []
    for detector, times in own.items():
        found += [
            _ratio(f"{names[detector]} against {OTHER}", "20 times", theirs, times),
            _ratio(
                f"{names[detector]} against decoding alone",
                f"at most {DETECTORS[detector]} times",
                times,
                decoding,
            ),
            _evenness(names[detector], photos, present[detector]),
        ]
    return found


def _ratio(what: str, wanted: str, longer: Sequence[float], shorter: Sequence[float]) -> Row:
    what = f"whole photos, {what}"
    if not longer:
        return Row(what, wanted, "not measured: it could not be installed here")
    ratios = tuple(one / other for one, other in zip(longer, shorter, strict=True))
    seconds = f"a photo: {median(longer):.3f} s against {median(shorter):.3f} s"
    return Row(what, wanted, f"{median(ratios):.1f} times", ratios, seconds)


def _decoding(photos: Sequence[Path], processes: Executor) -> float:
    """Seconds for decoding photos at half size and nothing else."""
    list(processes.map(_decode, photos[: 2 * ours.JOBS]))  # they start, and import
    started = time.perf_counter()
    list(processes.map(_decode, photos))
    return time.perf_counter() - started


def _decode(path: Path) -> int:
    content = np.fromfile(path, np.uint8)
    pixels = cv2.imdecode(content, cv2.IMREAD_REDUCED_COLOR_2 | cv2.IMREAD_IGNORE_ORIENTATION)
    return 0 if pixels is None else pixels.size


def _evenness(name: str, photos: Sequence[Path], engine: Engine) -> Row:
    """How much longer than an ordinary photo a slow one takes: processor time, one thread."""
    times = []
    for again in (False, True):  # the first time it loads
        for photo in find_photos(photos).photos:
            started = time.process_time()
            scan_photos((photo,), engine.settings, str(engine.models_dir))
            if again:
                times.append(time.process_time() - started)
    slow, ordinary = quantiles(times, n=20)[-1], median(times)
    what = f"whole photos, {name}: 95th percentile of a photo's time against the median"
    detail = f"{1000 * slow:.0f} ms and {1000 * ordinary:.0f} ms of processor time, one thread"
    return Row(what, "at most 3 times", f"{slow / ordinary:.1f} times", tuple(times), detail)
