"""Archives are listed and their members read, whatever is wrong with some."""

import gzip
import io
import os
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from facefinder.decode.file import content_hash, opened
from facefinder.errors import PhotoError
from facefinder.records.photos import Photo
from facefinder.sources import archives, limits, tars, unpacked, zips
from facefinder.sources.archives import Member, close_archives, listing
from facefinder.sources.opening import is_named_archive
from facefinder.sources.places import (
    file_of,
    is_same_file,
    is_unchanged,
    photo_at,
    source_of,
)
from facefinder.sources.protocol import SourceError
from tests.support.archive_files import ENDINGS, TAR_MODES, TIME, pack


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_archives()


def noise(size: int, seed: int = 0) -> bytes:
    return np.random.default_rng(seed).bytes(size)


def photos_of(archive: Path) -> list[Photo]:
    info = archive.stat()
    file = Photo(str(archive.parent), archive.name, info.st_size, info.st_mtime_ns)
    with listing(archive) as found:
        assert found is not None
        return [file.members(one.name, one.size, one.mtime_ns) for one in found.entries()]


def trouble_of(archive: Path) -> str:
    with listing(archive) as found:
        assert found is not None
        list(found.entries())
        return found.trouble


def content_of(photo: Photo) -> bytes:
    with opened(source_of(photo)) as file:
        return file.read()


@pytest.mark.parametrize("ending", ENDINGS)
def test_members_are_read_in_any_order(tmp_path: Path, ending: str) -> None:
    members = {f"a/{number}.jpg": noise(70_000 + number, number) for number in range(40)}
    members |= {"exact.jpg": noise(1024), "none.jpg": b"x"}
    photos = photos_of(pack(tmp_path / f"x{ending}", members))
    assert [photo.member for photo in photos] == list(members)
    assert [str(photo) for photo in photos[:1]] == [f"{tmp_path / f'x{ending}'}!/a/0.jpg"]
    shuffled = [photos[number] for number in np.random.default_rng(1).permutation(len(photos))]
    for photo in (*photos, *shuffled):
        assert content_of(photo) == members[photo.member]
        assert is_unchanged(photo)
    assert file_of(source_of(photos[0])) is None
    assert is_same_file(photos[0], photos[0])
    assert not is_same_file(photos[0], photos[1])


def test_a_member_is_the_same_photo_as_the_file_that_was_packed(tmp_path: Path) -> None:
    content = noise(300_000)
    (tmp_path / "x.jpg").write_bytes(content)
    (photo,) = photos_of(pack(tmp_path / "x.zip", {"x.jpg": content}))
    assert content_hash(source_of(photo)) == content_hash(tmp_path / "x.jpg")


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tgz"])
def test_an_archive_that_is_cut_off_meanwhile_damages_no_photo_for_good(
    tmp_path: Path, ending: str
) -> None:
    archive = pack(tmp_path / f"x{ending}", {"x.jpg": noise(3000), "y.jpg": noise(3000)})
    photos = photos_of(archive)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:20])
    for photo in photos:
        with pytest.raises(PhotoError) as caught:
            content_of(photo)
        assert not caught.value.lasting
    archive.write_bytes(whole)
    assert content_of(photos[1]) == noise(3000)


def test_an_archive_in_the_place_of_another_is_noticed(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"x.jpg": b"1"})
    (photo,) = photos_of(archive)
    pack(archive, {"x.jpg": b"22"})
    os.utime(archive, ns=(5, 5))
    with pytest.raises(PhotoError, match="was changed while the search ran") as caught:
        content_of(photo)
    assert not caught.value.lasting
    close_archives()
    archive.unlink()
    with pytest.raises(PhotoError, match="no longer there"):
        content_of(photo)


def test_the_time_of_a_member_is_local(tmp_path: Path) -> None:
    (photo,) = photos_of(pack(tmp_path / "x.zip", {"x.jpg": b"1"}))
    assert photo.mtime_ns == time.mktime((*TIME, 0, 0, -1)) * 1e9


def test_a_time_in_utc_counts_more(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("x.jpg", TIME)
    info.extra = struct.pack("<HHBi", 0x5455, 5, 1, 1_000_000_000)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(info, b"1")
    (photo,) = photos_of(tmp_path / "x.zip")
    assert photo.mtime_ns == 1_000_000_000 * 10**9


def renamed(archive: Path, old: bytes, new: bytes, *, flags: int | None = None) -> None:
    """Have other bytes for a name in a zip, and other flags."""
    data = bytearray(archive.read_bytes().replace(old, new))
    if flags is not None:
        place = data.index(b"PK\1\2")
        struct.pack_into("<H", data, place + 8, flags)
        struct.pack_into("<H", data, 6, flags)
    archive.write_bytes(data)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("müde.jpg".encode(), "müde.jpg"),
        ("m\u00fcde.jpg".encode("cp850"), "müde.jpg"),
        ("Ánd.jpg".encode("cp850"), "Ánd.jpg"),
        ("Müller/Größe.jpg".encode("cp1252"), "Müller/Größe.jpg"),
        (b"..\\..\\x.jpg", "x.jpg"),
        (b"/etc//./x.jpg", "etc/x.jpg"),
    ],
)
def test_names_are_shown_readably(tmp_path: Path, raw: bytes, shown: str) -> None:
    name = "n" * len(raw)
    archive = pack(tmp_path / "x.zip", {name: b"pixels"})
    renamed(archive, name.encode(), raw)
    (photo,) = photos_of(archive)
    assert photo.member == shown
    assert content_of(photo) == b"pixels"


def test_a_name_that_is_told_in_utf_8_by_a_field_of_its_own(tmp_path: Path) -> None:
    archive, raw, name = tmp_path / "x.zip", "写真.jpg".encode("shift_jis"), b"told.jpg"
    for checksum, shown in ((zlib.crc32(raw), "told.jpg"), (1, "写真.jpg")):
        field = struct.pack("<BI", 1, checksum) + name
        info = zipfile.ZipInfo("n" * len(raw))
        info.extra = struct.pack("<HH", 0x7075, len(field)) + field
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr(info, b"pixels")
        renamed(archive, b"n" * len(raw), raw)
        (photo,) = photos_of(archive)
        assert photo.member == shown
        close_archives()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("alphabet", "names"),
    [
        (
            "cp932",
            [
                "写真/家族.jpg",
                "旅行の表/ソ.jpg",
                "plain.jpg",
                "写真/海辺の表",
                "写真/テスト/予定.jpg",
            ],
        ),
        ("gbk", ["1.jpg", "照片/全家福.jpg", "照片/2018/海.jpg"]),
        ("cp950", ["家庭照片/全家福.jpg", "功課/生日.jpg"]),
        ("cp949", ["사진/가족.jpg"]),
        ("cp866", ["Фото/Семья.jpg", "Фото/Я и мама.jpg"]),
    ],
)
def test_names_in_alphabets_of_elsewhere(
    tmp_path: Path, ending: str, alphabet: str, names: list[str]
) -> None:
    raw = [name.encode(alphabet) for name in names]
    contents = [bytes([65 + number]) * 20 for number in range(len(names))]
    archive = tmp_path / f"x{ending}"
    if ending == ".zip":
        stand_in = [b"%02d" % number + b"n" * (len(one) - 2) for number, one in enumerate(raw)]
        pack(archive, dict(zip(map(bytes.decode, stand_in), contents, strict=True)))
        for old, new in zip(stand_in, raw, strict=True):
            renamed(archive, old, new)
    else:
        escaped = (one.decode("utf-8", "surrogateescape") for one in raw)
        pack(archive, dict(zip(escaped, contents, strict=True)))
    photos = photos_of(archive)
    assert [photo.member for photo in photos] == names
    for photo, content in zip(photos, contents, strict=True):
        assert content_of(photo) == content
        assert content_of(photo_at(Path(str(photo)))) == content


def test_a_backslash_that_is_half_a_letter_is_no_folder_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = pack(tmp_path / "x.zip", {"n" * 14: b"pixels"})
    renamed(archive, b"n" * 14, "写真/家族の表".encode("cp932") + b"\0")
    monkeypatch.setattr(os, "sep", "\\")  # as zipfile asks
    with zipfile.ZipFile(archive) as packed:
        (info,) = packed.infolist()
    monkeypatch.undo()
    assert info.is_dir(), "Python takes it for one"
    (photo,) = photos_of(archive)
    assert photo.member == "写真/家族の表"


def test_a_tar_of_an_unknown_alphabet_keeps_its_names(tmp_path: Path) -> None:
    name = "M\udcfcde.jpg"
    (photo,) = photos_of(pack(tmp_path / "x.tar", {name: b"pixels"}))
    assert photo.member == name
    assert content_of(photo) == b"pixels"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("ending", ENDINGS)
def test_members_of_one_name_size_and_time_are_told_apart(tmp_path: Path, ending: str) -> None:
    """A search reads the last one wherever it comes to it: the others are no photos."""
    contents = [b"1" * 20, b"2" * 20, b"3" * 20, b"1" * 20, b"4" * 20]
    names = ["a/1.jpg", "./a/1.jpg", "a/1.jpg", "a//1.jpg", "b.jpg"]
    archive = pack(tmp_path / f"x{ending}", list(zip(names, contents, strict=True)))
    photos = photos_of(archive)
    assert [photo.member for photo in photos] == ["a/1.jpg"] * 4 + ["b.jpg"]
    assert len(set(photos)) == len(photos)
    close_archives()
    assert [content_of(photo) for photo in photos] == contents
    close_archives()
    assert photos_of(archive) == photos, "at the next search they are the same"
    there = photo_at(Path(f"{archive}!/a/1.jpg"))
    assert (there.member, content_of(there)) == ("a/1.jpg", contents[3])


def test_something_may_stand_in_front_of_a_zip(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"1.jpg": b"pixels"})
    archive.write_bytes(b"MZ" + bytes(1000) + archive.read_bytes())
    (photo,) = photos_of(archive)
    assert content_of(photo) == b"pixels"


def test_the_last_part_of_a_zip_is_not_said_to_be_damaged(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"1.jpg": b"pixels"})
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\5\6") + 4] = 12
    archive.write_bytes(content)
    with pytest.raises(SourceError, match="put them together"):
        photos_of(archive)


def test_a_name_that_says_it_is_utf_8_and_is_not_costs_the_archive(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"nnnn.jpg": b"pixels"})
    renamed(archive, b"nnnn.jpg", b"\xff\xfe\xfd\xfc.jpg", flags=0x800)
    with pytest.raises(SourceError, match="damaged"):
        photos_of(archive)


def test_what_is_encrypted_or_packed_otherwise_says_so(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"x.jpg": b"pixels"})
    renamed(archive, b"", b"", flags=1)
    (photo,) = photos_of(archive)
    with pytest.raises(PhotoError, match="cannot be taken out of the archive"):
        content_of(photo)
    with zipfile.ZipFile(tmp_path / "y.zip", "w", zipfile.ZIP_LZMA) as other:
        other.writestr("x.jpg", b"pixels")
    (photo,) = photos_of(tmp_path / "y.zip")
    with pytest.raises(PhotoError, match="cannot be taken out of the archive"):
        content_of(photo)


def test_a_damaged_member_costs_itself(tmp_path: Path) -> None:
    members = {"1.jpg": noise(5000, 1), "2.jpg": noise(5000, 2)}
    archive = pack(tmp_path / "x.zip", members)
    data = bytearray(archive.read_bytes())
    data[3000] ^= 255
    archive.write_bytes(data)
    first, second = photos_of(archive)
    with pytest.raises(PhotoError, match="it is damaged in the archive") as caught:
        content_of(first)
    assert caught.value.lasting
    assert content_of(second) == members["2.jpg"]


@pytest.mark.parametrize("ending", ENDINGS[1:])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_of_a_cut_off_tar_what_is_there_is_listed(
    tmp_path: Path, ending: str, share: float
) -> None:
    members = {f"{number}.jpg": noise(300_000, number) for number in range(10)}
    archive = pack(tmp_path / f"x{ending}", members)
    data = archive.read_bytes()
    archive.write_bytes(data[: int(share * len(data))])
    photos = photos_of(archive)
    assert trouble_of(archive) == tars.CUT_OFF
    assert 1 <= len(photos) <= 10
    assert content_of(photos[0]) == members["0.jpg"]


def test_a_tar_without_its_end_is_cut_off(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.tar", {"1.jpg": noise(512, 1)})
    assert trouble_of(archive) == ""
    archive.write_bytes(archive.read_bytes()[:1024])
    assert trouble_of(archive) == tars.CUT_OFF


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tgz"])
def test_what_is_called_an_archive_and_is_none_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<html>not found</html>" * 50)
    with pytest.raises(SourceError, match="the archive is damaged or cut off"):
        photos_of(tmp_path / name)


def test_a_compressed_file_that_is_no_archive_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(gzip.compress(b"a line\n" * 5000))
    with listing(tmp_path / "log") as found:
        assert found is None


def test_a_document_is_no_archive_unless_it_is_called_one(tmp_path: Path) -> None:
    members = {"[Content_Types].xml": b"<x/>", "word/media/image1.png": b"pixels"}
    pack(tmp_path / "x.zip", members)
    (tmp_path / "x.zip").rename(tmp_path / "file")
    with listing(tmp_path / "file") as found:
        assert found is None


def test_folders_and_devices_are_no_files_and_links_cannot_be_read(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        for name, kind in (
            ("a", tarfile.DIRTYPE),
            ("b.jpg", tarfile.SYMTYPE),
            ("c", tarfile.FIFOTYPE),
            ("d.jpg", tarfile.LNKTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        member = tarfile.TarInfo("e.jpg")
        member.size = 3
        tar.addfile(member, io.BytesIO(b"abc"))
    with listing(tmp_path / "x.tar") as members:
        assert members
        entries = {entry.name: entry.trouble for entry in members.entries()}
    assert entries == {"b.jpg": "a link", "d.jpg": "a link", "e.jpg": ""}
    (link, *_) = photos_of(tmp_path / "x.tar")
    with pytest.raises(PhotoError):
        content_of(link)


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacked, "ALWAYS_BYTES", 2_000_000)
    members = {"1.jpg": noise(1000), "zeros.jpg": bytes(30_000_000), "2.jpg": noise(1000)}
    archive = pack(tmp_path / "x.tgz", members)
    photos = photos_of(archive)
    assert "not unpacked any further" in trouble_of(archive)
    assert [photo.member for photo in photos] == ["1.jpg", "zeros.jpg"]
    with pytest.raises(PhotoError, match="not unpacked any further"):
        content_of(photos[1])
    assert content_of(photos[0]) == members["1.jpg"]


@pytest.mark.parametrize("ending", [".zip", ".tgz"])
def test_what_is_too_large_for_the_memory_is_not_taken_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 4_000_000)
    (photo,) = photos_of(pack(tmp_path / f"x{ending}", {"x.jpg": bytes(5_000_000)}))
    with pytest.raises(PhotoError, match="more than the limit of 200 MB for a file in an archive"):
        content_of(photo)


def stored(path: Path, members: dict[str, bytes]) -> Path:
    """An archive that compresses nothing."""
    if path.suffix == ".tar":
        return pack(path, members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("ending", [".zip", ".tar"])
def test_what_is_not_compressed_is_read_where_it_is_however_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)
    members = {"1.jpg": noise(900, 1), "film.mp4": noise(70_000, 2), "3.jpg": noise(1000, 3)}
    _, film, _ = photos_of(stored(tmp_path / f"x{ending}", members))
    content = members["film.mp4"]
    with source_of(film).open("rb") as file:
        close_archives()
        for place, size in ((0, 10), (69_990, 100), (5, 60_000), (80_000, 9)):
            assert file.seek(place) == place
            assert file.read(size) == content[place : place + size]
        assert file.seek(-5, os.SEEK_END) == len(content) - 5
        assert file.read() == content[-5:]
    assert content_of(film) == content
    (tmp_path / "film.mp4").write_bytes(content)
    assert content_hash(source_of(film)) == content_hash(tmp_path / "film.mp4")


@pytest.mark.parametrize("damage", ["changed", "cut off"])
def test_what_is_wrong_with_it_is_told_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)
    archive = stored(tmp_path / "x.zip", {"film.mp4": noise(70_000)})
    (film,) = photos_of(archive)
    data = bytearray(archive.read_bytes())
    data[5000] ^= 255
    with source_of(film).open("rb") as file:
        archive.write_bytes(data if damage == "changed" else data[:60_000])
        with pytest.raises(SourceError, match="it is damaged in the archive"):
            file.read()


def test_a_member_gives_no_more_than_it_says(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"x.jpg": bytes(3_000_000)})
    size = struct.pack("<I", 3_000_000)
    archive.write_bytes(archive.read_bytes().replace(size, struct.pack("<I", 1000)))
    (photo,) = photos_of(archive)
    assert photo.size == 1000
    with pytest.raises(PhotoError, match="damaged"):
        content_of(photo)


@pytest.mark.parametrize("ending", [".zip", ".tar"])
def test_of_very_many_members_the_first_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    for module in (tars, zips):
        monkeypatch.setattr(module, "MOST_MEMBERS", 5)
    archive = pack(tmp_path / f"x{ending}", {f"{number}.jpg": b"1" for number in range(9)})
    assert len(photos_of(archive)) == 5
    assert "only its first" in trouble_of(archive)


def test_the_last_members_are_the_only_ones_in_memory(tmp_path: Path) -> None:
    members = {f"{number}.jpg": noise(1000, number) for number in range(3)}
    photos = photos_of(pack(tmp_path / "x.zip", members))
    for photo in photos:
        content_of(photo)
    kept = archives._SHELF._last
    assert kept is not None
    assert kept[1] == members["2.jpg"]


def test_only_a_few_archives_stay_open(tmp_path: Path) -> None:
    for number in range(5):
        photos_of(pack(tmp_path / f"{number}.zip", {"x.jpg": b"1"}))
    assert len(archives._SHELF._open) == archives.KEPT_OPEN
    close_archives()
    assert not archives._SHELF._open


def test_archives_are_known_by_their_names() -> None:
    named = ["x.ZIP", "x.tar.gz", "takeout-20240101T000000Z-001.tgz", "x.tar.bz2", "x.txz"]
    assert all(map(is_named_archive, named))
    assert not any(map(is_named_archive, ["x.docx", "x.gz", "x.7z", "x.rar", "zip", "x.cbz"]))


def test_a_member_is_a_source(tmp_path: Path) -> None:
    (photo,) = photos_of(pack(tmp_path / "x.zip", {"a/x.jpg": b"123"}))
    source = source_of(photo)
    assert isinstance(source, Member)
    assert (source.name, source.stat().st_size) == ("x.jpg", 3)
    assert source.stat().st_mtime_ns == photo.mtime_ns == source.stat().st_atime_ns
    assert limits.MOST_BYTES >= 3


@pytest.mark.parametrize("ending", [*TAR_MODES])
def test_a_hard_link_in_a_tar_is_its_file(tmp_path: Path, ending: str) -> None:
    archive, content = tmp_path / f"x{ending}", noise(100_000)
    with tarfile.open(archive, TAR_MODES[ending]) as tar:  # type: ignore[call-overload] # a mode of the table
        for name, file in (
            ("./A/p.jpg", ""),
            ("./A/q.jpg", ""),
            ("./B/p.jpg", "./A/p.jpg"),
            ("./C/p.jpg", "./B/p.jpg"),
            ("./A/p.jpg", "./A/p.jpg"),  # as GNU tar packs what is named twice
        ):
            member = tarfile.TarInfo(name)
            member.size = 0 if file else len(content)
            member.type, member.linkname = (tarfile.LNKTYPE if file else tarfile.REGTYPE), file
            tar.addfile(member, None if file else io.BytesIO(content))
    photos = photos_of(archive)
    assert [photo.member for photo in photos] == ["A/p.jpg", "A/q.jpg", "B/p.jpg", "C/p.jpg"]
    close_archives()
    assert {content_of(photo) for photo in photos} == {content}
    assert content_of(photo_at(Path(f"{archive}!/B/p.jpg"))) == content


def test_of_a_hard_link_that_is_read_next_nothing_is_unpacked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "x.tar.xz"
    with tarfile.open(archive, "w:xz") as tar:
        member = tarfile.TarInfo("A/p.jpg")
        member.size = 1000
        tar.addfile(member, io.BytesIO(noise(1000)))
        link = tarfile.TarInfo("B/p.jpg")
        link.type, link.linkname = tarfile.LNKTYPE, "A/p.jpg"
        tar.addfile(link)
    photo, linked = photos_of(archive)
    content = content_of(photo)
    monkeypatch.setattr(tars.Tar, "read", None)
    assert content_of(linked) == content
