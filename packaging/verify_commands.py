"""What the other commands and options do in the `jail`: the same as from source, file by file."""

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from environment import run
from proof import Proofs, same, same_results, without_places
from verify_album import GROUP_PHOTO, Album

assert sys.platform == "linux"  # noqa: S101 - mypy reads the rest on Linux only
from jail import PHOTOS  # noqa: E402
from verify_run import Frozen  # noqa: E402

PLACES = {"path", "folder", "href"}
"""Of a photo in a report: where it is."""


class CommandProofs:
    """Copies with names, report, tags, explain, groups, decisions, undo and purge, in that order.

    All share one data folder, so that photos are read once.
    """

    def __init__(self, frozen: Frozen, album: Album, proofs: Proofs) -> None:
        self.frozen, self.album, self.that = frozen, album, proofs.that
        self.out = frozen.jail.out
        self.named = self.out / "named"
        shown = Counter(match["path"] for match in album.photos["matches"])
        alone = [match for match in album.photos["matches"] if shown[match["path"]] == 1]
        self.confirmed, self.rejected = alone[0], alone[-1]

    def all(self) -> None:
        """Prove each; what one leaves, the next works with."""
        self.that("--sidecar: copies and names as from source", self._sidecar)
        self.that("a report lies among the copies, as from source", self._report_of_copies)
        self.that("--report alone", self._report)
        self.that("-k tags: as from source", self._tags)
        self.that("explain, with its picture, as from source", self._explain)
        self.that("groups as from source", self._groups)
        self.that("apply takes a rejected copy away", self._apply)
        self.that("a rejected face does not come back", self._after_apply)
        self.that("decisions are listed and forgotten", self._decisions)
        self.that("undo leaves no copy", self._undo)
        self.that("purge leaves nothing", self._purge)

    def _sidecar(self) -> str:
        self.frozen.find("--copy-to", "/out/named", "--sidecar")
        source, found = _contents(self.album.copies), _contents(self.named)
        same(found, source, "copies and XMP files")
        return f"{len(found)} files"

    def _report_of_copies(self) -> str:
        return _same_report(self.named, self.album.copies)

    def _report(self) -> str:
        self.frozen.find("--report", "/out/report")
        same(list(self.out.glob("report/*/*.xmp")), [], "XMP files")
        return _same_report(self.out / "report", self.album.copies)

    def _tags(self) -> bool:
        found = self.frozen.find(known="tags:/out/named")
        found = json.loads(json.dumps(found).replace("/out/named", str(self.album.copies)))
        return same_results(without_places(found, PHOTOS), self.album.tagged())

    def _explain(self) -> str:
        arguments = ("-k", f"{PHOTOS}/known", "--picture", "/out/explained.jpg")
        told = self.frozen.call("explain", f"{PHOTOS}/{GROUP_PHOTO}", *arguments, code=0).out
        drawn = self.out.parent.parent / "explained from source.jpg"
        wanted = self.album.explained(drawn).replace(str(self.album.folder), PHOTOS)
        same(told.splitlines(), wanted.splitlines(), "what is said")
        same(_sha256(self.out / "explained.jpg"), _sha256(drawn), "picture")
        return f"{len(told.splitlines())} lines"

    def _groups(self) -> str:
        arguments = ("-i", f"{PHOTOS}/photos", "--json", "/out/groups.json")
        self.frozen.call("groups", *arguments, "--report", "/out/groups", code=0)
        page = (self.out / "groups" / "report.html").read_text("utf-8")
        same("report-groups.js" in page, True, "the page of groups loads its script")
        found = without_places(json.loads((self.out / "groups.json").read_text("utf-8")), PHOTOS)
        same_results(found, self.album.groups())
        return f"{len(found['groups'])} groups"

    def _apply(self) -> bool:
        before, decisions = _contents(self.named), self.named / "decisions.json"
        names = [Path(match["path"]).name for match in (self.rejected, self.confirmed)]
        run("-m", "tests.bundle.decide", self.named, decisions, *names)
        self.frozen.call("apply", "/out/named/decisions.json", code=0)
        decisions.unlink()
        gone = {name for name in before if name.split("/")[-1].startswith(names[0])}
        return same(before.keys() - _contents(self.named).keys(), gone, "files taken away")

    def _after_apply(self) -> bool:
        found = without_places(self.frozen.find(), PHOTOS)["matches"]
        wanted = {(m["person"], m["path"]) for m in self.album.photos["matches"]}
        wanted.remove((self.rejected["person"], self.rejected["path"]))
        return same({(m["person"], m["path"]) for m in found}, wanted, "photos found")

    def _decisions(self) -> bool:
        listed = self.frozen.call("decisions", code=0).out.splitlines()
        wanted = [
            f"{person}\t{person == self.confirmed['person']:d} confirmed"
            f"\t{person == self.rejected['person']:d} rejected"
            for person in {self.confirmed["person"], self.rejected["person"]}
        ]
        same(sorted(line.rpartition("\t")[0] for line in listed), sorted(wanted), "decisions")
        self.frozen.call("decisions", "--forget", self.rejected["person"], code=0)
        left = self.frozen.call("decisions", code=0).out
        return same(self.rejected["person"] in left, False, "what was forgotten is there")

    def _undo(self) -> bool:
        self.frozen.call("undo", "/out/named", code=0)
        return same(self.named.exists(), False, "folder of the copies is there")

    def _purge(self) -> bool:
        self.frozen.call("purge", "--yes", code=0)
        return same((self.out / "data").exists(), False, "data folder is there")


def _contents(folder: Path) -> dict[str, str]:
    """Names and SHA-256 of the copies and XMP files, without the report and the list of copies."""
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.glob("*/*"))
        if path.is_file() and path.parent.name != "report-files"
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _same_report(found: Path, wanted: Path) -> str:
    """The same data but for places, the same pictures and styles, and a page that has the data's.

    Raises:
        FailedProofError: They differ.
    """
    same(_report_data(found), _report_data(wanted), "data of the report")
    files = _report_files(found)
    same(files, _report_files(wanted), "files of the report")
    page = (found / "report.html").read_text("utf-8")
    missing = [name for name in ("report.css", "report.js", "data.js") if name not in page]
    same(missing, [], "files that the page does not load")
    return f"{len(files)} files"


def _report_data(folder: Path) -> Any:  # noqa: ANN401 - JSON
    script = (folder / "report-files" / "data.js").read_text("utf-8")
    data = json.loads(script[script.index("{") :].rstrip().removesuffix(";"))
    for photo in data["photos"]:
        for place in PLACES:
            photo.pop(place)
    return data


def _report_files(folder: Path) -> dict[str, str]:
    files = folder / "report-files"
    return {
        path.relative_to(files).as_posix(): _sha256(path)
        for path in files.rglob("*")
        if path.is_file() and path.name != "data.js"
    }
