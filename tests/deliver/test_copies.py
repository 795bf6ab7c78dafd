import hashlib
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facefinder.deliver.by_hand import done_by_hand
from facefinder.deliver.copies import copy_photos
from facefinder.deliver.manifest import Manifest
from facefinder.errors import OutputError
from facefinder.host.files import write_text
from facefinder.host.text import safe_name
from facefinder.records.boxes import Box
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo
from facefinder.sources.places import photo_at
from tests.support.archive_files import pack
from tests.support.calls import calls
from tests.support.needs import ANY_NAMES, DEVICES, LIMITS, LINKS, MODES, needs
from tests.support.strategies import different_names, file_names, people

BOX = Box(10.04, 20.0, 30.0, 40.0)


def photo(path: Path, root: Path | None = None) -> Photo:
    root = root or path.parent
    info = path.stat() if path.exists() else os.stat_result([0] * 10)
    return Photo(str(root), path.relative_to(root).as_posix(), info.st_size, info.st_mtime_ns)


def put(path: Path, content: bytes) -> Photo:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return photo(path)


def found(person: str, *photos: Photo, verdict: Verdict = Verdict.SURE) -> list[Match]:
    return [Match(person, verdict, 0.25, photo, BOX, 0.99) for photo in photos]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden and unfinished ones too; not the list of the copies."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.csv")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_sure_photos_are_copied_with_their_times(tmp_path: Path) -> None:
    original = put(tmp_path / "in" / "x.jpg", b"picture")
    os.utime(original.path, ns=(10**18, 1_500_000_000_123_456_000))
    original = photo(original.path)
    other = put(tmp_path / "in" / "y.jpg", b"perhaps")
    wanted = found("Anna", original) + found("Anna", other, verdict=Verdict.CHECK)
    (copied,) = copy_photos(wanted, tmp_path / "out").copied
    assert contents(tmp_path / "out") == {"Anna/x.jpg": b"picture"}
    assert (copied.person, copied.photo, copied.new) == ("Anna", original, True)
    assert copied.copy == tmp_path / "out" / "Anna" / "x.jpg"
    assert copied.copy.stat().st_mtime_ns == original.path.stat().st_mtime_ns
    assert copied.sha256 == hashlib.sha256(b"picture").hexdigest()


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_to_be_checked_and_is_sure_lies_in_the_persons_folder_alone(
    tmp_path: Path, packed: bool
) -> None:
    film = b"\0\0\0\x14ftypqt  film"
    if packed:  # in two archives of one export
        part = pack(tmp_path / "in" / "takeout-1Z-001.zip", {"IMG_1.jpg": b"picture"})
        pack(tmp_path / "in" / "takeout-1Z-002.zip", {"IMG_1.MOV": film})
        original = photo_at(Path(f"{part}!") / "IMG_1.jpg")
    else:
        original = put(tmp_path / "in" / "IMG_1.jpg", b"picture")
        put(tmp_path / "in" / "IMG_1.MOV", film)
    other = put(tmp_path / "in" / "y.jpg", b"perhaps")
    target = tmp_path / "out"
    doubtful = found("Anna", original, other, verdict=Verdict.CHECK)
    copy_photos(doubtful, target, check=True)
    before = contents(target)
    assert set(before) == {"Anna/check/IMG_1.jpg", "Anna/check/IMG_1.MOV", "Anna/check/y.jpg"}
    for check in (False, True):  # as the app does, and another search
        copies = copy_photos(found("Anna", original) + doubtful[1:], target, check=check)
        after = contents(target)
        assert set(after) == {"Anna/IMG_1.jpg", "Anna/IMG_1.MOV", "Anna/check/y.jpg"}
        assert bool(copies.replaced) is not check
    by_hand = done_by_hand(Manifest(target))
    assert (by_hand.deleted, by_hand.moved) == ((), ())


def test_what_somebody_changed_in_check_or_put_there_stays(tmp_path: Path) -> None:
    original = put(tmp_path / "in" / "x.jpg", b"picture")
    target = tmp_path / "out"
    copy_photos(found("Anna", original, verdict=Verdict.CHECK), target, check=True)
    put(target / "Anna" / "check" / "x.jpg", b"changed")
    put(target / "Anna" / "check" / "mine.jpg", b"picture")
    copy_photos(found("Anna", original), target)
    assert set(contents(target)) == {"Anna/x.jpg", "Anna/check/x.jpg", "Anna/check/mine.jpg"}


def test_a_file_with_a_sure_page_is_not_among_those_to_check(tmp_path: Path) -> None:
    first = put(tmp_path / "in" / "x.tif", b"pages")
    second = replace(first, inside="page 2")
    wanted = found("Anna", first, verdict=Verdict.CHECK) + found("Anna", second)
    copy_photos(wanted, tmp_path / "out", check=True)
    assert set(contents(tmp_path / "out")) == {"Anna/x.tif"}


def test_each_file_is_told_also_one_that_cannot_be_read(tmp_path: Path) -> None:
    photos = [put(tmp_path / "in" / f"{number}.jpg", b"%d" % number) for number in range(3)]
    photos[1].path.unlink()
    told: list[tuple[int, int]] = []
    wanted = found("Anna", *photos) + found("Ben", photos[0])
    copy_photos(wanted, tmp_path / "out", told=lambda *counts: told.append(counts))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_is_left_when_it_is_to_stop_is_copied_the_next_time(tmp_path: Path) -> None:
    photos = [put(tmp_path / "in" / f"{number}.jpg", b"%d" % number) for number in range(4)]
    turns = iter([True, True, False])
    some = copy_photos(found("Anna", *photos), tmp_path / "out", goes_on=lambda: next(turns))
    there = contents(tmp_path / "out")
    assert len(some.copied) == len(there) == 2
    copy_photos(found("Anna", *photos), tmp_path / "out")
    assert len(contents(tmp_path / "out")) == 4
    assert there.items() <= contents(tmp_path / "out").items()


def test_originals_stay_as_they_are(tmp_path: Path) -> None:
    original = put(tmp_path / "in" / "x.jpg", b"picture")
    original.path.chmod(0o444)
    before = original.path.stat()
    copy_photos(found("Anna", original), tmp_path / "out")
    after = original.path.stat()
    assert original.path.read_bytes() == b"picture"
    assert (after.st_mtime_ns, after.st_ctime_ns) == (before.st_mtime_ns, before.st_ctime_ns)
    assert (after.st_mode, after.st_nlink) == (before.st_mode, before.st_nlink)
    assert contents(tmp_path / "in") == {"x.jpg": b"picture"}


def test_equal_names_get_a_number_and_nothing_is_overwritten(tmp_path: Path) -> None:
    put(tmp_path / "out" / "Anna" / "x.jpg", b"the user's own")
    photos = [put(tmp_path / folder / "x.jpg", folder.encode()) for folder in "abc"]
    copy_photos(found("Anna", *photos), tmp_path / "out")
    assert contents(tmp_path / "out" / "Anna") == {
        "x.jpg": b"the user's own",
        "x (2).jpg": b"a",
        "x (3).jpg": b"b",
        "x (4).jpg": b"c",
    }


@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize(
    ("name", "head", "copy"),
    [
        ("FILE0001.CHK", b"\xff\xd8\xff\xe0", "FILE0001.CHK.jpg"),
        ("film.mp4", b"\0\0\0\x1cftypisom", "film.mp4"),
        ("MVI_0001.MOV", b"\0\0\0\x14ftypqt  ", "MVI_0001.MOV"),
        ("a photo.mov", b"\0\0\0\x1cftypheic", "a photo.mov.heic"),
        ("FILE0002.CHK", b"\0\0\0\x1cftypmp42", "FILE0002.CHK.mp4"),
        ("FILE0003", b"\x1a\x45\xdf\xa3", "FILE0003.mkv"),
        ("IMG_20180722", b"\x89PNG\r\n\x1a\n", "IMG_20180722.png"),
        ("a.jpg_original", b"\xff\xd8\xff\xe1", "a.jpg_original.jpg"),
        ("long.h", b"\0\0\0\x18ftypheic", "long.h.heic"),
        ("long.av", b"\0\0\0\x18ftypavif", "long.av.avif"),
        ("w", b"RIFF\1\1\1\1WEBPVP8 ", "w.webp"),
        ("scan.0001", b"MM\0*\0\0\0\x08", "scan.0001.tif"),
        ("mine.JPG", b"\x89PNG\r\n\x1a\n", "mine.JPG"),
        ("odd.xyz", b"FUJIFILMCCD-RAW", "odd.xyz"),
    ],
)
def test_a_copy_has_an_extension_that_other_programs_know(
    tmp_path: Path, link: bool, name: str, head: bytes, copy: str
) -> None:
    photos = [put(tmp_path / "in" / name, head + b"x")]
    for new in (1, 0):
        copies = copy_photos(found("Anna", *photos), tmp_path / "out", link=link)
        assert sum(one.new for one in copies.copied) == new
    assert list(contents(tmp_path / "out" / "Anna")) == [copy]


def test_many_photos_of_one_size_are_not_compared_each_with_each(tmp_path: Path) -> None:
    photos = [put(tmp_path / "in" / f"{number}.bmp", b"%03d" % number) for number in range(400)]

    def work(count: int) -> int:
        wanted = found("Anna", *photos[:count])
        return calls(lambda: copy_photos(wanted, tmp_path / f"out {count}"))

    few, many = work(100), work(400)
    assert many < 6 * few


def test_the_same_content_is_copied_once_for_each_person(tmp_path: Path) -> None:
    photos = [put(tmp_path / "in" / name, b"same") for name in ("a.jpg", "b.jpg")]
    wanted = found("Anna", *photos) + found("Ben", *photos)
    copies = copy_photos(wanted, tmp_path / "out")
    assert set(contents(tmp_path / "out")) == {"Anna/a.jpg", "Ben/a.jpg"}
    assert [copied.new for copied in copies.copied] == [True, False, True, False]
    assert {copied.copy.name for copied in copies.copied} == {"a.jpg"}


def test_another_run_copies_nothing_twice(tmp_path: Path) -> None:
    photos = [put(tmp_path / folder / "x.jpg", folder.encode()) for folder in "ab"]
    copy_photos(found("Anna", *photos), tmp_path / "out")
    before = contents(tmp_path / "out")
    # Another order, and an original that has moved since.
    moved = put(tmp_path / "c" / "renamed.jpg", b"a")
    copies = copy_photos(found("Anna", photos[1], moved), tmp_path / "out")
    assert contents(tmp_path / "out") == before
    assert not any(copied.new for copied in copies.copied)
    assert len(copies.copied) == 2


def test_a_photo_in_the_target_is_not_copied_onto_itself(tmp_path: Path) -> None:
    own = put(tmp_path / "Anna" / "x.jpg", b"picture")
    (copied,) = copy_photos(found("Anna", own), tmp_path).copied
    assert contents(tmp_path) == {"Anna/x.jpg": b"picture"}
    assert (copied.copy, copied.new) == (own.path, False)


def test_an_original_that_has_gone_is_listed_and_the_rest_is_copied(tmp_path: Path) -> None:
    photos = [put(tmp_path / "in" / name, name.encode()) for name in ("a.jpg", "b.jpg")]
    photos[0].path.unlink()
    copies = copy_photos(found("Anna", *photos), tmp_path / "out")
    (failed,) = copies.failed
    assert failed.photo == photos[0]
    assert "not copied" in failed.reason
    assert not failed.lasting
    assert contents(tmp_path / "out") == {"Anna/b.jpg": b"b.jpg"}


def test_an_original_that_goes_while_others_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = put(tmp_path / "in" / "x.jpg", b"x")
    usage = shutil.disk_usage(tmp_path)

    def pull_the_stick(_: Path) -> object:  # asked for between planning and copying
        original.path.unlink()
        return usage

    monkeypatch.setattr(shutil, "disk_usage", pull_the_stick)
    copies = copy_photos(found("Anna", original), tmp_path / "out")
    assert [failed.photo for failed in copies.failed] == [original]
    assert not (tmp_path / "out").exists()


@needs(DEVICES)
def test_a_pipe_in_the_place_of_the_manifest_is_not_waited_for(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    os.mkfifo(tmp_path / "manifest.csv")
    with pytest.raises(OutputError, match="was not made by facefinder"):
        copy_photos(found("Anna", put(tmp_path / "in" / "a.jpg", b"a")), tmp_path)


def test_too_little_room_is_noticed_before_the_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [put(tmp_path / "in" / name, name.encode() * 100) for name in ("a.jpg", "b.jpg")]
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=999))
    with pytest.raises(OutputError, match=r"need 1\.0 kB, .* 999 bytes free") as caught:
        copy_photos(found("Anna", *photos), tmp_path / "out")
    assert caught.value.advice
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    assert len(copy_photos(found("Anna", *photos), tmp_path / "out").copied) == 2
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))
    copy_photos(found("Anna", *photos), tmp_path / "out")  # all there already


@needs(LIMITS)
def test_a_drive_that_fills_up_leaves_nothing_half_written(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    import resource  # noqa: PLC0415 - POSIX only

    put(tmp_path / "out" / "Anna" / "own.jpg", b"the user's own")
    original = put(tmp_path / "in" / "x.jpg", bytes(100_000))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))  # writing stops midway
    try:
        with pytest.raises(OutputError):
            copy_photos(found("Anna", original), tmp_path / "out")
        with pytest.raises(OutputError):
            write_text("x" * 100_000, tmp_path / "out" / "Anna" / "own.jpg")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(tmp_path / "out") == {"Anna/own.jpg": b"the user's own"}


def test_a_target_that_cannot_be_a_folder(tmp_path: Path) -> None:
    original = put(tmp_path / "in" / "x.jpg", b"x")
    put(tmp_path / "out", b"a file")
    with pytest.raises(OutputError) as caught:
        copy_photos(found("Anna", original), tmp_path / "out")
    assert caught.value.advice
    assert contents(tmp_path) == {"in/x.jpg": b"x", "out": b"a file"}


@needs(LINKS)
def test_copies_need_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")  # as on a FAT stick

    monkeypatch.setattr(os, "link", refuse)
    photos = [put(tmp_path / folder / "x.jpg", folder.encode()) for folder in "ab"]
    copy_photos(found("Anna", *photos), tmp_path / "out")
    assert contents(tmp_path / "out") == {"Anna/x.jpg": b"a", "Anna/x (2).jpg": b"b"}


@needs(MODES)
def test_copies_are_for_their_owner_only(tmp_path: Path) -> None:
    (copied,) = copy_photos(found("A", put(tmp_path / "x.jpg", b"x")), tmp_path / "out").copied
    assert copied.copy.stat().st_mode & 0o777 == 0o600


def test_no_sure_photo_no_folder(tmp_path: Path) -> None:
    original = put(tmp_path / "x.jpg", b"x")
    copies = copy_photos(found("Anna", original, verdict=Verdict.CHECK), tmp_path / "out")
    assert (copies.copied, copies.failed) == ([], [])
    assert not (tmp_path / "out").exists()


def test_one_copy_in_a_folder_that_was_moved_away_deletes_no_other(tmp_path: Path) -> None:
    target, photos = tmp_path / "found", tmp_path / "photos"
    three = [put(photos / f"{number}.jpg", bytes([number])) for number in range(3)]
    copy_photos(found("Ben", *three) + found("Anna", *three), target)
    (target / "Ben").rename(tmp_path / "elsewhere")
    copy_photos(found("Ben", three[0]), target)
    assert done_by_hand(Manifest(target)).deleted == ()
    copies = copy_photos(found("Ben", *three) + found("Anna", *three), target)
    assert sum(one.new for one in copies.copied) == 2


def test_people_whose_names_look_alike_keep_their_own_folders(tmp_path: Path) -> None:
    pairs = [("Anna", b"1"), ("anna", b"2"), ("a/b", b"3"), ("a:b", b"4"), ("../up", b"5")]
    pairs += [("e\u0301", b"6"), ("\xe9", b"7"), ("..", b"8"), ("CON", b"9")]
    wanted = [m for name, c in pairs for m in found(name, put(tmp_path / "in" / c.decode(), c))]
    copies = copy_photos(wanted, tmp_path / "out")
    assert {copied.copy.parent.parent for copied in copies.copied} == {tmp_path / "out"}
    assert len({copied.copy.parent.name.casefold() for copied in copies.copied}) == len(pairs)
    assert set(contents(tmp_path)) == {f"in/{c.decode()}" for _, c in pairs} | {
        f"out/{copied.copy.parent.name}/{copied.copy.name}" for copied in copies.copied
    }


def test_a_person_keeps_the_folder_whatever_the_spelling(tmp_path: Path) -> None:
    out, one, two = tmp_path / "out", put(tmp_path / "1.jpg", b"1"), put(tmp_path / "2.jpg", b"2")
    copy_photos(found("J\xf6rg", one), out)
    copy_photos(found("jo\u0308rg ", one, two), out)
    assert sorted(contents(out)) == ["J\xf6rg/1.jpg", "J\xf6rg/2.jpg"]
    assert len(Manifest(out).rows) == 2


@needs(ANY_NAMES)
@settings(max_examples=40)
@example(["0.jpg"], [("ANnA", 0, b""), ("ANNA ", 0, b"")], [])
@example(["0.jpg"], [("ANNA", 0, b""), ("ANnA", 0, b"")], [("0.jpg", b"")])
@given(
    different_names(),
    st.lists(st.tuples(people(), st.integers(0, 7), st.binary(max_size=2)), max_size=8),
    st.lists(st.tuples(file_names(), st.binary(max_size=2)), max_size=3),
)
def test_a_copy_never_overwrites_and_none_is_missing(
    tmp_path_factory: pytest.TempPathFactory,
    names: list[str],
    wanted: list[tuple[str, int, bytes]],
    own: list[tuple[str, bytes]],
) -> None:
    root = tmp_path_factory.mktemp("copies")
    # Of people whose names look alike, the first in order gets the folder of that name.
    first = min((person for person, _, _ in wanted), default=None)
    if first is not None:
        for name, content in own:
            put(root / "out" / safe_name(first) / name, content)
    before = contents(root / "out")
    results = []
    originals: list[Match] = []
    for number, (person, index, content) in enumerate(wanted):
        path = root / "in" / str(number) / names[index % len(names)]
        originals += found(person, put(path, content))
    for _ in range(2):
        copies = copy_photos(originals, root / "out")
        assert copies.failed == []
        after = contents(root / "out")
        results.append(after)
        assert before.items() <= after.items()
        assert len(copies.copied) == len(wanted)
        for copied in copies.copied:
            assert copied.copy.read_bytes() == copied.photo.path.read_bytes()
            assert copied.copy.parent.parent == root / "out"
    assert results[0] == results[1]
    assert not any(copied.new for copied in copies.copied)
    assert (
        len(after) - len(before)
        == len(
            {(person, content) for person, _, content in wanted}
            - {(first, content) for content in dict(own).values()}
        )
        if wanted
        else after == before
    )


def test_the_film_of_a_photo_is_copied_under_a_name_that_programs_know(tmp_path: Path) -> None:
    photo = put(tmp_path / "in" / "PXL_1.MP.jpg", b"\xff\xd8\xff\xe0")
    put(tmp_path / "in" / "pxl_1.mp", b"\0\0\0\x18ftypmp42")
    copy_photos(found("Anna", photo), tmp_path / "out")
    assert set(contents(tmp_path / "out" / "Anna")) == {"PXL_1.MP.jpg", "PXL_1.MP.mp4"}


@needs(DEVICES)
def test_what_has_taken_the_place_of_a_photo_is_not_copied_as_that_photo(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    photos = [put(tmp_path / "in" / f"{number}.jpg", bytes([number])) for number in range(4)]
    secret = put(tmp_path / "secret.txt", b"secret")
    for one in photos[:3]:
        one.path.unlink()
    photos[0].path.symlink_to(secret.path)
    os.mkfifo(photos[1].path)
    put(photos[2].path, b"somebody else")
    copies = copy_photos(found("Anna", *photos), tmp_path / "out")
    assert contents(tmp_path / "out") == {"Anna/3.jpg": bytes([3])}
    assert {one.reason for one in copies.failed} == {
        "not copied: it was changed while the search ran"
    }


@needs(LINKS)
def test_a_link_to_itself_in_a_folder_of_copies_keeps_nobody_from_having_copies(
    tmp_path: Path,
) -> None:
    (tmp_path / "out" / "Anna").mkdir(parents=True)
    (tmp_path / "out" / "Anna" / "loop").symlink_to("loop")
    copy_photos(found("Anna", put(tmp_path / "in" / "x.jpg", b"picture")), tmp_path / "out")
    assert (tmp_path / "out" / "Anna" / "x.jpg").read_bytes() == b"picture"
