"""A long search under bad luck: does every photo come out exactly once, and is nothing left?

N photos, 5 % of them bad, are searched with the tests' fake engine (squares for faces: it is the
program around the engine that is tried here). A worker is killed every 500 photos, and the whole
run in the middle; then the same command goes on. Prints its figures as a table for docs/soak.md.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from builder.environment import ROOT
from facefinder.output import document
from facefinder.search import people
from facefinder.settings import EngineChoice, Settings, Whom, Work
from tests.support.bad_files import unreadable
from tests.support.fakes import BLUE, ENGINE, RED, paint

BAD_SHARE = 0.05
KILL_EVERY = 500
WORKERS = 2


class Killer:
    """A `people.Listener` that kills a worker now and then, and this process at one point."""

    def __init__(self, end_after: int) -> None:
        self._end_after = end_after
        self._done = 0
        self._next = KILL_EVERY

    def say(self, message: str) -> None:
        """Nobody listens."""

    def start(self, total: int, known: int, videos: int = 0) -> None:
        """Say where it begins."""
        del videos
        print(f"begins: {total} {known}", flush=True)

    def expect(self, share: float, seconds: float | None) -> None:
        """Nobody waits."""

    def advance(self, photos: int, faces: int, matches: int | None, unread: int = 0) -> None:
        """Count, and strike."""
        del faces, matches, unread
        self._done += photos
        if 0 < self._end_after <= self._done:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        if self._done >= self._next:
            self._next += KILL_EVERY
            workers = psutil.Process().children()
            for worker in workers:
                if "popen_loky" in " ".join(worker.cmdline()):
                    worker.kill()
                    print("killed: a worker", flush=True)
                    break

    def end(self) -> None:
        """What was read is counted when it is read."""

    def copied(self, done: int, total: int) -> None:
        """Nothing is copied."""


def search(folder: Path, end_after: int) -> None:
    """One run, in this process; writes the JSON document if it comes to its end."""
    settings = Settings(
        whom=Whom(known=folder / "known"),
        inputs=(folder / "photos",),
        engine=EngineChoice(models_dir=folder, detector=ENGINE.detector, model=ENGINE.model),
        work=Work(workers=WORKERS),
        index=folder / "data" / "index.sqlite",
    )
    result = people.find_people(settings, Killer(end_after))
    (folder / "result.json").write_text("".join(document.to_json(result)), "ascii")


def make_photos(folder: Path, count: int) -> tuple[set[str], set[str]]:
    """Make good and bad photos; return their paths."""
    seed = random.Random(count)  # noqa: S311 - not for secrets
    # Each on its own is tried in the tests; the largest would only take time here.
    kinds = [(name, content) for name, content in unreadable() if len(content) < 500_000]
    paint(folder / "known" / "Anna" / "1.png", RED)
    samples = [paint(folder / "sample.png", RED, BLUE).read_bytes()]
    samples.append(paint(folder / "sample.png", RED).read_bytes())
    bad_numbers = set(seed.sample(range(count), round(count * BAD_SHARE)))
    good: set[str] = set()
    bad: set[str] = set()
    for number in range(count):
        name, content = kinds[number % len(kinds)]
        is_bad = number in bad_numbers
        file = (
            folder
            / "photos"
            / f"{number // 250:03d}"
            / (f"{number:06d} {name}" if is_bad else f"{number:06d}.png")
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        # What follows the picture is not looked at; no two photos are equal.
        file.write_bytes(content if is_bad else samples[number % 2] + str(number).encode())
        (bad if is_bad else good).add(str(file))
    return good, bad


@dataclass(slots=True)
class Memory:
    """The memory of a process and its children, looked at every half second."""

    levels: list[float] = field(default_factory=list)

    def watch(self, process: subprocess.Popen[str]) -> None:
        """Until it ends."""
        while process.poll() is None:
            try:
                top = psutil.Process(process.pid)
                family = [top, *top.children(recursive=True)]
                self.levels.append(sum(p.memory_info().rss for p in family) / 1e6)
            except psutil.NoSuchProcess:
                pass
            time.sleep(0.5)

    def level(self, quarter: int) -> float:
        """The mean in one quarter of the time, MB."""
        part = self.levels[len(self.levels) * quarter // 4 : len(self.levels) * (quarter + 1) // 4]
        return sum(part) / max(len(part), 1)


def run_child(folder: Path, end_after: int) -> tuple[int, str, Memory, int]:
    """Search in a process of its own; return its code, what it said, its memory and its id."""
    child = subprocess.Popen(
        [sys.executable, "-m", "builder.measure.soak", "--search", folder, str(end_after)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
    )
    memory = Memory()
    watcher = threading.Thread(target=memory.watch, args=(child,))
    watcher.start()
    said, _ = child.communicate()
    watcher.join()
    return child.returncode, said, memory, child.pid


def left_behind(pids: list[int], folder: Path) -> list[str]:
    """Processes, semaphores and temporary files of the runs that are still there."""
    time.sleep(2)
    left = [str(path) for path in (folder / "tmp").iterdir()]
    shared = Path("/dev/shm")  # noqa: S108 - looked at, not used
    if shared.is_dir():
        numbers = {str(pid) for pid in pids}
        left += [p.name for p in shared.iterdir() if numbers & set(re.split(r"\D+", p.name))]
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or ())
        if str(folder) in words and process.pid != os.getpid():
            left.append(words)
    return left


def soak(count: int) -> int:
    """Run it all; print the figures; 0 = everything as it should be."""
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        good, bad = make_photos(folder, count)
        began = time.monotonic()
        first, said_first, _memory, first_pid = run_child(folder, count // 2)
        second, said, memory, second_pid = run_child(folder, 0)
        seconds = time.monotonic() - began
        left = left_behind([first_pid, second_pid], folder)
        document = json.loads((folder / "result.json").read_text("ascii"))
        known = document["summary"]["from_index"]
        matched = [match["path"] for match in document["matches"]]
        skipped = [skip["path"] for skip in document["skipped"]]
    once = sorted(matched + skipped) == sorted(good | bad)
    right = set(matched) == good and set(skipped) == bad
    figures = {
        "photos, of them bad": f"{count}, {len(bad)}",
        "ended with the first run (killed), the second": f"{first}, {second}",
        "known to the second run from the first": known,
        "workers killed in the two runs": (said_first + said).count("killed: a worker"),
        "every photo exactly once": "yes" if once else "NO",
        "good ones found, bad ones told": "yes" if right else "NO",
        "every bad one with a reason": "yes"
        if all(s["reason"] for s in document["skipped"])
        else "NO",
        "memory of all processes of the second run, by quarters of its time": ", ".join(
            f"{memory.level(quarter):.0f} MB" for quarter in range(4)
        ),
        "processes, semaphores, temporary files left": len(left),
        "seconds": f"{seconds:.0f}",
    }
    print("| | |\n|---|---|")
    for what, value in figures.items():
        print(f"| {what} | {value} |")
    for thing in left:
        print(f"left: {thing}", file=sys.stderr)
    grown = memory.level(3) > 1.5 * memory.level(1) + 50
    fine = once and right and not left and not grown and known > 0 and second == 0
    return 0 if fine else 1


if __name__ == "__main__":
    if sys.argv[1] == "--search":
        search(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(soak(int(sys.argv[1])))
