"""What the other commands and options do in the jail: the same as from source, file by file."""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.album import GROUP_PHOTO, Album
from tests.bundle.compare import contents, same, same_report, same_results, sha256, without_places
from tests.bundle.conftest import Tell
from tests.bundle.decide import decide
from tests.support.needs import FROZEN, LINUX, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.frozen import Frozen
from tests.bundle.jail import PHOTOS

pytestmark = [pytest.mark.bundle, needs(FROZEN)]


@pytest.fixture(scope="module")
def named(shared_frozen: Frozen) -> Path:
    """Copies with names in XMP files and a report, which no test changes."""
    shared_frozen.find("--copy-to", "/out/named", "--sidecar")
    return shared_frozen.out / "named"


def test_copies_and_names_are_as_from_source(named: Path, album: Album, tell: Tell) -> None:
    found = contents(named)
    assert any(name.endswith(".xmp") for name in found)
    same(found, contents(album.copies), "copies and XMP files")
    tell(f"{len(found)} files")


def test_a_report_lies_among_the_copies_as_from_source(
    named: Path, album: Album, tell: Tell
) -> None:
    tell(f"{same_report(named, album.copies)} files")


def test_a_report_alone_is_as_from_source(frozen: Frozen, album: Album) -> None:
    frozen.find("--report", "/out/report")
    assert list(frozen.out.glob("report/*/*.xmp")) == []
    same_report(frozen.out / "report", album.copies)


def test_names_in_xmp_files_are_references_as_from_source(
    frozen: Frozen, named: Path, album: Album
) -> None:
    found = frozen.find(known=f"tags:/out/{named.name}")
    found = json.loads(json.dumps(found).replace(f"/out/{named.name}", str(album.copies)))
    same_results(without_places(found, PHOTOS), album.tagged())


def test_explain_with_its_picture_is_as_from_source(
    frozen: Frozen, album: Album, tmp_path: Path
) -> None:
    arguments = ("-k", f"{PHOTOS}/known", "--picture", "/out/explained.jpg")
    told = frozen.call("explain", f"{PHOTOS}/{GROUP_PHOTO}", *arguments, code=0).out
    drawn = tmp_path / "explained from source.jpg"
    wanted = album.explained(drawn).replace(str(album.folder), PHOTOS)
    assert told
    assert told.splitlines() == wanted.splitlines()
    assert sha256(frozen.out / "explained.jpg") == sha256(drawn)


def test_groups_are_as_from_source(frozen: Frozen, album: Album, tell: Tell) -> None:
    arguments = ("-i", f"{PHOTOS}/photos", "--json", "/out/groups.json")
    frozen.call("groups", *arguments, "--report", "/out/groups", code=0)
    script = (frozen.out / "groups" / "report-files" / "report.js").read_text("utf-8")
    assert "// groups.js\n" in script, "the script is that of the page of groups"
    found = without_places(json.loads((frozen.out / "groups.json").read_text("utf-8")), PHOTOS)
    same_results(found, album.groups())
    tell(f"{len(found['groups'])} groups")


@dataclass(frozen=True)
class Applied:
    """Decisions that were made and applied: one photo confirmed, one rejected.

    Attributes:
        confirmed: The match of the one, rejected: of the other.
        before: The copies before that, by name, and `after`.
        data: The environment in which the program knows of it.
    """

    confirmed: Mapping[str, Any]
    rejected: Mapping[str, Any]
    before: Mapping[str, str]
    after: Mapping[str, str]
    data: Mapping[str, str]


@pytest.fixture(scope="module")
def applied(shared_frozen: Frozen, album: Album) -> Applied:
    """Decisions about photos with one match each, in a data folder of their own."""
    shown = Counter(match["path"] for match in album.photos["matches"])
    alone = [match for match in album.photos["matches"] if shown[match["path"]] == 1]
    confirmed, rejected = alone[0], alone[-1]
    data = {"FACEFINDER_DATA_DIR": "/out/decided"}
    shared_frozen.find("--copy-to", "/out/to decide", "--sidecar", options=data)
    folder = shared_frozen.out / "to decide"
    before, decisions = contents(folder), folder / "decisions.json"
    no, yes = (Path(match["path"]).name for match in (rejected, confirmed))
    decide(folder, decisions, {no: "no", yes: "yes"})
    shared_frozen.call("apply", "/out/to decide/decisions.json", code=0, **data)
    decisions.unlink()
    return Applied(confirmed, rejected, before, contents(folder), data)


def test_apply_takes_a_rejected_copy_away(applied: Applied) -> None:
    name = Path(applied.rejected["path"]).name
    gone = {copy for copy in applied.before if copy.split("/")[-1].startswith(name)}
    assert gone
    same(applied.before.keys() - applied.after.keys(), gone, "files taken away")


def test_a_rejected_face_does_not_come_back(frozen: Frozen, applied: Applied, album: Album) -> None:
    found = without_places(frozen.find(options=applied.data), PHOTOS)["matches"]
    wanted = {(match["person"], match["path"]) for match in album.photos["matches"]}
    wanted.remove((applied.rejected["person"], applied.rejected["path"]))
    same({(match["person"], match["path"]) for match in found}, wanted, "photos found")


def test_decisions_are_listed_and_forgotten(frozen: Frozen, applied: Applied) -> None:
    yes, no = applied.confirmed["person"], applied.rejected["person"]
    listed = frozen.call("decisions", code=0, **applied.data).out.splitlines()
    wanted = [
        f"{person}\t{person == yes:d} confirmed\t{person == no:d} rejected" for person in {yes, no}
    ]
    assert sorted(line.rpartition("\t")[0] for line in listed) == sorted(wanted)
    frozen.call("decisions", "--forget", no, code=0, **applied.data)
    assert no not in frozen.call("decisions", code=0, **applied.data).out


def test_undo_leaves_no_copy(frozen: Frozen) -> None:
    frozen.find("--copy-to", "/out/undone", "--sidecar")
    assert contents(frozen.out / "undone")
    frozen.call("undo", "/out/undone", code=0)
    assert not (frozen.out / "undone").exists()


def test_purge_leaves_nothing(frozen: Frozen) -> None:
    data = {"FACEFINDER_DATA_DIR": "/out/purged"}
    frozen.find(options=data)
    assert (frozen.out / "purged" / "index.sqlite").is_file()
    frozen.call("purge", "--yes", code=0, **data)
    assert not (frozen.out / "purged").exists()
