"""What is left out of the folders: by rule, by what a system says of it, and by the user."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from facefinder.discover.kinds import is_without_content
from facefinder.discover.photos import find_photos
from facefinder.discover.rules import Pattern, Rules, reason_of_windows
from facefinder.records.left_out import CLOUD
from tests.support.folders import names, put, reasons
from tests.support.needs import ROOT_FOLDER, needs

JPEG = b"\xff\xd8\xff\xe0" + bytes(200)


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


def test_what_lightroom_got_from_a_telephone_is_found(tmp_path: Path) -> None:
    photo = "Lightroom/Mobile Downloads.lrdata/0a/x.dng"
    put(tmp_path / photo)
    assert names(find_photos([tmp_path])) == [photo]


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


@pytest.mark.parametrize(
    "folder",
    [
        *("Google Photos/Bin", "Google Photos/Trash", "Google Fotos/Papierkorb"),
        *("GoogleFotos/Papierkorb", "Google Foto/Cestino", "Google Fotos/Prullenbak"),
        *("Google Fotos/Lixeira", "Google Photos/Corbeille", "Zdjęcia Google/Kosz"),
        *("Google Foto/Papperskorgen", "Google Fotky/Koš", "Google Фото/Корзина"),
        *("Google Фото/Кошик", "Google フォト/ゴミ箱", "Google 포토/휴지통", "Google 相册/回收站"),
        *("Google Fotoğraflar/Çöp Kutusu", "תמונות Google/אשפה", "Desktop/Trash"),
        *("Schreibtisch/Mülleimer", "Schreibtisch/Mu\u0308lleimer", "Bureau/Corbeille"),
    ],
)
def test_bins_are_known_in_other_languages(tmp_path: Path, folder: str) -> None:
    put(tmp_path / folder / "1.jpg")
    found = find_photos([tmp_path])
    assert (names(found), set(reasons(found).values())) == ([], {"a waste bin"})
    inside = find_photos([tmp_path / folder])
    assert names(inside) == ["1.jpg"]


@pytest.mark.parametrize(
    "folder",
    [
        *("Papierkorb", "Holiday/Trash", "Kosz", "Google Drive/bin", "Desktop/Bin", "Bin"),
        *("Google Photos/Trash 2019", "Google Photos/Archive", "Desktop/Bins", "Google/Bin"),
    ],
)
def test_plain_words_alone_make_no_bin(tmp_path: Path, folder: str) -> None:
    put(tmp_path / folder / "1.jpg")
    assert names(find_photos([tmp_path])) == [f"{folder}/1.jpg"]


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
    (named,) = find_photos([tmp_path / ".1.jpg.icloud"]).failed
    assert "in the cloud only" in named.reason
