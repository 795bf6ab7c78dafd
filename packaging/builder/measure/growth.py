"""Cost against work: the same photos under ever more names, through the whole command.

``python -m builder.measure.growth PHOTOS --album demo --models-dir models_cache`` prints a table:
wall time and processor time, wall time of a second run, peak memory of all processes together, size
of the index.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from builder.measure import ours, samples

COUNTS = (100, 1_000, 10_000)
DIFFERENT = 12
EVERY_SECONDS = 0.5


class Cost(NamedTuple):
    """What a command and its workers took.

    Attributes:
        seconds: Wall time.
        processor_seconds: Of all together, until shortly before each ended; other load on the
            machine hardly changes it.
        megabytes: The most that all had at once. Pages that processes share count once in each, so
            this is an upper bound.
    """

    seconds: float
    processor_seconds: float
    megabytes: float


def run_once(command: list[str]) -> Cost:
    """Run a command to its end."""
    started = time.perf_counter()
    peak = 0.0
    busy: dict[int, float] = {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, look_at(process.pid, busy))
            time.sleep(EVERY_SECONDS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.perf_counter() - started, sum(busy.values()), peak)


def look_at(pid: int, busy: dict[int, float]) -> float:
    """Megabytes of a process and its workers; their processor time so far goes into `busy`."""
    used = 0.0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            used += process.memory_info().rss / 1e6
            times = process.cpu_times()
            busy[process.pid] = times.user + times.system
    except psutil.NoSuchProcess:
        pass  # it ended just now
    return used


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, help="folder with JPEGs")
    parser.add_argument("--album", type=Path, required=True)
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("-d", "--detector", default="mtcnn")
    parser.add_argument("--counts", type=int, nargs="+", default=list(COUNTS))
    options = parser.parse_args()
    photos = samples.evenly(options.photos.resolve(), DIFFERENT)
    print("| Photos | First run | Processor time | Second run | Memory, all processes | Index |")
    print("|---|---|---|---|---|---|")
    for count in options.counts:
        with tempfile.TemporaryDirectory(prefix="facefinder-bench-") as folder:
            work = Path(folder)
            tree = samples.multiplied(photos, work / "tree", count)
            command = [
                *(sys.executable, "-m", "facefinder", "find", "-q", "-p", str(ours.JOBS)),
                *("-k", str(options.album / "known"), "-i", str(tree)),
                *("-d", options.detector, "-m", "dlib-resnet"),
                *("--data-dir", str(work / "data"), "--models-dir", str(options.models_dir)),
            ]
            first, second = run_once(command), run_once(command)
            index = (work / "data" / "index.sqlite").stat().st_size / 1e6
        print(
            f"| {count:,} | {first.seconds:,.1f} s | {first.processor_seconds:,.1f} s "
            f"| {second.seconds:.1f} s | {first.megabytes:,.0f} MB | {index:.2f} MB |",
            flush=True,
        )


if __name__ == "__main__":
    main()
