"""Folders become a list of photos, and a count of what is none."""

import hashlib
import os
import random
import socket
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facefinder.discover.found import Discovered
from facefinder.discover.kinds import is_without_content
from facefinder.discover.photos import find_photos
from facefinder.discover.rules import Pattern, Rules, reason_of_windows
from facefinder.errors import UsageError
from facefinder.records.extensions import EXTENSIONS
from facefinder.records.left_out import CLOUD, Kind
from tests.support.folders import manifest, names, put, reasons
from tests.support.needs import ANY_NAMES, DEVICES, LINKS, LINUX, LONG_PATHS, ROOT_FOLDER, needs
from tests.support.strategies import different_names

JPEG = b"\xff\xd8\xff\xe0" + bytes(200)


def test_a_photo_tells_what_it_was_when_listed(tmp_path: Path) -> None:
    file = put(tmp_path / "a" / "b" / "x.JPG", b"12345")
    os.utime(file, ns=(1, 1_600_000_000_123_456_700))
    (photo,) = find_photos([tmp_path]).photos
    assert (photo.root, photo.relative, photo.size) == (str(tmp_path), "a/b/x.JPG", 5)
    assert photo.mtime_ns == file.stat().st_mtime_ns
    assert photo.path == file


@pytest.mark.parametrize("extension", ["jpg", "JPEG", "HeiC", "avif", "NEF", "cr3", "tif", "gif"])
def test_extensions_decide_whatever_their_case(tmp_path: Path, extension: str) -> None:
    put(tmp_path / f"x.{extension}")
    assert names(find_photos([tmp_path])) == [f"x.{extension}"]


@pytest.mark.parametrize("name", ["x.txt", "x.mp4", "x.jpg.bak", "jpg", "x.jpgx", "x.svg"])
def test_other_files_are_no_candidates(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)
    found = find_photos([tmp_path])
    assert found.others.total() == 1
    assert found == Discovered(others=found.others)


def test_files_come_before_sub_folders_each_in_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "z.jpg", "a/1.jpg", "b/a/3.jpg", "b/1.jpg", "B.jpg"):
        put(tmp_path / name)
    expected = ["B.jpg", "z.jpg", "a/1.jpg", "b/1.jpg", "b/2.jpg", "b/a/3.jpg"]
    assert names(find_photos([tmp_path])) == expected


@needs(ANY_NAMES)
@settings(max_examples=30)
@given(different_names(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_file_system(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[str], shuffler: random.Random
) -> None:
    shuffled = wanted.copy()
    shuffler.shuffle(shuffled)
    results = []
    for order in (wanted, shuffled):
        root = tmp_path_factory.mktemp("tree")
        for number, name in enumerate(order):
            put(root / "abc"[len(name) % 3] / name, bytes(number))
        results.append(names(find_photos([root])))
    assert results[0] == results[1]
    assert len(results[0]) == sum(not name.startswith(".") for name in wanted)


def test_a_single_file_is_a_photo_whatever_its_extension(tmp_path: Path) -> None:
    (photo,) = find_photos([put(tmp_path / "scan.dat")]).photos
    assert (photo.root, photo.relative) == (str(tmp_path), "scan.dat")


def test_overlapping_and_repeated_inputs_give_each_file_once(tmp_path: Path) -> None:
    inner = put(tmp_path / "a" / "x.jpg")
    put(tmp_path / "y.jpg")
    inputs = [tmp_path / "a", inner, tmp_path, tmp_path / "a" / ".." / "a", tmp_path / "y.jpg"]
    found = find_photos(inputs)
    assert [photo.path for photo in found.photos] == [inner, tmp_path / "y.jpg"]
    assert [photo.root for photo in found.photos] == [str(tmp_path / "a"), str(tmp_path)]


def test_a_relative_input_gets_an_absolute_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a" / "x.jpg")
    monkeypatch.chdir(tmp_path / "a")
    assert [photo.root for photo in find_photos([Path("../a")]).photos] == [str(tmp_path / "a")]


HIDDEN = [".thumbnails", ".Trash-1000", ".dtrash", "$RECYCLE.BIN", "Recycled", "RECYCLER", "@tmp"]
HIDDEN += ["System Volume Information", "@eaDir", "__MACOSX", "lost+found", "X Previews.lrdata"]


@pytest.mark.parametrize("folder", HIDDEN)
def test_hidden_and_system_folders_are_left_out_and_said_so(tmp_path: Path, folder: str) -> None:
    put(tmp_path / folder / "x.jpg")
    put(tmp_path / "._x.jpg")
    found = find_photos([tmp_path])
    assert names(found) == []
    assert set(reasons(found)) == {folder, "._x.jpg"}
    everything = find_photos([tmp_path], rules=Rules(everything=True))
    assert names(everything) == [f"{folder}/x.jpg"]
    assert everything.left_out == []


def test_what_is_unfinished_is_never_searched(tmp_path: Path) -> None:
    put(tmp_path / ".facefinder-123-abcd_0fg", JPEG)
    found = find_photos([tmp_path], rules=Rules(everything=True))
    assert names(found) == []


def test_originals_in_a_photo_library_are_found_and_its_previews_left_out(tmp_path: Path) -> None:
    library = tmp_path / "Mine.photoslibrary"
    previews = ("resources/derivatives/1/x.jpeg", "resources/renders/x.jpeg", "database/x.jpg")
    for name in ("originals/0/A.heic", "Masters/2009/x.jpg", "scopes/shared/x.jpg", *previews):
        put(library / name)
    put(tmp_path / "resources" / "x.jpg")
    found = find_photos([tmp_path])
    assert [name.rpartition("Mine.photoslibrary/")[2] for name in names(found)] == [
        *("Masters/2009/x.jpg", "originals/0/A.heic", "scopes/shared/x.jpg", "resources/x.jpg")
    ]
    assert reasons(found) == dict.fromkeys(("resources", "database"), "previews")
    assert len(find_photos([tmp_path], rules=Rules(everything=True)).photos) == 7
    assert len(find_photos([library / "resources"]).photos) == 2


@pytest.mark.parametrize(
    "store",
    [
        *("Session/CaptureOne/Cache/Proxies", "Y.cocatalog/Cache", "X.aplibrary/Thumbnails"),
        *("appdata_oc3/preview", "storage/cache/thumbnails", "immich-app/thumbs"),
        *("iPhoto Library/Data", "X Smart Previews.lrdata", f"{'0f' * 16}/previews"),
        *("Adobe/Bridge 2024/Cache", "x/_data/i", "x/M4ROOT/THMBNL", "Cache/PhotoTranscoder"),
    ],
)
def test_stores_of_previews_are_known_by_their_places(tmp_path: Path, store: str) -> None:
    put(tmp_path / store / "deep" / "x.jpg")
    assert names(find_photos([tmp_path])) == []
    put(tmp_path / "Cache" / "x.jpg")
    put(tmp_path / "preview" / "x.jpg")
    assert names(find_photos([tmp_path])) == ["Cache/x.jpg", "preview/x.jpg"]


@pytest.mark.parametrize(
    ("store", "mark", "reason"),
    [("Trash", "Wedding.cosessiondb", "a waste bin"), ("thumbs", "encoded-video/x", "previews")],
)
def test_bins_and_previews_with_plain_names_are_known_by_what_lies_beside_them(
    tmp_path: Path, store: str, mark: str, reason: str
) -> None:
    photo = f"{store}/x.jpg"
    put(tmp_path / photo)
    assert names(find_photos([tmp_path])) == [photo]
    put(tmp_path / mark)
    put(tmp_path / "Output" / "y.jpg")
    found = find_photos([tmp_path])
    assert (names(found), reasons(found)) == (["Output/y.jpg"], {store: reason})
    everything = find_photos([tmp_path], rules=Rules(everything=True))
    assert names(everything) == ["Output/y.jpg", photo]


def test_a_hidden_folder_is_searched_when_it_is_asked_for(tmp_path: Path) -> None:
    put(tmp_path / ".secret" / "x.jpg")
    assert names(find_photos([tmp_path, tmp_path / ".secret"])) == ["x.jpg"]


def test_excluded_folders_are_not_searched_unless_they_are_inputs(tmp_path: Path) -> None:
    put(tmp_path / "found" / "Anna" / "x.jpg")
    put(tmp_path / "y.jpg")
    exclude = dict.fromkeys([tmp_path / "a" / ".." / "found", tmp_path], "excluded")
    found = find_photos([tmp_path], exclude=exclude)
    assert names(found) == ["y.jpg"]
    assert reasons(found) == {"found": "excluded"}


@needs(LINKS)
def test_links_are_not_followed_but_an_input_may_be_one(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "x.jpg")
    root = tmp_path / "root"
    put(root / "y.jpg")
    (root / "folder").symlink_to(outside.parent)
    (root / "file.jpg").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "self.jpg").symlink_to(root / "self.jpg")
    (root / "dangling").symlink_to(root / "nothing")
    (root / "too long").symlink_to("d/" * 2000)
    (root / "libx.so").symlink_to(root / "libx.so.1")
    found = find_photos([root])
    assert names(found) == ["y.jpg"]
    links = ["folder", "file.jpg", "loop", "self.jpg", "dangling", "too long"]
    assert reasons(found) == dict.fromkeys(links, "a link")
    assert found.failed == []
    assert found.others == {Kind.OTHER: 1}
    # The link and what it leads to are the same folder: listed once.
    assert names(find_photos([root / "folder", outside.parent])) == ["x.jpg"]


@needs(DEVICES)
def test_pipes_and_sockets_are_told_and_never_opened(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    os.mkfifo(tmp_path / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fsencode(tmp_path / "s.jpg"))
        found = find_photos([tmp_path])
    assert found.photos == []
    assert {failed.photo.relative: failed.reason for failed in found.failed} == dict.fromkeys(
        ["pipe.jpg", "s.jpg"], "it is not a regular file"
    )
    (failed,) = find_photos([tmp_path / "pipe.jpg"]).failed
    assert failed.reason == "it is not a regular file"


def test_a_folder_may_be_called_like_a_photo(tmp_path: Path) -> None:
    put(tmp_path / "x.jpg" / "y.jpg")
    assert names(find_photos([tmp_path])) == ["x.jpg/y.jpg"]


@needs(LINUX)
def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    name = os.fsdecode(b"M\xfcller.jpg")
    put(tmp_path / os.fsdecode(b"f\xe9te") / name)
    (photo,) = find_photos([tmp_path]).photos
    assert photo.path.read_bytes() == b"x"
    assert os.fsencode(photo.relative) == b"f\xe9te/M\xfcller.jpg"


@needs(LONG_PATHS)
def test_long_names_and_deep_folders(tmp_path: Path) -> None:
    put(tmp_path / ("n" * 251 + ".jpg"))
    deep = tmp_path
    while len(str(deep)) < 3_500:
        deep = deep / ("d" * 50)
    put(deep / "x.jpg")
    found = find_photos([tmp_path])
    assert [photo.path.name for photo in found.photos] == ["n" * 251 + ".jpg", "x.jpg"]


@needs(LINUX)
def test_a_folder_too_deep_to_open_is_reported_and_the_rest_is_found(tmp_path: Path) -> None:
    put(tmp_path / "x.jpg")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    found = find_photos([tmp_path])
    assert names(found) == ["x.jpg"]
    (failed,) = found.failed
    assert failed.reason.startswith("it cannot be searched")
    assert not failed.lasting


def test_a_missing_input_is_a_usage_error_with_advice(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", put(tmp_path / "x.jpg") / "below"):
        with pytest.raises(UsageError, match="no file or folder") as caught:
            find_photos([path])
        assert caught.value.advice


def test_no_extension_is_written_in_capitals_or_with_a_dot() -> None:
    assert all(extension.isalnum() and extension.islower() for extension in EXTENSIONS)


def test_copies_of_earlier_results_are_left_out_and_no_other_file_beside_them(
    tmp_path: Path,
) -> None:
    for name in ("found/Anna/1.jpg", "found/Anna/check/2.jpg", "found/Anna/my own.jpg", "3.jpg"):
        put(tmp_path / name)
    put(tmp_path / "found" / "manifest.csv", manifest("Anna/1.jpg", "Anna/check/2.jpg"))
    found = find_photos([tmp_path])
    assert names(found) == ["3.jpg", "found/Anna/my own.jpg"]
    assert reasons(found) == {"1.jpg": "made by facefinder", "2.jpg": "made by facefinder"}


COPIED = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=5)))


@pytest.mark.parametrize(("seconds_later", "ours"), [(-1e9, True), (1, True), (60, False)])
def test_a_photo_that_has_taken_the_place_of_a_copy_is_searched(
    tmp_path: Path, seconds_later: float, ours: bool
) -> None:
    put(tmp_path / "manifest.csv", manifest("Anna/1.jpg", time=COPIED.isoformat()))
    photo = put(tmp_path / "Anna" / "1.jpg")
    os.utime(photo, (0, COPIED.timestamp() + seconds_later))
    assert names(find_photos([tmp_path])) == ([] if ours else ["Anna/1.jpg"])


def test_a_copy_that_was_copied_without_its_time_is_known_by_its_content(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    listed = manifest("1.jpg", "2.jpg", time=COPIED.isoformat(), sha256=digest)
    put(tmp_path / "manifest.csv", listed)
    put(tmp_path / "1.jpg", b"x")
    put(tmp_path / "2.jpg", b"another")
    found = find_photos([tmp_path])
    assert names(found) == ["2.jpg"]
    assert reasons(found) == {"1.jpg": "made by facefinder"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_list_that_a_spreadsheet_program_saved_again(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    put(tmp_path / "J\u00f6rg.jpg")
    lines = manifest("J\u00f6rg.jpg").decode().replace(",", separator).replace("\n", "\r\n")
    put(tmp_path / "manifest.csv", lines.encode(encoding))
    assert names(find_photos([tmp_path])) == []


def test_a_copy_whose_accents_another_drive_spells_in_two_characters(tmp_path: Path) -> None:
    put(tmp_path / "manifest.csv", manifest("J\u00f6rg/1.jpg"))
    put(tmp_path / "Jo\u0308rg" / "1.jpg")
    assert names(find_photos([tmp_path])) == []


def test_a_copy_that_was_made_twice_is_as_young_as_its_last_row(tmp_path: Path) -> None:
    rows = [manifest("1.jpg", time=(COPIED + timedelta(days=n)).isoformat()) for n in (2, 0)]
    put(tmp_path / "manifest.csv", rows[0] + rows[1].partition(b"\n")[2])
    os.utime(put(tmp_path / "1.jpg"), (0, COPIED.timestamp() + 24 * 3600))
    assert names(find_photos([tmp_path])) == []


def test_a_list_hides_nothing_outside_of_its_folder(tmp_path: Path) -> None:
    photo = put(tmp_path / "photos" / "1.jpg")
    listed = (photo.as_posix(), "../photos/1.jpg", "below/../../photos/1.jpg")
    put(tmp_path / "found" / "manifest.csv", manifest(*listed))
    assert names(find_photos([tmp_path])) == ["photos/1.jpg"]


@pytest.mark.parametrize("time", ["", "yesterday", "0001-01-01"])
def test_a_row_without_a_time_hides_nothing(tmp_path: Path, time: str) -> None:
    put(tmp_path / "manifest.csv", manifest("1.jpg", time=time))
    put(tmp_path / "1.jpg")
    assert names(find_photos([tmp_path])) == ["1.jpg"]


@pytest.mark.parametrize("content", [b"", b"source,copy\nx,1.jpg\n", b"\xff\xfe\0", b'"'])
def test_another_programs_list_hides_nothing(tmp_path: Path, content: bytes) -> None:
    put(tmp_path / "1.jpg")
    put(tmp_path / "manifest.csv", content)
    assert names(find_photos([tmp_path])) == ["1.jpg"]


def test_the_small_pictures_of_a_report_are_no_photos(tmp_path: Path) -> None:
    put(tmp_path / "report-files" / "pictures" / f"{'ab' * 16}.jpg")
    put(tmp_path / "report-files" / "pictures" / f"{'ab' * 16}-1-2-30-40.jpg")
    put(tmp_path / "other" / "report-files" / "pictures" / "Beach.jpg")
    found = find_photos([tmp_path])
    assert names(found) == ["other/report-files/pictures/Beach.jpg"]
    assert reasons(found) == {"report-files": "made by facefinder"}


@needs(DEVICES)
def test_a_pipe_without_the_name_of_a_photo_is_counted_and_not_opened(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # for the type checker; the mark skips it
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "manifest.csv")  # what lists our copies is called so
    found = find_photos([tmp_path])
    assert (found.failed, found.others) == ([], {Kind.OTHER: 2})


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("b", ["A.JPG", "c/a.jpg"]),
        ("B/", ["A.JPG", "c/a.jpg"]),
        ("./b", ["A.JPG", "c/a.jpg"]),
        ("a.jpg", ["b/x.png", "b/d/y.jpg"]),
        ("a.jpg/", ["A.JPG", "b/x.png", "b/d/y.jpg", "c/a.jpg"]),
        ("*.png", ["A.JPG", "b/d/y.jpg", "c/a.jpg"]),
        ("b/*", ["A.JPG", "c/a.jpg"]),
        ("b/*.jpg", ["A.JPG", "b/x.png", "b/d/y.jpg", "c/a.jpg"]),
        ("b/**/*.jpg", ["A.JPG", "b/x.png", "c/a.jpg"]),
        ("root/c", ["A.JPG", "b/x.png", "b/d/y.jpg"]),
        ("[!b]", ["A.JPG", "b/x.png"]),
        ("[a.jpg", ["A.JPG", "b/x.png", "b/d/y.jpg", "c/a.jpg"]),
        ("[z-a]", ["A.JPG", "b/x.png", "b/d/y.jpg", "c/a.jpg"]),
        ("ROOT", []),
        ("*", []),
    ],
)
def test_what_the_user_leaves_out(tmp_path: Path, pattern: str, left: list[str]) -> None:
    for name in ("A.JPG", "b/x.png", "b/d/y.jpg", "c/a.jpg"):
        put(tmp_path / "root" / name)
    rules = Rules((Pattern(pattern), Pattern("nothing")))
    found = find_photos([tmp_path / "root"], rules=rules)
    assert names(found) == left
    assert {item.reason for item in found.left_out} <= {"excluded"}
    assert bool(found.left_out) == rules.patterns[0].matched == (len(left) < 4)
    assert not rules.patterns[1].matched


@needs(ROOT_FOLDER)
def test_a_whole_path_is_left_out_below_the_root_of_all() -> None:
    pattern = Pattern("/proc")
    assert pattern.matches("proc", os.path.join("/", "proc"), folder=True)  # noqa: PTH118 - as listed


def test_what_macos_has_in_the_cloud_only_is_left_alone() -> None:
    @dataclass
    class State:
        st_flags: int

    assert is_without_content(cast("os.stat_result", State(0x40000020)))
    assert not is_without_content(cast("os.stat_result", State(0x20)))


def test_a_whole_path_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / "a" / "a" / "x.jpg")
    put(tmp_path / "a" / "b" / "x.jpg")
    rules = Rules((Pattern(str(tmp_path / "a" / "a")),))
    assert names(find_photos([tmp_path], rules=rules)) == ["a/b/x.jpg"]


def test_a_single_file_can_be_left_out(tmp_path: Path) -> None:
    put(tmp_path / "1.jpg")
    put(tmp_path / "2.jpg")
    found = find_photos([tmp_path], exclude={tmp_path / "1.jpg": "references"})
    assert (names(found), reasons(found)) == (["2.jpg"], {"1.jpg": "references"})


@dataclass
class WindowsState:
    """What Windows says of an entry of a folder."""

    st_file_attributes: int = 0
    st_reparse_tag: int = 0


@pytest.mark.parametrize(
    ("attributes", "tag", "reason"),
    [
        (0x20, 0, ""),  # an ordinary file
        (0x80020, 0x9000001A, ""),  # PINNED: OneDrive has it here, too
        (0x401620, 0x9000701A, "in the cloud only, not on this computer"),
        (0x1020, 0, "in the cloud only, not on this computer"),  # moved away by other services
        (0x440010, 0x9000001A, "in the cloud only, not on this computer"),
        (0x410, 0xA0000003, "a link"),  # a junction, or a drive mounted as a folder
    ],
)
def test_windows_knows_more_kinds_of_entries(attributes: int, tag: int, reason: str) -> None:
    info = cast("os.stat_result", WindowsState(attributes, tag))
    assert reason_of_windows(info, "x.jpg", folder=False, everything=False) == reason


@pytest.mark.parametrize(
    ("name", "everything", "reason"),
    [("x", False, "hidden"), ("x", True, ""), ("FOUND.000", False, "")],
)
def test_what_windows_rescued_is_searched_although_it_is_hidden(
    name: str, everything: bool, reason: str
) -> None:
    info = cast("os.stat_result", WindowsState(0x16))
    assert reason_of_windows(info, name, folder=True, everything=everything) == reason


def test_what_icloud_has_left_in_the_place_of_a_photo_is_in_the_cloud(tmp_path: Path) -> None:
    for name in (".1.jpg.icloud", ".2.HEIC.icloud", ".film.mov.icloud", ".list.icloud"):
        put(tmp_path / name)
    found = find_photos([tmp_path])
    assert found.photos == []
    assert sorted(left.reason for left in found.left_out) == [CLOUD, CLOUD]
