"""A writable copy of the bundle as on a FAT stick: no links, no modes, everything beside it.

It is started by a double click, too, as from such a stick.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bundle.album import Album
from tests.bundle.compare import same, same_results, without_places
from tests.support.listing import differences, listing
from tests.support.needs import FROZEN, LINUX, needs, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.console import Console
from tests.bundle.frozen import Frozen
from tests.bundle.jail import ELSEWHERE, PHOTOS, end

pytestmark = [pytest.mark.bundle, needs(FROZEN)]

BESIDE = {"FACEFINDER_DATA_DIR": "", "mode": "rw"}
"""Nobody names a data folder, and the program's own can be written."""


@pytest.fixture(scope="module")
def copied(shared_frozen: Frozen, place: Path) -> Iterator[Frozen]:
    """The copy, in the same jail."""
    folder = place / "fat" / "facefinder"
    shutil.copytree(shared_frozen.bundle, folder, copy_function=shutil.copyfile)
    for made in ("data", "found"):
        shutil.rmtree(folder / made, ignore_errors=True)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    yield Frozen(folder, shared_frozen.jail)
    shutil.rmtree(folder)


@pytest.fixture
def stick(copied: Frozen) -> Iterator[Frozen]:
    """The copied program; nothing but its own folders may change, in it or around it."""
    own = (copied.bundle / "data", copied.bundle / "found")
    program, outside = listing(copied.bundle, without=own), copied.jail.listing()
    yield copied
    copied.jail.no_trace(outside)
    same(differences(program, listing(copied.bundle, without=own)), [], "changes of the program")


def test_a_copy_as_on_fat_works_the_same(stick: Frozen, album: Album) -> None:
    found = stick.find(options=BESIDE)
    same_results(without_places(found, PHOTOS), album.photos)


def test_the_index_is_beside_it(stick: Frozen) -> None:
    stick.find(options=BESIDE)
    assert (stick.bundle / "data" / "index.sqlite").is_file()


def test_photos_under_another_mount_point_are_known(stick: Frozen, album: Album) -> None:
    stick.find(options=BESIDE)
    found = stick.find(options={**BESIDE, "photos": ELSEWHERE})
    assert found["summary"]["scanned"] == 0
    same_results(without_places(found, ELSEWHERE), album.photos)


def test_a_double_click_asks_copies_beside_it_and_shows_a_report(
    stick: Frozen, album: Album
) -> None:
    """Three questions, answered with what a terminal types for folders that are dropped."""
    with Console() as console:
        program = stick.jail.start(stick.bundle, mode="rw", terminal=console.device)
        try:
            console.answer("1. Who?", f"'{PHOTOS}/known'\n")
            console.answer("2. Where?", f"{PHOTOS}/photos\n".replace(" ", "\\ "))
            console.answer("3. Copy", "\n")
            console.answer("Press a key", "x")
            assert program.wait(60) == 0
        finally:
            end(program)
    copies = [match for match in album.photos["matches"] if match["verdict"] == "sure"]
    found = stick.bundle / "found"
    made = [p for p in found.glob("*/*") if p.is_file() and p.parent.name != "report-files"]
    assert len(made) == len(copies) > 0
    assert (found / "report.html").is_file()
