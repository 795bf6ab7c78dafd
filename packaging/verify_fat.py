"""A writable copy of a bundle as on a FAT stick: no links, no modes, everything beside it.

It is started by a double click, too, as from such a stick.
"""

import shutil
import sys
from pathlib import Path

from console import Console
from listing import differences, listing
from proof import Proofs, same, same_results, without_places
from verify_album import Album

assert sys.platform == "linux"  # noqa: S101 - mypy reads the rest on Linux only
from jail import ELSEWHERE, PHOTOS, end  # noqa: E402
from verify_run import Frozen  # noqa: E402


class FatProofs:
    """Runs the copy in the jail; nothing but its own folders may change."""

    def __init__(self, frozen: Frozen, copy: Path, album: Album, proofs: Proofs) -> None:
        self.original, self.copy, self.jail = frozen.bundle, Frozen(copy, frozen.jail), frozen.jail
        self.folder, self.album, self.that = copy, album, proofs.that

    def all(self) -> None:
        """Searches from two mount points, and a double click."""
        shutil.copytree(self.original, self.folder, copy_function=shutil.copyfile)
        for made in ("data", "found"):
            shutil.rmtree(self.folder / made, ignore_errors=True)
        for path in self.folder.rglob("*"):
            path.chmod(0o755)
        own = (self.folder / "data", self.folder / "found")
        program, before = listing(self.folder, without=own), self.jail.listing()
        self.that("a copy as on FAT works the same", lambda: self._search(PHOTOS))
        self.that("the index is beside it", (self.folder / "data" / "index.sqlite").is_file)
        self.that(
            "photos under another mount point are known",
            lambda: self._search(ELSEWHERE, known=True),
        )
        self.that("a double click asks, copies beside it and shows a report", self._double_click)
        self.that("no trace outside of it", lambda: self.jail.no_trace(before))
        changes = differences(program, listing(self.folder, without=own))
        self.that("nothing else changes in it", lambda: same(changes, [], "changes"))
        shutil.rmtree(self.folder)

    def _search(self, photos: str, *, known: bool = False) -> bool:
        """Nobody names a data folder, and its own can be written."""
        found = self.copy.find(photos=photos, mode="rw", FACEFINDER_DATA_DIR="")
        if known:
            same(found["summary"]["scanned"], 0, "photos read")
        return same_results(without_places(found, photos), self.album.photos)

    def _double_click(self) -> bool:
        """Three questions, answered with what a terminal types for folders that are dropped."""
        with Console() as console:
            program = self.jail.start(self.folder, mode="rw", terminal=console.device)
            try:
                console.answer("1. Who?", f"'{PHOTOS}/known'\n")
                console.answer("2. Where?", f"{PHOTOS}/photos\n".replace(" ", "\\ "))
                console.answer("3. Copy", "\n")
                console.answer("Press a key", "x")
                same(program.wait(60), 0, "exit code")
            finally:
                end(program)
        copies = [m for m in self.album.photos["matches"] if m["verdict"] == "sure"]
        found = self.folder / "found"
        made = [p for p in found.glob("*/*") if p.is_file() and p.parent.name != "report-files"]
        same(len(made), len(copies), "number of copies")
        return (found / "report.html").is_file()
