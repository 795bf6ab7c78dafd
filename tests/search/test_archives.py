"""What lies in archives is searched, known again, shown, copied and taken back as files are."""

import csv
import io
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from facefinder.deliver.copies import copy_photos
from facefinder.deliver.manifest import Manifest
from facefinder.records.photos import Failed, Photo
from facefinder.records.results import REPORT_FILES
from facefinder.scan.photo import scan_photos
from facefinder.search.effect import bring_in_line
from facefinder.search.people import Result
from facefinder.settings import Work
from facefinder.sources import zips
from facefinder.sources.archives import close_archives
from facefinder.sources.moments import ASKED_BYTES
from facefinder.sources.places import photo_at
from facefinder.sources.takeout import seconds_noted
from tests.conftest import FAKE_ENGINE, Run
from tests.support.archive_files import ENDINGS, pack
from tests.support.fakes import BLUE, ENGINE, GREEN, KILLS, RED, Colour, paint
from tests.support.in_this_process import scan, search
from tests.support.videos import lasting

NOON = 1_532_260_800  # 22 July 2018, 12:00 in UTC
NOTE = json.dumps({"photoTakenTime": {"timestamp": str(NOON)}}).encode()


def painted(tmp_path: Path, *colours: Colour) -> bytes:
    file = paint(tmp_path / "painted.png", *colours)
    content = file.read_bytes()
    file.unlink()
    return content


@pytest.fixture
def known(tmp_path: Path) -> Path:
    return paint(tmp_path / "known" / "Anna" / "1.png", RED).parents[1]


@pytest.fixture
def members(tmp_path: Path) -> dict[str, bytes]:
    return {
        "Summer/1.png": painted(tmp_path, RED, BLUE),
        "Summer/2.png": painted(tmp_path, GREEN),
        "../../CON.png": painted(tmp_path, RED, GREEN),
        "scan.tif": scan(tmp_path / "made" / "scan.tif", GREEN, RED).read_bytes(),
        "broken.jpg": b"no picture",
    }


def found(result: Result) -> list[tuple[str, int]]:
    return sorted((match.photo.relative, match.photo.page) for match in result.matches)


@pytest.mark.parametrize("ending", ENDINGS)
def test_photos_in_archives_are_found_and_named(
    known: Path, members: dict[str, bytes], tmp_path: Path, ending: str
) -> None:
    archive = pack(tmp_path / "photos" / f"x{ending}", members)
    result, _ = search(known, tmp_path / "photos")
    assert found(result) == [
        (f"x{ending}!/CON.png", 1),
        (f"x{ending}!/Summer/1.png", 1),
        (f"x{ending}!/scan.tif", 2),
    ]
    assert [str(failed.photo) for failed in result.searched.skipped] == [f"{archive}!/broken.jpg"]
    assert not result.searched.skipped[0].photo.path.with_name("Summer").exists()


def test_a_moved_or_renamed_archive_is_not_read_again(
    known: Path, members: dict[str, bytes], tmp_path: Path
) -> None:
    archive = pack(tmp_path / "photos" / "x.zip", members)
    index = tmp_path / "index.sqlite"
    first, _ = search(known, tmp_path / "photos", index)
    assert first.searched.scanned == 5
    (tmp_path / "elsewhere").mkdir()
    moved = archive.rename(tmp_path / "elsewhere" / "y.zip")
    os.utime(moved, ns=(10**9, 10**9))
    again, _ = search(known, tmp_path / "elsewhere", index)
    assert again.searched.scanned == 0
    assert [name for name, _ in found(again)] == [
        "y.zip!/CON.png",
        "y.zip!/Summer/1.png",
        "y.zip!/scan.tif",
    ]


def test_what_was_known_by_a_name_in_another_alphabet_is_not_read_again(
    known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = "写真/家族".encode("cp932")
    archive = pack(tmp_path / "photos" / "x.zip", {"n" * len(raw): painted(tmp_path, RED)})
    archive.write_bytes(archive.read_bytes().replace(b"n" * len(raw), raw))
    index = tmp_path / "index.sqlite"
    with monkeypatch.context() as before:
        before.setattr(zips, "alphabet_of", lambda _: None)
        first, _ = search(known, archive, index)
    assert first.searched.scanned == 1
    again, _ = search(known, archive, index)
    assert again.searched.scanned == 0
    assert found(again) == [("x.zip!/写真/家族", 1)]


def test_an_unpacked_archive_is_not_read_again(
    known: Path, members: dict[str, bytes], tmp_path: Path
) -> None:
    archive = pack(tmp_path / "photos" / "x.zip", members)
    index = tmp_path / "index.sqlite"
    search(known, tmp_path / "photos", index)
    shutil.unpack_archive(archive, tmp_path / "unpacked")
    again, _ = search(known, tmp_path / "unpacked", index)
    assert again.searched.scanned == 0
    assert len(again.matches) >= 2


def test_another_archive_of_the_same_name_is_read(
    known: Path, tmp_path: Path, members: dict[str, bytes]
) -> None:
    archive = pack(tmp_path / "photos" / "x.zip", members)
    index = tmp_path / "index.sqlite"
    search(known, archive, index)
    pack(archive, {"Summer/1.png": painted(tmp_path, BLUE), "new.png": painted(tmp_path, RED)})
    os.utime(archive, ns=(10**9, 10**9))
    result, _ = search(known, archive, index)
    assert found(result) == [("x.zip!/new.png", 1)]


@pytest.mark.slow
def test_a_member_that_kills_costs_itself(known: Path, tmp_path: Path) -> None:
    contents = {f"{number}.png": painted(tmp_path, RED) for number in range(10)}
    contents["deadly.png"] = painted(tmp_path, KILLS)
    pack(tmp_path / "photos" / "x.tgz", contents)
    result, _ = search(known, tmp_path / "photos", work=Work(workers=2))
    assert len(found(result)) == 10
    (failed,) = result.searched.skipped
    assert (failed.photo.member, failed.reason) == ("deadly.png", "this photo crashes the reader")


def test_copies_are_the_members(known: Path, members: dict[str, bytes], tmp_path: Path) -> None:
    archive = pack(tmp_path / "photos" / "x.tar", members)
    result, _ = search(known, tmp_path / "photos")
    copies = copy_photos(result.matches, tmp_path / "found", link=True)
    assert copies.failed == []
    by_name = {copied.photo.member: copied.copy for copied in copies.copied}
    assert {name: copy.name for name, copy in by_name.items()} == {
        "CON.png": "%43ON.png",
        "Summer/1.png": "1.png",
        "scan.tif": "scan.tif",
    }
    assert by_name["Summer/1.png"].read_bytes() == members["Summer/1.png"]
    assert by_name["scan.tif"].read_bytes() == members["scan.tif"]
    assert by_name["scan.tif"].stat().st_mtime == 1_532_262_602
    with (tmp_path / "found" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        sources = {row["source"] for row in csv.DictReader(file)}
    assert f"{archive}!/Summer/1.png" in sources
    again = copy_photos(result.matches, tmp_path / "found")
    assert [copied.new for copied in again.copied] == [False] * 3


def test_what_cannot_be_taken_out_any_more_is_not_copied(
    known: Path, members: dict[str, bytes], tmp_path: Path
) -> None:
    archive = pack(tmp_path / "photos" / "x.zip", members)
    result, _ = search(known, tmp_path / "photos")
    archive.unlink()
    copies = copy_photos(result.matches, tmp_path / "found")
    assert copies.copied == []
    assert all(isinstance(one, Failed) and "not copied" in one.reason for one in copies.failed)
    close_archives()


@pytest.mark.slow
def test_the_command_line_names_members_and_undo_removes_their_copies(
    run: Run, known: Path, members: dict[str, bytes], tmp_path: Path
) -> None:
    archive = pack(tmp_path / "takeout.zip", members)
    target = tmp_path / "found"
    done = run(
        *("find", "-k", known, "-i", archive, "--copy-to", target, "--sidecar"),
        *("--json", tmp_path / "x.json", "--csv", tmp_path / "x.csv"),
    )
    assert done.code == 10, done.err  # one of them is no picture
    assert f"{archive}!/Summer/1.png" in done.out
    content = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert content["schema"] == 2
    assert {match["archive"] for match in content["matches"]} == {str(archive)}
    assert f"{archive}!/scan.tif" in [match["path"] for match in content["matches"]]
    assert str(archive) in (tmp_path / "x.csv").read_text("utf-8")
    assert (target / "Anna" / "1.png.xmp").exists()
    page = (target / REPORT_FILES).rglob("*-large.jpg")
    assert len(list(page)) == 3  # a browser cannot look into archives
    assert run("undo", target).code == 0
    assert not target.exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("ending", [".zip", ".tar", ".tgz"])
def test_a_path_that_an_archive_has_several_times_is_one_photo_at_each_search(
    run: Run, known: Path, tmp_path: Path, ending: str
) -> None:
    colours = ((RED, BLUE, GREEN), (RED,), (RED, GREEN))
    versions = [painted(tmp_path, *some) for some in colours]
    versions = [content + bytes(number) for number, content in enumerate(versions)]
    archive = pack(tmp_path / f"x{ending}", [("a.png", content) for content in versions])
    target = tmp_path / "found"
    for unread in (1, 0):
        done = run(
            *("find", "-k", known, "-i", archive, "--copy-to", target),
            *("--json", tmp_path / "x.json"),
        )
        assert done.code == 0, done.err
        document = json.loads((tmp_path / "x.json").read_text("utf-8"))
        assert [match["path"] for match in document["matches"]] == [f"{archive}!/a.png"]
        assert document["summary"]["scanned"] == unread
        assert {"kind": "an earlier version", "count": 2} in document["not_looked_at"]
        assert "2 earlier versions of files in archives" in done.err
        assert [one.read_bytes() for one in (target / "Anna").iterdir()] == versions[-1:]
    done = run("undo", target)
    assert done.code == 0, done.err
    assert not target.exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("ending", [".zip", ".tgz"])
def test_of_json_files_of_one_path_the_last_one_tells_the_date(tmp_path: Path, ending: str) -> None:
    old = json.dumps({"photoTakenTime": {"timestamp": "1000000000"}}).encode()
    notes = [("1.png.json", old), ("1.png.json", NOTE)]
    archive = pack(tmp_path / f"x{ending}", [("1.png", b"1"), *notes])
    assert seconds_noted(photo_at(Path(f"{archive}!/1.png"))) == NOON
    close_archives()
    whole = tmp_path / "parts" / f"takeout-1-001{ending}"
    photo = pack(whole, [("1.png", b"1")])
    pack(whole.with_name(f"takeout-1-002{ending}"), notes)
    assert seconds_noted(photo_at(Path(f"{photo}!/1.png"))) == NOON


@pytest.mark.slow
def test_a_member_can_be_explained(
    run: Run, known: Path, members: dict[str, bytes], tmp_path: Path
) -> None:
    archive = pack(tmp_path / "x.tgz", members)
    done = run(
        "explain",
        f"{archive}!/Summer/1.png",
        "-k",
        known,
        "--picture",
        tmp_path / "p.jpg",
        *FAKE_ENGINE,
    )
    assert done.code == 0, done.err
    assert "Anna" in done.out
    assert (tmp_path / "p.jpg").exists()
    done = run("explain", f"{archive}!/Summer/none.png", "-k", known, *FAKE_ENGINE)
    assert done.code == 2


@pytest.mark.slow
def test_beside_members_no_names_are_written(
    run: Run, known: Path, members: dict[str, bytes], tmp_path: Path
) -> None:
    del members["broken.jpg"]
    pack(tmp_path / "photos" / "x.zip", members)
    photos = tmp_path / "photos"
    done = run("find", "-k", known, "-i", photos, "--sidecar-originals")
    assert done.code == 10
    assert "it is in an archive, which stays as it is" in done.err
    assert [file.name for file in photos.iterdir()] == ["x.zip"]
    done = run("find", "-k", known, "-i", photos, "--no-archives")
    assert done.code == 2
    assert "1 archive" in done.err


def live(tmp_path: Path, folder: Path) -> Path:
    """A photo with its film, and a film of its own, as files."""
    folder.mkdir(parents=True)
    content = painted(tmp_path, RED)
    with Image.open(io.BytesIO(content)) as picture:
        picture.save(folder / "IMG_1.JPG", quality=100, subsampling=0)
    (folder / "IMG_1.MOV").write_bytes(b"\0\0\0\x14ftypqt  film")
    (folder / "other.mov").write_bytes(b"\0\0\0\x14ftypqt  another")
    return folder


@pytest.mark.parametrize("packed", [False, True])
def test_a_photo_is_copied_with_its_film_and_both_are_taken_back(
    known: Path, tmp_path: Path, packed: bool
) -> None:
    photos = live(tmp_path, tmp_path / "photos")
    if packed:
        members = {file.name: file.read_bytes() for file in sorted(photos.iterdir())}
        photos = pack(tmp_path / "x.tgz", members)
    result, _ = search(known, photos)
    assert result.not_looked_at == {"videos": 1}
    target = tmp_path / "found"
    copies = copy_photos(result.matches, target)
    assert [copied.copy.name for copied in copies.copied] == ["IMG_1.JPG"]
    assert {file.name for file in (target / "Anna").iterdir()} == {"IMG_1.JPG", "IMG_1.MOV"}
    assert (target / "Anna" / "IMG_1.MOV").read_bytes().endswith(b"film")
    before = (target / "manifest.csv").read_bytes()
    copy_photos(result.matches, target)
    assert (target / "manifest.csv").read_bytes() == before
    (match,) = result.matches
    effect = bring_in_line(target, [("Anna", str(match.photo))], [], print)
    assert (effect.removed, effect.left) == (2, 0)
    assert not target.exists()


EXPORT = "takeout-20240101T000000Z-{}"


@pytest.mark.parametrize("ending", [".zip", ".tgz"])
@pytest.mark.parametrize("film_first", [False, True])
def test_a_photo_and_its_film_may_be_in_two_archives_of_one_export(
    known: Path, tmp_path: Path, ending: str, film_first: bool
) -> None:
    photos, at = live(tmp_path, tmp_path / "photos"), "Takeout/Google Photos/Summer"
    files = {file.name: file.read_bytes() for file in photos.iterdir()}
    film = files["IMG_1.MOV"]
    of_photo = {f"{at}/IMG_1.JPG": files["IMG_1.JPG"], f"{at}/IMG_1.JPG.json": NOTE}
    of_film = {f"{at}/{name}": films for name, films in files.items() if name != "IMG_1.JPG"}
    of_film["Takeout/Google Photos/Winter/IMG_1.MOV"] = film[:-1]
    for number, members in enumerate([of_film, of_photo] if film_first else [of_photo, of_film]):
        pack(tmp_path / "in" / f"{EXPORT.format(f'00{number + 1}')}{ending}", members)
    pack(tmp_path / "in" / f"takeout-x-001{ending}", {f"{at}/IMG_1.MOV": film + b"2"})
    result, _ = search(known, tmp_path / "in")
    assert result.not_looked_at == {"videos": 3, "others": 1}
    target = tmp_path / "found"
    copies = copy_photos(result.matches, target)
    assert [copied.copy.name for copied in copies.copied] == ["IMG_1.JPG"]
    there = list((target / "Anna").iterdir())
    assert {file.name for file in there} == {"IMG_1.JPG", "IMG_1.MOV"}
    assert {file.stat().st_mtime for file in there} == {NOON}
    assert (target / "Anna" / "IMG_1.MOV").read_bytes() == film
    (match,) = result.matches
    effect = bring_in_line(target, [("Anna", str(match.photo))], [], print)
    assert (effect.removed, effect.left) == (2, 0)


@pytest.mark.parametrize("ending", [".zip", ".tgz"])
def test_the_film_of_a_photo_gets_the_time_that_is_noted_of_the_photo(
    known: Path, tmp_path: Path, ending: str
) -> None:
    photos = live(tmp_path, tmp_path / "photos")
    members = {file.name: file.read_bytes() for file in sorted(photos.iterdir())}
    archive = pack(tmp_path / f"x{ending}", members | {"IMG_1.JPG.json": NOTE})
    result, _ = search(known, archive)
    copy_photos(result.matches, tmp_path / "found")
    times = {file.name: file.stat().st_mtime for file in (tmp_path / "found" / "Anna").iterdir()}
    assert times == {"IMG_1.JPG": NOON, "IMG_1.MOV": NOON}


def test_a_film_that_somebody_deleted_and_not_its_photo_does_not_come_back(
    known: Path, tmp_path: Path
) -> None:
    result, _ = search(known, live(tmp_path, tmp_path / "photos"))
    target = tmp_path / "found"
    copy_photos(result.matches, target)
    (target / "Anna" / "IMG_1.MOV").unlink()
    copy_photos(result.matches, target)
    assert {file.name for file in (target / "Anna").iterdir()} == {"IMG_1.JPG"}
    (target / "Anna" / "IMG_1.JPG").unlink()
    copy_photos(result.matches, target)  # all of it was cleaned up
    assert {file.name for file in (target / "Anna").iterdir()} == {"IMG_1.JPG", "IMG_1.MOV"}


def test_a_film_that_only_is_called_like_a_photo_stays_when_that_one_goes(
    known: Path, tmp_path: Path
) -> None:
    photos = live(tmp_path, tmp_path / "photos")
    film = photos / "IMG_1.MOV"
    film.write_bytes(lasting(60).ljust(ASKED_BYTES, b"\0"))
    result, _ = search(known, photos)
    (match,) = result.matches
    both = [match, replace(match, photo=photo_at(film))]
    target = tmp_path / "found"
    copies = [one.copy.name for one in copy_photos(both, target).copied]
    assert sorted(copies) == ["IMG_1.JPG", "IMG_1.MOV"]
    effect = bring_in_line(target, [("Anna", str(match.photo))], [], print)
    assert effect.removed == 1
    assert {copy.name for copy in Manifest(target).lying()} == {"IMG_1.MOV"}


def test_a_film_is_called_as_the_copy_of_its_photo_is(known: Path, tmp_path: Path) -> None:
    photos = live(tmp_path, tmp_path / "photos")
    (tmp_path / "found" / "Anna").mkdir(parents=True)
    (tmp_path / "found" / "Anna" / "IMG_1.JPG").write_bytes(b"somebody's own")
    result, _ = search(known, photos)
    copy_photos(result.matches, tmp_path / "found", link=True)
    assert {file.name for file in (tmp_path / "found" / "Anna").iterdir()} == {
        "IMG_1.JPG",
        "IMG_1 (2).JPG",
        "IMG_1 (2).MOV",
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda archive: archive.write_bytes(b"another file"), "the archive was changed"),
        (Path.unlink, "it is no longer there"),
    ],
)
def test_an_archive_that_is_changed_meanwhile_is_said_in_plain_words(
    tmp_path: Path, members: dict[str, bytes], change: Callable[[Path], object], reason: str
) -> None:
    archive = pack(tmp_path / "x.tar", members)
    info = archive.stat()
    listed = Photo(str(tmp_path), "x.tar", info.st_size, info.st_mtime_ns)
    photos = tuple(listed.members(name, len(content), 0) for name, content in members.items())
    change(archive)
    for outcome in scan_photos(photos, ENGINE, ""):
        assert isinstance(outcome, Failed)
        assert outcome.reason.startswith(reason)
        assert not outcome.lasting
