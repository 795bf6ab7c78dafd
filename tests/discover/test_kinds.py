"""What a file is, by its name and by its first bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest

from facefinder.discover import triage
from facefinder.discover.kinds import kind_by_name, kind_of
from facefinder.discover.photos import find_photos
from facefinder.discover.rules import Rules
from facefinder.records.extensions import EXTENSIONS
from facefinder.records.left_out import PART, Kind
from tests.support.bad_files import KINDS
from tests.support.folders import names, put
from tests.support.needs import ANY_NAMES, LINUX, needs
from tests.support.picture_files import noise

JPEG = b"\xff\xd8\xff\xe0" + bytes(200)

CUT_OFF = "2018-07-22 Anna and Ben at the lake with all"
"""So long are names that a service cuts, with what is left of their extension."""


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_known_by_their_first_bytes(kind: str) -> None:
    assert kind_of(noise(kind)) is Kind.PHOTO


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", Kind.OTHER),
        (b"x", Kind.OTHER),
        (b"BM is how some texts begin, and pictures", Kind.OTHER),
        (b"RIFF\0\0\0\0WAVE", Kind.OTHER),
        (b"RIFF\0\0\0\0AVI LIST", Kind.VIDEO),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Kind.VIDEO),
        (b"\0\0\0\x18ftypABCD\0\0\0\0mif1heic", Kind.PHOTO),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", Kind.PHOTO),
        (b"II\x1a\0\0\0HEAPCCDR", Kind.PHOTO),
        (b"FUJIFILMCCD-RAW 0201", Kind.PHOTO),
        (b"PK\x03\x04", Kind.ARCHIVE),
        (b"%PDF-1.7", Kind.DOCUMENT),
        (b"8BPS\0\1", Kind.PICTURE),
        (b"\0\0\x01\xb3", Kind.VIDEO),
        (b"\0\0\x01\xba", Kind.VIDEO),
        (b"FLV\x01\5\0\0\0\x09", Kind.VIDEO),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\0", Kind.VIDEO),
        (b"\x1aE\xdf\xa3\1\0\0\0", Kind.VIDEO),
        (b"\0\0\0\x08wide\0\1\0\0mdat", Kind.VIDEO),
        (b"\0\0\1\0moov", Kind.VIDEO),
        ((b"G" + bytes(187)) * 3, Kind.VIDEO),
        ((b"1234G" + bytes(187)) * 3, Kind.VIDEO),
        ((b"G" + bytes(187)) * 2 + bytes(188), Kind.OTHER),
        (b"Our free day in Bremen\n" * 20, Kind.OTHER),
        (b"All mdat are text here\n" * 20, Kind.OTHER),
    ],
)
def test_other_kinds_are_known_too(head: bytes, kind: Kind) -> None:
    assert kind_of(head) is kind


@pytest.mark.parametrize(
    "name",
    [
        *("FILE0001.CHK", "IMG_20180722", "a.jpg_original", "a.jpg~", "a.jpg.bak", "a.jpg (1)"),
        *(
            "a.jp",
            pytest.param("a.", marks=needs(ANY_NAMES)),
            f"{CUT_OFF}.j",
            f"{CUT_OFF}.h",
            "a.jpeg@w=640",
            "1532250000000.0",
        ),
    ],
)
def test_content_decides_where_a_name_does_not(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, JPEG)
    put(tmp_path / "x" / name, b"int main(void);" * 20)
    found = find_photos([tmp_path])
    assert names(found) == [name]
    assert found.others == {Kind.OTHER: 1}


def test_what_is_no_photo_is_counted_by_kind(tmp_path: Path) -> None:
    for name in ("a.MP4", "a.mov", "a.7z", "a.pdf", "a.jxl", "a.psd", "a.txt", "a.h", "Makefile"):
        put(tmp_path / name, b"no picture")
    assert find_photos([tmp_path]).others == {
        Kind.VIDEO: 2,
        Kind.ARCHIVE: 1,
        Kind.DOCUMENT: 1,
        Kind.PICTURE: 2,
        Kind.OTHER: 3,
    }


@pytest.mark.parametrize(
    ("extension", "found"), [("xyz", []), ("chk", ["z.chk"]), ("", ["z"]), ("jp", ["z.jp"])]
)
def test_many_of_an_unknown_kind_are_no_reason_to_open_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extension: str, found: list[str]
) -> None:
    monkeypatch.setattr(triage, "MISSES", 5)
    end = f".{extension}" if extension else ""
    if extension == "jp":
        put(tmp_path / "a.jp", JPEG)
    for number in range(9):
        put(tmp_path / f"n{number}{end}", bytes(200))
    put(tmp_path / f"z{end}", JPEG)
    put(tmp_path / "z.abc", JPEG)
    wanted = [*(["a.jp"] if extension == "jp" else []), *found, "z.abc"]
    assert sorted(names(find_photos([tmp_path]))) == sorted(wanted)


def test_videos_of_an_unknown_kind_are_opened_where_videos_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triage, "MISSES", 5)
    film = b"\x1aE\xdf\xa3" + bytes(200)
    for number in range(9):
        put(tmp_path / f"{number}.xyz", film)
    assert len(find_photos([tmp_path], rules=Rules(videos=True)).photos) == 9
    assert find_photos([tmp_path]).others[Kind.VIDEO] == 5


def test_a_cut_name_is_opened_however_many_have_what_is_left_of_its_extension(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triage, "MISSES", 5)
    for number in range(9):
        put(tmp_path / f"{CUT_OFF} {number}.h", bytes(200))
        put(tmp_path / f"{CUT_OFF} {number}.je", bytes(200))
    for end in ("h", "je"):
        put(tmp_path / f"{CUT_OFF} z.{end}", JPEG)
    assert len(find_photos([tmp_path]).photos) == 2


@pytest.mark.parametrize("extension", ["js", "txt", "mp4", "mov", "mp", "mkv", "zip"])
@pytest.mark.parametrize("videos", [False, True])
def test_a_folder_that_is_called_like_a_file_is_searched(
    tmp_path: Path, extension: str, videos: bool
) -> None:
    put(tmp_path / f"folder.{extension}" / "a.jpg", JPEG)
    found = find_photos([tmp_path], rules=Rules(videos=videos))
    assert names(found) == [f"folder.{extension}/a.jpg"]


class Unasked:
    """A file in a listing whose size nobody may ask for."""

    def __init__(self, path: Path) -> None:
        self.name, self.path = path.name, str(path)

    def stat(self, *, follow_symlinks: bool) -> os.stat_result:
        raise AssertionError(follow_symlinks)


@needs(LINUX)  # elsewhere the size is known, or the content may be with iCloud
def test_a_file_is_opened_and_not_asked_for_its_size_before(tmp_path: Path) -> None:
    for name, content in (("a", JPEG), ("b", JPEG[:100]), ("c", bytes(200)), ("d", b"")):
        put(tmp_path / name, content)
    told = [triage.Triage().kind(cast("Any", Unasked(tmp_path / name))) for name in "abcd"]
    assert told == [Kind.PHOTO, Kind.OTHER, Kind.OTHER, Kind.OTHER]


def test_tiny_files_are_no_photos(tmp_path: Path) -> None:
    put(tmp_path / "x", JPEG[:100])
    assert find_photos([tmp_path]).others == {Kind.OTHER: 1}


def test_no_extension_is_of_two_kinds_and_photos_are_known_by_theirs() -> None:
    assert all(kind_by_name(f"x.{extension}") is Kind.PHOTO for extension in EXTENSIONS)
    assert kind_by_name(".jpg") is None


WATCHED = """
import json, sys
from pathlib import Path
from facefinder.discover.photos import find_photos

opened = []
sys.addaudithook(lambda event, what: opened.append(str(what[0])) if event == "open" else None)
found = find_photos([Path(sys.argv[1])])
print(json.dumps([[photo.relative for photo in found.photos], opened]))
"""


@pytest.mark.slow
def test_only_what_a_name_does_not_tell_is_opened_once(tmp_path: Path) -> None:
    known = ("a.jpg", "a.mp4", "a.txt", "a.h", "a.rar", ".hidden", "a.js")
    for name in (*known, "FILE0001.CHK", "notes"):
        put(tmp_path / name, JPEG)
    command = [sys.executable, "-c", WATCHED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    photos, opened = json.loads(done.stdout)
    assert photos == ["FILE0001.CHK", "a.jpg", "notes"]
    below = [path for path in opened if path.startswith(str(tmp_path))]
    assert sorted(map(os.path.basename, below)) == ["FILE0001.CHK", "notes"]


def test_videos_are_found_on_request_by_name_or_content(tmp_path: Path) -> None:
    mp4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(200)
    for name in ("a.mp4", "b.MOV", "rescued", "IMG_1.MOV", "no.txt", "sound.mp3"):
        put(tmp_path / name, mp4)
    put(tmp_path / "IMG_1.HEIC", JPEG)
    found = find_photos([tmp_path], rules=Rules(videos=True))
    assert names(found) == ["IMG_1.HEIC", "a.mp4", "b.MOV", "rescued"]
    assert found.others == {Kind.OTHER: 2, PART: 1}
    found = find_photos([tmp_path])
    assert names(found) == ["IMG_1.HEIC"]
    assert found.others == {Kind.OTHER: 2, Kind.VIDEO: 3}
    assert names(find_photos([tmp_path / "a.mp4"])) == ["a.mp4"]


def test_videos_in_archives_are_found_where_others_are(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in ("a.mp4", "IMG_1.MOV", "IMG_1.HEIC"):
            archive.writestr(name, JPEG)
    found = find_photos([tmp_path])
    assert [photo.member for photo in found.photos] == ["IMG_1.HEIC"]
    assert +found.others == {Kind.VIDEO: 1}
    found = find_photos([tmp_path], rules=Rules(videos=True))
    assert [photo.member for photo in found.photos] == ["a.mp4", "IMG_1.HEIC"]
    assert +found.others == {PART: 1}
    (named,) = find_photos([Path(f"{tmp_path / 'x.zip'}!/a.mp4")]).photos
    assert named.member == "a.mp4"
