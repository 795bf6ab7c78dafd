"""What four workers cost by who hands out the work: loky on this computer, or a Dask scheduler.

``python -m builder.measure.schedulers PHOTOS --known KNOWN --models-dir models_cache`` searches few
and more small photos, so that little hides what handing out costs, and prints a table: processor
time of the command itself (it lists, hands out, and is the index's one writer), of the scheduler
and of the workers. All start anew for each row: the slope between two rows is what a photo costs.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import psutil

from builder.measure import command, samples
from builder.measure.archives import DIFFERENT, SIDE_PX, small_photos
from builder.measure.growth import EVERY_SECONDS, look_at
from tests.support.dask_cluster import scheduler, worker

WORKERS: Final = 4
COUNTS: Final = (100, 500)
KINDS: Final = ("loky", "dask")


class Spent(NamedTuple):
    """Wall seconds, and processor seconds of each part."""

    wall: float
    command: float
    scheduler: float
    workers: float

    def slope(self, other: "Spent", photos: int) -> "Spent":
        """Milliseconds for each photo that `other` read more."""
        return Spent(*(1000 * (b - a) / photos for a, b in zip(self, other, strict=True)))


def spent(search: list[str], *cluster: psutil.Process) -> Spent:
    """Run a command to its end.

    Args:
        search: The command.
        cluster: Dask's scheduler, and the process above its workers; none: the command's own.
    """
    started = time.perf_counter()
    own: dict[int, float] = {}
    with subprocess.Popen(search, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            look_at(process.pid, own)
            time.sleep(EVERY_SECONDS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, search)
    wall, itself = time.perf_counter() - started, own.pop(process.pid, 0.0)
    if not cluster:
        return Spent(wall, itself, 0.0, sum(own.values()))
    return Spent(wall, itself, *(sum(_of_tree(process).values()) for process in cluster))


def _of_tree(process: psutil.Process) -> dict[int, float]:
    busy: dict[int, float] = {}
    look_at(process.pid, busy)
    return busy


def measured(kind: str, search: list[str], work: Path) -> Spent:
    """One search with four workers of a kind of `KINDS`."""
    if kind == "loky":
        return spent([*search, "-p", str(WORKERS)])
    options = ("--nworkers", str(WORKERS), "--nthreads", "1")
    with scheduler(work) as (one, address), worker(work, address, *options) as workers:
        return spent([*search, "--backend", "dask", "--scheduler", address], one, workers)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, help="folder with JPEGs")
    parser.add_argument("--known", type=Path, required=True)
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("--counts", type=int, nargs=2, default=list(COUNTS))
    options = parser.parse_args()
    few, many = options.counts
    print(f"Load {psutil.getloadavg()[0]:.1f}, {WORKERS} workers, {os.cpu_count()} cores\n")
    print("| Workers of | Photos | Wall | Command | Scheduler | Workers |")
    print("|---|---|---|---|---|---|")
    for kind in KINDS:
        rows: list[Spent] = []
        for count in (few, many):
            with tempfile.TemporaryDirectory(prefix="facefinder-bench-") as folder:
                rows.append(_searched(kind, count, options, Path(folder)))
            _print(kind, f"{count:,}", rows[-1], "s")
        _print(kind, "each more", rows[0].slope(rows[1], many - few), "ms")


def _searched(kind: str, count: int, options: argparse.Namespace, work: Path) -> Spent:
    originals = samples.evenly(options.photos.resolve(), DIFFERENT)
    tree = small_photos(originals, work / "tree", count, SIDE_PX)
    find = command.find(
        *(tree, work / "data", "-m", "dlib-resnet"),
        known=options.known.resolve(),
        models_dir=options.models_dir.resolve(),
    )
    return measured(kind, find, work)


def _print(kind: str, photos: str, values: Sequence[float], unit: str) -> None:
    cells = " | ".join(f"{value:,.1f} {unit}" for value in values)
    print(f"| {kind} | {photos} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
