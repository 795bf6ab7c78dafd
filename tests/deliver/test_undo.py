"""Copies and their manifest, undone again: the program as a user meets it."""

import csv
import hashlib
import os
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.archive_files import pack
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import ANY_NAMES, needs

pytestmark = pytest.mark.slow

NEAR = (200, 100, 0)
"""0.45 from red: to be checked at a threshold of 0.4."""


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "photos" / "a" / "one.png", RED)
    paint(tmp_path / "photos" / "b" / "one.png", RED, BLUE)
    paint(tmp_path / "photos" / "near.png", NEAR)
    return tmp_path / "photos"


def search(run: Run, photos: Path, *arguments: str) -> Path:
    target = photos.parent / "found"
    words = ("find", "-k", photos.parent / "known", "-i", photos, "--threshold", "0.4")
    done = run(*words, "--copy-to", target, *arguments)
    assert done.code == 0, done.err
    return target


def rows(target: Path) -> list[dict[str, str]]:
    with (target / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_the_manifest_lists_each_copy_once(run: Run, photos: Path) -> None:
    for _ in range(2):
        target = search(run, photos, "--copy-check", "--no-report")
        listed = rows(target)
        assert {row["copy"] for row in listed} == files(target) - {"manifest.csv"}
        assert len(listed) == 3
    columns = ("source", "copy", "sha256", "person", "distance", "verdict", "time")
    assert tuple(listed[0]) == columns
    for row in listed:
        content = (target / row["copy"]).read_bytes()
        assert Path(row["source"]).read_bytes() == content
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert row["person"] == "Anna"
    assert {row["copy"]: row["verdict"] for row in listed}["Anna/check/near.png"] == "check"


def test_undo_takes_the_report_along_but_no_page_of_the_user(run: Run, photos: Path) -> None:
    target = search(run, photos)
    assert (target / "report.html").is_file()
    assert "The report was removed, too." in run("undo", target).err
    assert not target.exists()
    search(run, photos)
    (target / "report.html").write_text("mine", "utf-8")
    run("undo", target)
    assert (target / "report.html").read_text("utf-8") == "mine"


def test_check_photos_are_copied_on_request_only(run: Run, photos: Path) -> None:
    assert not (search(run, photos) / "Anna" / "check").exists()
    assert (search(run, photos, "--copy-check") / "Anna" / "check" / "near.png").exists()


def test_undo_removes_what_is_unmodified_and_nothing_else(run: Run, photos: Path) -> None:
    target = search(run, photos, "--copy-check")
    before = files(photos)
    (target / "Anna" / "one.png").write_bytes(b"edited")
    (target / "Anna" / "mine.png").write_bytes(b"the user's own")
    done = run("undo", target)
    assert done.code == 0
    assert "one.png': it was changed" in done.err
    assert "removed: 2; left: 1" in done.err
    assert files(target) == {"Anna/one.png", "Anna/mine.png", "manifest.csv"}
    assert not (target / "Anna" / "check").exists()
    assert [row["copy"] for row in rows(target)] == ["Anna/one.png"]
    assert files(photos) == before


def test_undo_takes_faces_along_that_the_app_put_beside_the_copies(run: Run, photos: Path) -> None:
    target = search(run, photos)
    search(run, photos, "--crops", str(target / "faces"))
    (target / "faces" / "mine.jpg").write_bytes(b"the user's own")
    done = run("undo", target)
    assert done.code == 0
    assert "Faces removed: 1; left: 0." in done.err
    assert files(target) == {"faces/mine.jpg"}


def test_undo_leaves_no_empty_folder(run: Run, photos: Path) -> None:
    target = search(run, photos, "--copy-check")
    assert run("undo", target).code == 0
    assert not target.exists()
    assert run("undo", target).code == 2


@pytest.mark.parametrize("packed", [False, True])
def test_the_last_of_a_photo_stays_where_another_one_of_its_size_took_the_place(
    run: Run, photos: Path, *, packed: bool
) -> None:
    name, place = "a/one.png", photos / "a" / "one.png"
    before = place.read_bytes()
    other = before[:-1] + b"x"
    if packed:
        place = pack(photos / "a.zip", {name: before})
        (photos / name).unlink()
    target = search(run, photos)
    if packed:
        pack(place, {name: other})
    else:
        place.write_bytes(other)
    made = place.stat().st_mtime
    os.utime(place, (made + 60, made + 60))
    done = run("undo", target)
    assert "its original is gone or changed" in done.err
    assert [(target / file).read_bytes() for file in files(target) - {"manifest.csv"}] == [before]


def test_a_photo_that_only_got_another_time_is_still_there(run: Run, photos: Path) -> None:
    target = search(run, photos)
    for photo in photos.rglob("*.png"):
        os.utime(photo, (1e9, 1e9))
    assert run("undo", target).code == 0
    assert not target.exists()


def test_undo_leaves_a_file_of_the_user_with_the_same_content(run: Run, photos: Path) -> None:
    own = photos.parent / "found" / "Anna" / "own.png"
    own.parent.mkdir(parents=True)
    own.write_bytes((photos / "a" / "one.png").read_bytes())
    target = search(run, photos)
    run("undo", target)
    assert files(target) == {"Anna/own.png"}


def test_undo_never_leaves_its_folder(run: Run, photos: Path, tmp_path: Path) -> None:
    target = search(run, photos)
    outside = tmp_path / "outside.png"
    outside.write_bytes((photos / "a" / "one.png").read_bytes())
    (target / "way").symlink_to(tmp_path)
    manifest = target / "manifest.csv"
    text = manifest.read_text("utf-8")
    for place in ("../outside.png", str(outside), "way/outside.png"):
        manifest.write_text(text.replace("Anna/one.png", place), "utf-8")
        run("undo", target)
        assert outside.exists(), place


def test_a_manifest_of_somebody_else_is_not_touched(run: Run, photos: Path) -> None:
    manifest = photos.parent / "found" / "manifest.csv"
    manifest.parent.mkdir()
    manifest.write_text("name,price\ntea,3\n")
    words = ("find", "-k", photos.parent / "known", "-i", photos, "--copy-to", manifest.parent)
    assert run(*words).code == 6
    assert run("undo", manifest.parent).code == 6
    assert manifest.read_text() == "name,price\ntea,3\n"
    assert files(manifest.parent) == {"manifest.csv"}


def test_links_share_their_content_and_undo_keeps_the_originals(run: Run, photos: Path) -> None:
    target = search(run, photos, "--link")
    original = photos / "a" / "one.png"
    assert (target / "Anna" / "one.png").samefile(original)
    assert len(rows(target)) == 2
    run("undo", target)
    assert not target.exists()
    assert original.stat().st_nlink == 1


def test_where_links_cannot_be_made_copies_are(
    run: Run, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **_more: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    target = search(run, photos, "--link")
    assert not (target / "Anna" / "one.png").samefile(photos / "a" / "one.png")
    assert len(rows(target)) == 2


def test_what_a_killed_run_left_is_cleaned_and_a_broken_row_cut_out(run: Run, photos: Path) -> None:
    target = search(run, photos)
    manifest = target / "manifest.csv"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole + b"/photos/x.png,Anna/x.p")
    for folder in (target, target / "Anna"):
        (folder / ".facefinder-999999999-abcd1234").write_bytes(b"half")
        (folder / ".facefinder-notes").write_bytes(b"the user's own")
    search(run, photos)
    assert manifest.read_bytes() == whole
    assert {name for name in files(target) if ".facefinder" in name} == {
        ".facefinder-notes",
        "Anna/.facefinder-notes",
    }


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "manifest.csv",
        "+x",
        pytest.param("CON", marks=needs(ANY_NAMES)),
        pytest.param("+x.", marks=needs(ANY_NAMES)),
    ],
)
def test_a_person_named_like_a_formula_or_a_path(
    run: Run, photos: Path, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "out"
    paint(tmp_path / "known" / name / "1.png", BLUE)
    done = run("find", "-k", tmp_path / "known" / name, "-i", photos, "--copy-to", target)
    assert done.code == 0, done.err
    (row,) = rows(target)
    assert not row["copy"].startswith(("=", "+", "-", "@"))
    assert not row["person"].startswith(("=", "+", "-", "@"))
    assert (target / row["copy"]).resolve().parent.parent == target.resolve()
    run("undo", target)
    assert not target.exists()


def test_files_with_names_go_with_the_copies_and_are_not_counted_as_some(
    run: Run, photos: Path
) -> None:
    target = search(run, photos, "--sidecar")
    named = {row["copy"] for row in rows(target)}
    assert {f"Anna/{name}" for name in ("one.png", "one.png.xmp")} <= named
    copies = [name for name in named if not name.endswith(".xmp")]
    done = run("undo", target)
    assert f"Copies removed: {len(copies)}; left: 0." in done.err
    assert not target.exists()


def test_undo_finds_a_copy_that_was_moved_to_somebody_else(run: Run, photos: Path) -> None:
    paint(photos.parent / "known" / "Ben" / "1.png", BLUE)
    target = search(run, photos)
    (target / "Anna" / "a.png").write_bytes(b"the user's own")
    one = next(path for path in (target / "Anna").glob("one*.png") if "(2)" not in path.name)
    one.rename(target / "Ben" / "moved.png")
    done = run("undo", target)
    assert "Copies removed: 3; left: 0." in done.err
    assert files(target) == {"Anna/a.png"}
