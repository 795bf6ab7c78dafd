"""What a bundle does in a `jail`, without anything of this computer."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from environment import PYTHON, ROOT
from proof import FailedProofError, Proofs, same, same_results, without_places
from verify_album import Album

assert sys.platform == "linux"  # noqa: S101 - mypy reads the rest on Linux only
from jail import end, wait_for_workers  # noqa: E402
from verify_run import DATA, WHERE, Frozen  # noqa: E402

LARGEST_LIGHT_S = 0.4
FIRST_PHOTO_S = 8.0
INCOMPLETE = 10
PICTURES = {".jpg", ".png", ".webp"}


class JailProofs:
    """Runs a bundle in the jail in every way that a user might."""

    def __init__(self, frozen: Frozen, album: Album, proofs: Proofs) -> None:
        self.frozen, self.album, self.that = frozen, album, proofs.that
        self.bundle, self.jail = frozen.bundle, frozen.jail

    def all(self) -> None:
        """Everything, in the jail, from a stick that cannot be written."""
        for light in ("--version", "--help", "models"):
            self.frozen.call(light)
            self.that(f"{light} within {LARGEST_LIGHT_S} s", partial(self._light, light))
        self.that("selftest", lambda: self.frozen.call("selftest", code=0))
        self.that(
            "an unknown helper line ends with 70", lambda: self.frozen.call("-c", "x", code=70)
        )
        self.that("two workers find what the source finds", self._same_as_source)
        self.that(f"the first photo done within {FIRST_PHOTO_S:g} s, warm", self._first_photo)
        self.that("no trace where all can be written", self._no_trace)
        self.that("copies", self._copies)
        self.that("the second run reads nothing", self._second_run)
        self.that("a bad file beside photos", self._bad_file)
        self.that("HEIC, AVIF, RAW, CSV, JSON", self._other_files)
        for option in self._engines():
            self.that(" ".join(option), partial(self._engine, *option))
        self.that("it says where it keeps the index", self._says_where)

    def _light(self, argument: str) -> str | bool:
        seconds = []
        for _ in range(5):
            began = time.monotonic()
            self.frozen.call(argument, code=0)
            seconds.append(time.monotonic() - began)
        return (
            min(seconds) <= LARGEST_LIGHT_S and f"{min(seconds):.2f} s, entering the jail included"
        )

    def _same_as_source(self) -> bool:
        return same_results(
            without_places(self.frozen.find("--no-index"), "/Fotos ä"), self.album.photos
        )

    def _first_photo(self) -> str:
        """From the start of the program to when the parent has the first photo from a worker.

        Raises:
            FailedProofError: It took too long, or no worker told of a photo.
        """
        seconds = sorted(self._until_first_photo() for _ in range(3))
        told = f"{', '.join(f'{s:.1f}' for s in seconds)} s, entering the jail included"
        if seconds[0] > FIRST_PHOTO_S:
            load = " ".join(f"{load:.0f}" for load in os.getloadavg())
            raise FailedProofError(f"{told}; {os.cpu_count()} cores, load {load}")
        return told

    def _until_first_photo(self) -> float:
        known = {path.name for path in (self.album.folder / "known").rglob("*")}
        began = time.monotonic()
        started = self.jail.start(self.bundle, *WHERE, "--no-index", "-D", **DATA)
        assert started.stderr is not None  # noqa: S101 - it was asked for
        try:
            for line in started.stderr:
                told = re.search(r" LokyProcess\S* .*DEBUG (.+): \d+ x \d+ pixels", line)
                if told and told[1] not in known:
                    seconds = time.monotonic() - began
                    # Not killed at once: it would leave its semaphores, as nobody cleans up.
                    os.killpg(started.pid, signal.SIGINT)
                    started.communicate(timeout=60)
                    return seconds
        finally:
            end(started)
        raise FailedProofError("no worker told of a photo")

    def _no_trace(self) -> str:
        own = {"photos_mode": "rw", "HOME": "/home", "TMPDIR": "/tmp"}  # noqa: S108  the jail's
        before = self.jail.listing()
        self.frozen.call(*WHERE, "--copy-to", "/out/more copies", code=0, **own)
        stopped = self.jail.start(self.bundle, *WHERE, "--no-index", **own, **DATA)
        try:
            wait_for_workers(stopped)
            time.sleep(5)  # they read photos by now
            os.killpg(stopped.pid, signal.SIGINT)
            stopped.communicate(timeout=60)
        finally:
            end(stopped)
        return self.jail.no_trace(before)

    def _copies(self) -> str:
        found = self.frozen.find("--copy-to", "/out/copies")
        # The report has pictures, too, in a folder that is no person's.
        people = {match["person"] for match in found["matches"]}
        files = (p for name in people for p in (self.jail.out / "copies" / name).rglob("*"))
        copied = [path for path in files if path.suffix.lower() in PICTURES]
        sure = {(m["person"], m["path"]) for m in found["matches"] if m["verdict"] == "sure"}
        same(len(copied), len(sure), "number of copies")
        return f"{len(copied)}"

    def _second_run(self) -> bool:
        summary = self.frozen.find()["summary"]
        return bool(
            same((summary["scanned"], summary["from_index"]), (0, summary["photos"]), "figures")
        )

    def _bad_file(self) -> bool:
        found = self.frozen.find("--no-index", folder="others/bad", code=INCOMPLETE)
        same([Path(s["path"]).name for s in found["skipped"]], ["bad.jpg"], "skipped photos")
        return bool(found["matches"])

    def _other_files(self) -> bool:
        found = self.frozen.find("--no-index", "--csv", "/out/found.csv", folder="others/kinds")
        names = {Path(m["path"]).suffix for m in found["matches"]}
        same(
            names,
            {".heic", ".avif", ".dng", ".webp", ".tiff"},
            "kinds of files in which a face was found",
        )
        return (self.jail.out / "found.csv").stat().st_size > 0

    def _engines(self) -> list[tuple[str, str]]:
        """Each detector and recogniser whose files are carried, by name.

        Without the detector that is taken if none is named: the album was searched with it.
        """
        script = (
            "import sys; from pathlib import Path; from facefinder.selftest.checks import _present;"
            "print(*map(' '.join, _present(Path(sys.argv[1]))), sep='\\n')"
        )
        told = subprocess.run(
            [PYTHON, "-c", script, self.bundle / "models_cache"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout.splitlines()
        taken = self.album.photos["engine"]["detector"]
        detectors = [name for name in told[0].split() if name != taken]
        return [("-d", n) for n in detectors] + [("-m", n) for n in told[1].split()]

    def _engine(self, option: str, name: str) -> bool:
        more = ("--no-index", "--json", "/out/engine.json")
        self.frozen.call(option, name, *WHERE, *more, code=0)
        return bool(json.loads((self.jail.out / "engine.json").read_text("utf-8"))["matches"])

    def _says_where(self) -> bool:
        said = self.frozen.call(*WHERE, code=0, FACEFINDER_DATA_DIR="", HOME="/out/home")
        home = self.jail.out / "home"
        kept = {p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file()}
        here = ".local/share/facefinder"
        same({name for name in kept if not name.startswith(f"{here}/")}, set(), "files")
        return f"{here}/index.sqlite" in kept and f"/out/home/{here}" in said.err
