"""Photos in archives are found by the rules of folders."""

import io
import stat
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from facefinder.discover.photos import find_photos
from facefinder.discover.references import find_known
from facefinder.discover.rules import Pattern, Rules
from facefinder.errors import UsageError
from facefinder.records.left_out import EARLIER, EMPTY, Kind
from facefinder.sources.archives import close_archives
from facefinder.sources.moments import moving_parts
from facefinder.sources.opening import NOT_OPENED
from facefinder.sources.places import photo_at, source_of
from facefinder.sources.zips import ONE_OF_SEVERAL
from tests.support.archive_files import ENDINGS, TAR_MODES, pack
from tests.support.folders import manifest, reasons

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256))


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_archives()


@pytest.mark.parametrize("ending", ENDINGS)
def test_photos_in_an_archive_are_found_as_in_a_folder(tmp_path: Path, ending: str) -> None:
    members = {
        "a/1.jpg": JPEG,
        "a/FILE0001.CHK": JPEG,
        "a/film.mp4": b"1",
        "a/inner.zip": b"PK\3\4",
        "a/list.txt": b"1",
        "__MACOSX/a/._1.jpg": bytes(200),
        "a/.hidden.jpg": JPEG,
        "a/._2.jpg": bytes(200),
        "Google Photos/Trash/2.jpg": JPEG,
        "Google Photos/Trash/3.jpg": JPEG,
    }
    archive = pack(tmp_path / f"x{ending}", members)
    found = find_photos([tmp_path])
    assert [str(p) for p in found.photos] == [
        f"{archive}!/a/1.jpg",
        f"{archive}!/a/FILE0001.CHK",
    ]
    assert found.failed == []
    assert found.others == {Kind.VIDEO: 1, Kind.ARCHIVE: 1, Kind.OTHER: 2}
    assert {left.path.partition("!/")[2]: left.reason for left in found.left_out} == {
        "__MACOSX": "a system folder",
        "a/.hidden.jpg": "hidden",
        "Google Photos/Trash": "a waste bin",
    }
    everything = find_photos([tmp_path], rules=Rules(everything=True))
    assert len(everything.photos) == 5


def test_an_archive_is_searched_where_it_is_named(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"1.jpg": JPEG, "2.jpg": JPEG})
    assert len(find_photos([archive]).photos) == 2
    assert len(find_photos([archive, tmp_path]).photos) == 2
    assert len(find_photos([tmp_path, archive]).photos) == 2
    assert len(find_photos([archive], rules=Rules(archives=False)).photos) == 2
    (one,) = find_photos([Path(f"{archive}!/2.jpg")]).photos
    assert one.member == "2.jpg"
    with pytest.raises(UsageError, match="There is no file or folder"):
        find_photos([Path(f"{archive}!/3.jpg")])


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_in_an_archive_is_searched_by_itself(tmp_path: Path, ending: str) -> None:
    members = {"a/1.jpg": JPEG, "a/.b/2.jpg": JPEG, "a/.b/.c/3.jpg": JPEG, "ab.jpg": JPEG}
    archive = pack(tmp_path / f"x{ending}", members)

    def members_of(*inputs: str) -> list[str]:
        found = find_photos([Path(f"{archive}{one}") for one in inputs])
        assert not found.failed
        return [photo.member for photo in found.photos]

    assert members_of("!/a") == ["a/1.jpg"]
    assert members_of("!/a/.b") == ["a/.b/2.jpg"], "what is named is searched, hidden or not"
    assert members_of("!/a/.b/.c/3.jpg") == ["a/.b/.c/3.jpg"]
    assert members_of("!/a", "", "!/a/1.jpg", "!/a/.b") == ["a/1.jpg", "ab.jpg", "a/.b/2.jpg"]
    with pytest.raises(UsageError, match=r"There is no file or folder '.*!/b'"):
        members_of("!/b")


def test_an_archive_in_an_archive_that_is_named_is_said_to_be_one(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", {"1.jpg": JPEG}).read_bytes()
    archive = pack(tmp_path / "x.zip", {"a/inner.zip": inner})
    found = find_photos([Path(f"{archive}!/a/inner.zip")])
    assert found.photos == []
    assert [failed.reason for failed in found.failed] == [
        "1 file in it is an archive itself; unpack it, and search the folder that it becomes"
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_folder_in_an_archive_is_found_by_either_form_of_its_name(
    tmp_path: Path, form: Literal["NFC", "NFD"]
) -> None:
    archive = pack(tmp_path / "x.zip", {unicodedata.normalize(form, "Bärbel/1.jpg"): JPEG})
    for typed in ("NFC", "NFD"):
        named = Path(f"{archive}!/{unicodedata.normalize(typed, 'Bärbel')}")
        assert len(find_photos([named]).photos) == 1
        assert list(find_known(named)) == ["Bärbel"]


def test_an_archive_that_is_excluded_is_not_searched_in_part_either(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"a/1.jpg": JPEG})
    found = find_photos([Path(f"{archive}!/a")], rules=Rules([Pattern("x.zip")]))
    assert (found.photos, [left.reason for left in found.left_out]) == ([], ["excluded"])


def test_what_is_named_in_an_archive_is_taken_or_said_why_not(tmp_path: Path) -> None:
    pack(tmp_path / "x.zip", {"1.jpg": JPEG, "1.mov": JPEG, "a.txt": b"text"})
    damaged = tmp_path / "y.zip"
    damaged.write_bytes(b"<html>" * 100)
    (film,) = find_photos([tmp_path / "x.zip!" / "1.mov"]).photos
    assert film.member == "1.mov", "although it is a part of the photo beside it"
    (text,) = find_photos([tmp_path / "x.zip!" / "a.txt"]).photos
    assert text.member == "a.txt", "as any file that is named"
    found = find_photos([tmp_path / "x.zip!" / "1.mov"], rules=Rules([Pattern("*.mov")]))
    assert [left.reason for left in found.left_out] == ["excluded"]
    (failed,) = find_photos([tmp_path / "y.zip!" / "1.jpg"]).failed
    assert "damaged or cut off" in failed.reason


def test_archives_may_be_left_alone(tmp_path: Path) -> None:
    pack(tmp_path / "x.zip", {"1.jpg": JPEG})
    found = find_photos([tmp_path], rules=Rules(archives=False))
    assert (found.photos, found.others) == ([], {Kind.ARCHIVE: 1})
    found = find_photos([tmp_path], rules=Rules([Pattern("*.zip")]))
    assert [left.reason for left in found.left_out] == ["excluded"]
    found = find_photos([tmp_path], exclude={tmp_path / "x.zip": "references"})
    assert [left.reason for left in found.left_out] == ["references"]


def test_what_is_in_an_archive_may_be_excluded(tmp_path: Path) -> None:
    pack(tmp_path / "x.zip", {"a/1.jpg": JPEG, "b/1.jpg": JPEG, "b/2.jpg": JPEG})
    found = find_photos([tmp_path], rules=Rules([Pattern("x.zip!/b/2.*"), Pattern("a/")]))
    assert [photo.member for photo in found.photos] == ["b/1.jpg"]
    assert {left.reason for left in found.left_out} == {"excluded"}


def test_an_archive_without_its_name_is_found_by_its_content(tmp_path: Path) -> None:
    pack(tmp_path / "x.zip", {"1.jpg": JPEG}).rename(tmp_path / "FILE0002.CHK")
    pack(tmp_path / "y.zip", {"mimetype": b"x", "1.jpg": JPEG}).rename(tmp_path / "FILE0003.CHK")
    found = find_photos([tmp_path])
    assert [photo.member for photo in found.photos] == ["1.jpg"]
    assert found.others == {Kind.ARCHIVE: 1}


def test_documents_that_are_archives_are_no_archives_of_photos(tmp_path: Path) -> None:
    for name in ("x.docx", "x.epub", "x.jar", "x.7z", "x.cbz"):
        pack(tmp_path / "x.zip", {"1.jpg": JPEG}).rename(tmp_path / name)
    found = find_photos([tmp_path])
    assert found.photos == []
    assert found.others == {Kind.DOCUMENT: 2, Kind.OTHER: 1, Kind.ARCHIVE: 2}


def test_what_is_wrong_with_an_archive_is_said_and_costs_itself(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"<html>" * 100)
    archive = pack(tmp_path / "b.tar", {"1.jpg": JPEG, "2.jpg": bytes(5000)})
    archive.write_bytes(archive.read_bytes()[:4000])
    pack(tmp_path / "c.zip", {"1.jpg": JPEG})
    found = find_photos([tmp_path])
    assert [str(photo.relative) for photo in found.photos] == [
        "b.tar!/1.jpg",
        "b.tar!/2.jpg",
        "c.zip!/1.jpg",
    ]
    assert [failed.photo.relative for failed in found.failed] == ["a.zip", "b.tar"]
    assert "damaged or cut off" in found.failed[0].reason


def test_encrypted_photos_are_counted_once(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"1.jpg": JPEG, "2.jpg": JPEG})
    data = bytearray(archive.read_bytes())
    place = -1
    while (place := data.find(b"PK\1\2", place + 1)) >= 0:
        data[place + 8] |= 1
    archive.write_bytes(data)
    (failed,) = find_photos([tmp_path]).failed
    assert str(failed.photo) == str(archive)
    assert failed.reason == (
        "2 files in it are encrypted; unpack it, and search the folder that it becomes"
    )


def test_references_may_lie_in_archives(tmp_path: Path) -> None:
    (tmp_path / "Anna").mkdir()
    pack(tmp_path / "Anna" / "x.zip", {"1.jpg": JPEG})
    people = pack(
        tmp_path / "people.zip", {"Ben/1.jpg": JPEG, "Ben/deep/2.jpg": JPEG, "3.jpg": JPEG}
    )

    def counts(known: Path) -> dict[str, int]:
        return {name: len(found.photos) for name, found in find_known(known).items()}

    assert counts(tmp_path) == {"Anna": 1, "Ben": 2, tmp_path.name: 1}
    assert counts(people) == {"Ben": 2, "people": 1}
    assert counts(Path(f"{people}!/Ben")) == {"Ben": 1, "deep": 1}
    assert counts(Path(f"{people}!/Ben/deep")) == {"deep": 1}
    assert counts(Path(f"{people}!/Ben/deep/2.jpg")) == {"2": 1}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_the_program_made_is_no_photo_in_an_archive_either(
    tmp_path: Path, ending: str
) -> None:
    members = {
        "found/Anna/1.jpg": JPEG,
        "found/Anna/my own.jpg": JPEG,
        "found/manifest.csv": manifest("Anna/1.jpg"),
        f"found/report-files/pictures/{'0f' * 12}-1-2-3-4-upright.jpg": JPEG,
        "2.jpg": JPEG,
        "other/report-files/pictures/3.jpg": JPEG,
    }
    archive = pack(tmp_path / f"x{ending}", members)
    found = find_photos([tmp_path])
    ours = ("found/Anna/my own.jpg", "2.jpg", "other/report-files/pictures/3.jpg")
    assert [str(photo) for photo in found.photos] == [f"{archive}!/{name}" for name in ours]
    assert reasons(found) == {"pictures": "made by facefinder", "1.jpg": "made by facefinder"}
    assert len(find_photos([tmp_path], copies=True).photos) == 4
    assert len(find_photos([Path(f"{archive}!/found/Anna/1.jpg")]).photos) == 1


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("name", [*(f"empty{ending}" for ending in ENDINGS), "zeros.tar"])
def test_an_archive_in_which_nothing_is_is_counted(tmp_path: Path, name: str, named: bool) -> None:
    archive = tmp_path / name
    if name == "zeros.tar":
        archive.write_bytes(bytes(1 << 20))
    else:
        pack(archive, {})
    found = find_photos([archive if named else tmp_path])
    assert (found.photos, found.failed) == ([], [])
    assert found.others == {EMPTY: 1}


@pytest.mark.parametrize("within", ["", "out/rf/"])
@pytest.mark.parametrize("ending", [".zip", ".tgz"])
def test_a_reports_pictures_in_an_archive_are_known_by_its_data_behind_them(
    tmp_path: Path, ending: str, within: str
) -> None:
    members = {
        f"{within}pictures/{'0f' * 12}-1-2-3-4-upright.jpg": JPEG,
        f"{within}data.js": b"const FACEFINDER = {}",
        "site/pictures/0f.jpg": JPEG,
        "site/data.js": b"const DATA = {}",
    }
    archive = pack(tmp_path / f"x{ending}", members)
    found = find_photos([tmp_path])
    assert [str(photo) for photo in found.photos] == [f"{archive}!/site/pictures/0f.jpg"]
    assert reasons(found) == {"pictures": "made by facefinder"}


@pytest.mark.parametrize("ending", [".zip", ".tgz"])
def test_bins_with_plain_names_are_known_in_an_archive_by_what_lies_beside_them(
    tmp_path: Path, ending: str
) -> None:
    members = {"s/Trash/deep/1.jpg": JPEG, "s/Output/2.jpg": JPEG, "Trash/3.jpg": JPEG}
    pack(tmp_path / f"x{ending}", members | {"s/Wedding.cosessiondb": b"1"})
    found = find_photos([tmp_path])
    assert [photo.member for photo in found.photos] == ["s/Output/2.jpg", "Trash/3.jpg"]
    assert reasons(found) == {"Trash": "a waste bin"}
    assert len(find_photos([tmp_path], rules=Rules(everything=True)).photos) == 3


FOREIGN = {
    "a.7z": b"7z\xbc\xaf\x27\x1c",
    "a.rar": b"Rar!\x1a\x07\x01\0",
    "a.tar.zst": b"\x28\xb5\x2f\xfd",
    "a.tar.Z": b"\x1f\x9d\x90",
    "a.tar.lz": b"LZIP\x01",
    "a.z01": b"PK\7\x08PK\3\4",
    "a.7z.001": b"7z\xbc\xaf\x27\x1c",
    "a.iso": b"",
}


def test_archives_that_are_not_opened_are_said_where_they_are_named_and_counted_elsewhere(
    tmp_path: Path,
) -> None:
    for name, begins in FOREIGN.items():
        (tmp_path / name).write_bytes(begins + bytes(200))
        found = find_photos([tmp_path / name])
        (failed,) = found.failed
        assert failed.reason == NOT_OPENED
        assert (str(failed.photo), found.photos) == (str(tmp_path / name), [])
    found = find_photos([tmp_path])
    assert (found.photos, found.failed) == ([], [])
    assert found.others == {Kind.ARCHIVE: len(FOREIGN)}


def test_a_photo_that_is_called_like_an_archive_is_taken_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.7z").write_bytes(JPEG)
    assert [photo.name for photo in find_photos([tmp_path / "a.7z"]).photos] == ["a.7z"]


def test_the_first_of_several_parts_is_said_to_be_one(tmp_path: Path) -> None:
    pack(tmp_path / "x.zip", {"1.jpg": JPEG * 3})
    whole = (tmp_path / "x.zip").read_bytes()
    (tmp_path / "x.zip").unlink()
    (tmp_path / "x.zip.001").write_bytes(whole[:200])
    for named in (tmp_path, tmp_path / "x.zip.001"):
        (failed,) = find_photos([named]).failed
        assert failed.reason == ONE_OF_SEVERAL


def linked(path: Path) -> Path:
    """An archive with a photo and links of all kinds."""
    links = {"a/to photo.jpg": "1.jpg", "a/to folder": "/", "a/to text.txt": "x.txt"}
    if path.suffix == ".zip":
        pack(path, {"a/1.jpg": JPEG})
        with zipfile.ZipFile(path, "a") as archive:
            for name, target in links.items():
                info = zipfile.ZipInfo(name)
                info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
                archive.writestr(info, target)
        return path
    with tarfile.open(path, TAR_MODES[path.suffix]) as tar:  # type: ignore[call-overload] # a mode of the table
        file = tarfile.TarInfo("a/1.jpg")
        file.size = len(JPEG)
        tar.addfile(file, io.BytesIO(JPEG))
        for name, target in links.items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            tar.addfile(member)
        member = tarfile.TarInfo("b/1.jpg")
        member.type, member.linkname = tarfile.LNKTYPE, "a/1.jpg"
        tar.addfile(member)
    return path


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tgz"])
def test_links_in_an_archive_are_left_out_as_in_a_folder(tmp_path: Path, ending: str) -> None:
    archive = linked(tmp_path / f"x{ending}")
    found = find_photos([tmp_path])
    assert found.photos[0].member == "a/1.jpg"
    assert [(left.path, left.reason) for left in found.left_out] == [
        (f"{archive}!/a/to photo.jpg", "a link"),
        (f"{archive}!/a/to folder", "a link"),
    ]
    assert (found.failed, found.others) == ([], {Kind.OTHER: 1})
    named = find_photos([Path(f"{archive}!/a/to photo.jpg")])
    assert (named.photos, reasons(named)) == ([], {"to photo.jpg": "a link"})


@pytest.mark.parametrize("ending", [".tar", ".tgz"])
def test_a_hard_link_in_a_tar_is_a_photo_behind_its_file(tmp_path: Path, ending: str) -> None:
    archive = linked(tmp_path / f"x{ending}")
    members = [photo.member for photo in find_photos([archive]).photos]
    assert members == ["a/1.jpg", "b/1.jpg"]
    (photo,) = find_photos([Path(f"{archive}!/b")]).photos
    assert (photo.member, photo.size) == ("b/1.jpg", len(JPEG))


@pytest.mark.parametrize(
    ("place", "person"), [("Anna", "Anna"), ("", "a"), ("x.zip", "a"), ("x.zip!/a", "a")]
)
def test_a_link_to_a_reference_in_an_archive_is_told_with_its_person(
    tmp_path: Path, place: str, person: str
) -> None:
    known = tmp_path / "known"
    folder = known / "Anna" if place == "Anna" else known
    folder.mkdir(parents=True)
    archive = linked(folder / "x.zip")
    failed = find_known(known if place == "Anna" else known / place)[person].failed
    assert str(failed[0].photo) == f"{archive}!/a/to photo.jpg"
    assert "it is a link, which is not followed" in failed[0].reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("ending", ENDINGS)
def test_of_files_of_one_path_the_last_one_is_that_file(tmp_path: Path, ending: str) -> None:
    """Unpacking leaves that one, and `tar -r` relies on it."""
    members = [
        ("a/1.jpg", JPEG),
        ("IMG_1.MOV", bytes(90)),
        ("2.jpg", JPEG),
        ("./a//1.jpg", JPEG + b"12"),
        ("IMG_1.MOV", bytes(80)),
        ("IMG_1.HEIC", JPEG),
        ("a/1.jpg", JPEG + b"1"),
    ]
    archive = pack(tmp_path / f"x{ending}", members)
    found = find_photos([tmp_path])
    assert [(photo.member, photo.size) for photo in found.photos] == [
        ("2.jpg", len(JPEG)),
        ("IMG_1.HEIC", len(JPEG)),
        ("a/1.jpg", len(JPEG) + 1),
    ]
    assert found.others == {EARLIER: 3}
    assert find_photos([Path(f"{archive}!/a/1.jpg")]).photos == found.photos[-1:]
    assert photo_at(Path(f"{archive}!/a/1.jpg")) == replace(found.photos[-1], root=str(tmp_path))
    with source_of(found.photos[-1]).open("rb") as file:
        assert file.read() == JPEG + b"1"
    assert [film.size for film in moving_parts(found.photos[1])] == [80]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("ending", [".zip", ".tgz"])
def test_no_earlier_file_is_read_in_the_place_of_a_link(tmp_path: Path, ending: str) -> None:
    archive = pack(tmp_path / f"x{ending}", [("1.jpg", JPEG)])
    if ending == ".zip":
        link = zipfile.ZipInfo("1.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(archive, "a") as packed:
            packed.writestr(link, "elsewhere.jpg")
    else:
        member = tarfile.TarInfo("1.jpg")
        member.type, member.linkname = tarfile.SYMTYPE, "elsewhere.jpg"
        with tarfile.open(archive, "w:gz") as tar:
            first = tarfile.TarInfo("1.jpg")
            first.size = len(JPEG)
            tar.addfile(first, io.BytesIO(JPEG))
            tar.addfile(member)
    found = find_photos([tmp_path])
    assert found.photos == []
    assert [left.reason for left in found.left_out] == ["a link"]
    with pytest.raises(OSError, match=r"1\.jpg"):
        photo_at(Path(f"{archive}!/1.jpg"))
