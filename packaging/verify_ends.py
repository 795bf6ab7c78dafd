"""However the program and its workers end, in the `jail`: the right code, and nothing is left."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

from proof import FailedProofError, Proofs, same_results, without_places
from verify_album import Album

assert sys.platform == "linux"  # noqa: S101 - mypy reads the rest on Linux only
from jail import end, group_of, wait_for_workers  # noqa: E402
from verify_run import WHERE, Frozen  # noqa: E402

INDEX, INTERRUPTED = 5, 130


class EndProofs:
    """Runs that last a while, and are ended."""

    def __init__(self, frozen: Frozen, album: Album, proofs: Proofs) -> None:
        self.bundle, self.jail = frozen.bundle, frozen.jail
        self.album, self.that = album, proofs.that

    def all(self) -> None:
        """A worker is killed, the program is stopped, killed, and started twice."""
        self.that("a killed worker costs nothing", self._killed_worker)
        for name, number in (
            ("Ctrl-C", signal.SIGINT),
            ("SIGTERM", signal.SIGTERM),
            ("SIGHUP", signal.SIGHUP),
        ):
            self.that(f"{name} ends with {INTERRUPTED}", partial(self._stopped, number))
        self.that("nothing outlives a killed program", self._killed_parent)
        self.that("several at once, two with one index", self._several_at_once)

    def _long(self, *more: str) -> "subprocess.Popen[str]":
        where = ("-k", "/Fotos ä/known", "-i", "/Fotos ä/many", "-p", "2", "--no-index")
        return self.jail.start(self.bundle, *where, *more, FACEFINDER_DATA_DIR="/out/long")

    def _killed_worker(self) -> bool:
        program = self._long("--json", "/out/long.json")
        try:
            workers = wait_for_workers(program)
            time.sleep(6)  # they read photos by now
            os.kill(workers[0], signal.SIGKILL)
            _, err = program.communicate(timeout=600)
            if program.returncode:
                raise FailedProofError(f"ended with {program.returncode}: {err[-900:]}")
            self._nothing_left(program)
        finally:
            end(program)
        found = json.loads((self.jail.out / "long.json").read_text("utf-8"))
        return same_results(without_places(found, "/Fotos ä"), self.album.many)

    def _stopped(self, number: signal.Signals) -> str:
        took = []
        for seconds in (0.3, 2.0, 6.0):  # Python starts, TensorFlow loads, photos are read
            program = self._long()
            try:
                wait_for_workers(program, count=1)
                time.sleep(seconds)
                began = time.monotonic()
                os.killpg(program.pid, number)
                _, err = program.communicate(timeout=60)
                took.append(time.monotonic() - began)
                if program.returncode != INTERRUPTED or "Traceback" in err:
                    raise FailedProofError(
                        f"after {seconds} s: ended with {program.returncode}: {err[-900:]}"
                    )
                self._nothing_left(program)
            finally:
                end(program)
        return f"within {max(took):.1f} s"

    def _killed_parent(self) -> bool:
        program = self._long()
        try:
            wait_for_workers(program)
            time.sleep(5)
            os.kill(program.pid, signal.SIGKILL)
            program.wait()
            self._nothing_left(program)
        finally:
            end(program)
        return True

    def _nothing_left(self, program: "subprocess.Popen[str]") -> None:
        for _ in range(100):
            left = group_of(program.pid), self.jail.shared_memory()
            if not any(left):
                return
            time.sleep(0.1)
        raise FailedProofError(f"left over: {left}")

    def _several_at_once(self) -> str:
        """Three, of which two share an index: one of them reads, or both, one after the other."""
        shared = {"FACEFINDER_DATA_DIR": "/out/shared"}
        programs = [
            self.jail.start(self.bundle, *WHERE, *more, "--json", f"/out/{n}.json", **shared)
            for n, more in enumerate(((), (), ("--no-index",)))
        ]
        errors = [program.communicate(timeout=600)[1] for program in programs]
        codes = [program.returncode for program in programs]
        if 0 not in codes[:2] or not {0, INDEX} >= {*codes[:2]} or codes[2] != 0:
            raise FailedProofError(f"ended with {codes}: {[error[-500:] for error in errors]}")
        for n, (program, code) in enumerate(zip(programs, codes, strict=True)):
            self._nothing_left(program)
            if code == 0:
                found = json.loads((self.jail.out / f"{n}.json").read_text("utf-8"))
                same_results(without_places(found, "/Fotos ä"), self.album.photos)
            elif "in use by another run" not in errors[n]:
                raise FailedProofError(errors[n][-500:])
        return f"ended with {codes}"
