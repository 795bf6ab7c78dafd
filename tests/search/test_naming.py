"""`find --sidecar`: names beside copies or, on demand only, beside the photos."""

import csv
from pathlib import Path

import pytest

from facefinder.names.read import read_tags
from tests.conftest import Run
from tests.support.fakes import BLUE, RED, paint

pytestmark = pytest.mark.slow

NEAR_RED = (255, 100, 100)
"""Is worth a check."""


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "known" / "Ben" / "1.png", BLUE)
    paint(tmp_path / "photos" / "both.png", RED, BLUE)
    paint(tmp_path / "photos" / "check.png", NEAR_RED)
    return tmp_path / "photos"


def search(run: Run, photos: Path, *options: str | Path) -> Path:
    target = photos.parent / "found"
    words = ("find", "-k", photos.parent / "known", "-i", photos)
    done = run(*words, "--copy-to", target, "--no-report", *options)
    assert done.code == 0, done.err
    return target


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_names_of_all_stand_beside_every_copy_and_only_there(run: Run, photos: Path) -> None:
    before = files(photos)
    target = search(run, photos, "--sidecar", "--copy-check")
    assert files(photos) == before
    assert files(target) == {
        "manifest.csv",
        "Anna/both.png",
        "Anna/both.png.xmp",
        "Anna/check/check.png",
        "Ben/both.png",
        "Ben/both.png.xmp",
    }
    for person in ("Anna", "Ben"):
        tags = {tag.name: tag.box for tag in read_tags(target / person / "both.png").named}
        # Six decimals of a side of 160 pixels.
        assert tags == {
            "Anna": pytest.approx((32, 32, 32, 32), abs=160e-6),
            "Ben": pytest.approx((96, 32, 32, 32), abs=160e-6),
        }


def test_without_the_option_nothing_is_named(run: Run, photos: Path) -> None:
    assert not [name for name in files(search(run, photos)) if name.endswith(".xmp")]


def test_names_beside_the_photos_come_only_when_asked_for(run: Run, photos: Path) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos, "--sidecar-originals")
    content = {name: (photos / name).read_bytes() for name in files(photos)}
    done = run(*words)
    assert done.code == 0
    assert "Names were written into 1 XMP file\n" in done.err
    assert files(photos) == {*content, "both.png.xmp"}
    assert {name: (photos / name).read_bytes() for name in content} == content
    again = run(*words)
    assert "Names were written into 0 XMP files; 1 had them already" in again.err


def test_names_without_copies_are_refused(run: Run, photos: Path) -> None:
    done = run("find", "-k", photos.parent / "known", "-i", photos, "--sidecar")
    assert done.code == 2
    assert "--copy" in done.err


def test_a_second_search_changes_nothing_and_undo_removes_all(run: Run, photos: Path) -> None:
    target = search(run, photos, "--sidecar")
    state = {name: (target / name).read_bytes() for name in files(target)}
    search(run, photos, "--sidecar")
    assert {name: (target / name).read_bytes() for name in files(target)} == state
    assert run("undo", target).code == 0
    assert not target.exists()


def test_undo_knows_a_file_that_a_later_search_added_to(run: Run, photos: Path) -> None:
    ben = photos.parent / "known" / "Ben"
    ben.rename(photos.parent / "Ben")
    search(run, photos, "--sidecar")
    (photos.parent / "Ben").rename(ben)
    target = search(run, photos, "--sidecar")
    assert [tag.name for tag in read_tags(target / "Anna" / "both.png").named] == ["Anna", "Ben"]
    run("undo", target)
    assert not target.exists()


def test_undo_leaves_what_somebody_else_wrote(run: Run, photos: Path) -> None:
    target = search(run, photos, "--sidecar")
    edited = target / "Anna" / "both.png.xmp"
    edited.write_bytes(edited.read_bytes() + b"<!-- edited -->")
    ben = target / "Ben" / "both.png.xmp"
    ben.write_bytes(ben.read_bytes().replace(b"Anna", b"Jana"))
    search(run, photos, "--sidecar")
    run("undo", target)
    assert files(target) >= {"Anna/both.png.xmp", "Ben/both.png.xmp"}


def test_a_damaged_file_is_left_alone_and_the_run_counts_as_incomplete(
    run: Run, photos: Path
) -> None:
    sidecar = photos / "both.png.xmp"
    sidecar.write_bytes(b"damaged")
    words = ("find", "-k", photos.parent / "known", "-i", photos, "--sidecar-originals")
    done = run(*words)
    assert done.code == 10
    assert "both.png.xmp beside it was left as it is: it is damaged" in done.err
    assert sidecar.read_bytes() == b"damaged"


def test_the_manifest_lists_the_files(run: Run, photos: Path) -> None:
    target = search(run, photos, "--sidecar")
    with (target / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["copy"]: row for row in csv.DictReader(file)}
    assert set(rows) == files(target) - {"manifest.csv"}
    assert rows["Ben/both.png.xmp"]["person"] == "Ben"
    assert rows["Ben/both.png.xmp"]["source"] == str(photos / "both.png")
