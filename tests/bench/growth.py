"""Cost against work: the same photos under ever more names, through the whole command.

``python -m tests.bench.growth PHOTOS --album demo --models-dir models_cache``; prints a table: wall
time, time of a second run, peak memory of all processes together, size of the index.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench import ours, samples

COUNTS = (100, 1_000, 10_000)
DIFFERENT = 12
EVERY_SECONDS = 0.5


def run_once(command: list[str]) -> tuple[float, float]:
    """Seconds of a command, and the most megabytes that it and its workers had at once.

    Pages that processes share count once in each, so the sum is an upper bound.
    """
    started = time.perf_counter()
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, _megabytes(process.pid))
            time.sleep(EVERY_SECONDS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - started, peak


def _megabytes(pid: int) -> float:
    used = 0.0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            used += process.memory_info().rss / 1e6
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
    print("| Photos | First run | Photos/s | Second run | Memory, all processes | Index |")
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
            first, megabytes = run_once(command)
            second, _ = run_once(command)
            index = (work / "data" / "index.sqlite").stat().st_size / 1e6
        print(
            f"| {count:,} | {first:.1f} s | {count / first:.0f} | {second:.1f} s "
            f"| {megabytes:,.0f} MB | {index:.2f} MB |",
            flush=True,
        )


if __name__ == "__main__":
    main()
