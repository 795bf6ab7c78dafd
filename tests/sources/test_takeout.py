"""What Google Takeout has put beside a photo is found by its odd names."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from facefinder.decode.taken import day_in_name, day_taken
from facefinder.discover.photos import find_photos
from facefinder.records.photos import Photo
from facefinder.sources import archives
from facefinder.sources.archives import close_archives, listing
from facefinder.sources.container import Container
from facefinder.sources.opening import opened_archive
from facefinder.sources.places import times_of
from facefinder.sources.takeout import CUT_AT, names_beside, people_noted, seconds_noted
from tests.support.archive_files import pack

NOON = 1_532_260_800  # 22 July 2018, 12:00 in UTC


def note(seconds: object = str(NOON)) -> bytes:
    return json.dumps({"title": "x", "photoTakenTime": {"timestamp": seconds}}).encode()


def jpeg(date: str = "") -> bytes:
    exif, file = Image.Exif(), io.BytesIO()
    if date:
        exif.get_ifd(0x8769)[0x9003] = date
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif)
    return file.getvalue()


LONG = "a photo with a name that is longer than forty-six letters.jpg"


@pytest.mark.parametrize(
    ("photo", "beside"),
    [
        ("x.jpg", "x.jpg.json"),
        ("x.jpg", "x.jpg.supplemental-metadata.json"),
        ("x.jpg", "x.json"),
        ("x.HEIC.jpg", "x.HEIC.supplemental-metadata.json"),
        ("x(1).jpg", "x.supplemental-metadata(1).json"),
        ("x-modifie\u0301.jpg", "x.jpg.json"),
        ("x-編集済み.jpg", "x.jpg.json"),
        ("x-ha editado.jpg", "x.jpg.json"),
        ("x(1).jpg", "x.jpg(1).json"),
        ("x(1).jpg", "x.jpg.supplemental-metadata(1).json"),
        ("x (1).jpg", "x (1).jpg.json"),
        ("x-edited.jpg", "x.jpg.json"),
        ("x-bearbeitet(2).jpg", "x.jpg(2).json"),
        ("PXL_20230101_120000000.MP.jpg", "PXL_20230101_120000000.MP.jpg.supplemental-met.json"),
        (LONG, f"{LONG[:46]}.json"),
        ("x-edited.jpg", "x.HEIC.json"),
        ("x-edited.jpg", "x.HEIC.supplemental-metadata.json"),
        (
            "a name of some thirty letters -edited.jpg",
            "a name of some thirty letters .HEIC.supplement.json",
        ),
        ("x-edited(1).jpg", "x.HEIC(1).json"),
        ("x-bearbeitet.jpg", "x.PNG.json"),
        ("x-edited.jpg", "x.JPG.json"),
        ("x-edited.mp4", "x.MOV.json"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_the_note_beside_a_photo_is_found(
    tmp_path: Path, photo: str, beside: str, packed: bool
) -> None:
    if packed:
        archive = pack(tmp_path / "x.tgz", {f"Photos/{photo}": b"1", f"Photos/{beside}": note()})
        with listing(archive) as members:
            assert members is not None
            first = next(members.entries())
        one = Photo(str(tmp_path), archive.name, 0, 0).members(*first.key)
        assert times_of(one)[1] == NOON * 10**9
    else:
        (tmp_path / "Photos").mkdir()
        (tmp_path / "Photos" / photo).write_bytes(b"1")
        (tmp_path / "Photos" / beside).write_bytes(note())
        one = Photo(str(tmp_path), f"Photos/{photo}", 1, 0)
    assert seconds_noted(one) == NOON
    close_archives()


@pytest.mark.parametrize(
    ("photo", "other", "own"),
    [
        ("x-edited.jpg", "x.HEIC.json", "x.JPG.json"),
        ("x.jpg", "X.JPG.json", "x.jpg.json"),
        ("x.jpg", "X.JPG.supplemental-metadata.json", "x.jpg.json"),
        ("x-edited.jpg", "x.MP4.json", "x.PNG.json"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_of_several_notes_the_likeliest_counts(
    tmp_path: Path, photo: str, other: str, own: str, packed: bool
) -> None:
    members = {photo: b"1", other: note(1), own: note()}
    if packed:
        archive = pack(tmp_path / "x.zip", members)
        one = Photo(str(tmp_path), archive.name, 0, 0).members(photo, 1, 0)
    else:
        for name, content in members.items():
            (tmp_path / name).write_bytes(content)
        one = Photo(str(tmp_path), photo, 1, 0)
    assert seconds_noted(one) == NOON
    close_archives()


@given(st.text(st.characters(codec="utf-8", exclude_characters="/\0"), max_size=90))
def test_names_of_notes_are_short_and_names(name: str) -> None:
    for beside in names_beside(f"{name}.jpg"):
        assert beside.endswith(".json")
        assert "/" not in beside
        assert len(beside) <= CUT_AT + len("(1234)") + len(".supplemental-metadata.json")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        note(None),
        note("soon"),
        b'{"photoTakenTime": 1}',
    ],
)
def test_what_is_no_note_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.jpg.json").write_bytes(content)
    assert seconds_noted(Photo(str(tmp_path), "x.jpg", 0, 0)) is None


def test_the_photo_s_own_date_counts_most_and_its_name_least(tmp_path: Path) -> None:
    def day(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        return day_taken(Photo(str(tmp_path), name, 0, 0))

    assert day("x.jpg", jpeg()) == ""
    assert day("IMG-20190305-WA0001.jpg", jpeg()) == "2019-03-05"
    (tmp_path / "IMG-20190305-WA0001.jpg.json").write_bytes(note())
    assert day("IMG-20190305-WA0001.jpg", jpeg()) == "2018-07-22"
    (tmp_path / "x.jpg.json").write_bytes(note(10**30))
    assert day("x.jpg", jpeg()) == ""
    assert day("x.jpg", jpeg("2010:05:31 23:59:00")) == "2010-05-31"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("IMG-20180722-WA0001.jpg", "2018-07-22"),
        ("WhatsApp Image 2018-07-22 at 14.30.01.jpeg", "2018-07-22"),
        ("IMG_20180722_143001.jpg", "2018-07-22"),
        ("PHOTO-2018-07-22-14-30-01.jpg", "2018-07-22"),
        ("00000012-VIDEO-2018-07-22-14-30-01.mp4", "2018-07-22"),
        ("PHOTO-2018-07.jpg", ""),
        ("signal-2018-07-22-143001.jpg", "2018-07-22"),
        ("WhatsApp Bild 2018-07-22 um 14.30.01.jpg", "2018-07-22"),
        ("Image WhatsApp 2018-07-22 à 14.30.01.jpg", "2018-07-22"),
        ("Imagen de WhatsApp 2018-07-22 a las 14.30.01.jpg", "2018-07-22"),
        ("PXL_20230101_120000000.MP.jpg", "2023-01-01"),
        ("VID_20180722_143001.mp4", "2018-07-22"),
        ("VID-20180722-WA0001.mp4", "2018-07-22"),
        ("WhatsApp Video 2018-07-22 at 14.30.01.mp4", "2018-07-22"),
        ("IMG_20189922_143001.jpg", ""),
        ("IMG_2018.jpg", ""),
        ("20180722.jpg", ""),
        ("DSC_20180722.jpg", ""),
    ],
)
def test_names_of_messengers_and_telephones_tell_the_day(name: str, day: str) -> None:
    assert day_in_name(name) == day


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ([{"name": "Anna"}, {"name": " Ben  Bär "}, {"name": "Anna"}], ("Anna", "Ben Bär")),
        ([{"name": ""}, {"name": "Anna"}], ("Anna",)),
        ([{}], ()),
        ("Anna", ()),
        (None, ()),
        ([{"name": str(number)} for number in range(99)], tuple(map(str, range(30)))),
    ],
)
def test_people_whom_somebody_named_in_google_photos(
    tmp_path: Path, people: object, names: tuple[str, ...]
) -> None:
    (tmp_path / "x.jpg.json").write_text(json.dumps({"people": people}), "utf-8")
    assert people_noted(Photo(str(tmp_path), "x.jpg", 1, 0)) == names
    assert people_noted(Photo(str(tmp_path), "x-edited.jpg", 1, 0)) == names
    assert people_noted(Photo(str(tmp_path), "y.jpg", 1, 0)) == ()
    assert seconds_noted(Photo(str(tmp_path), "x.jpg", 1, 0)) is None


@pytest.mark.parametrize("content", [b"[]", b"3", b"null", b"{", b'"x"', b"[" * 9999])
def test_another_file_of_that_name_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.jpg.json").write_bytes(content)
    photo = Photo(str(tmp_path), "x.jpg", 1, 0)
    assert (people_noted(photo), seconds_noted(photo)) == ((), None)


def test_parts_that_have_to_be_unpacked_are_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = list[str]()

    def counted(path: Path) -> Container | None:
        opened.append(path.name)
        return opened_archive(path)

    monkeypatch.setattr(archives, "opened_archive", counted)
    begin, at = "takeout-20240101T000000Z-1-", "Takeout/Photos"
    pack(tmp_path / f"{begin}001.tgz", {f"{at}/{number}.jpg": b"1" for number in range(9)})
    for part in range(3):
        notes = {f"{at}/{number}.jpg.json": note(str(number)) for number in range(part, 9, 3)}
        pack(tmp_path / f"{begin}00{part + 2}.tgz", notes)
    photos = find_photos([tmp_path / f"{begin}001.tgz"]).photos
    assert [seconds_noted(photo) for photo in photos] == list(range(9))
    close_archives()
    assert all(opened.count(f"{begin}00{part}.tgz") == 1 for part in (2, 3, 4))


@pytest.mark.parametrize("ending", [".zip", ".tgz", ".tar.gz"])
@pytest.mark.parametrize("second", ["takeout-{}002", "TAKEOUT-{}002", "takeout-{}002 (1)"])
def test_a_note_may_be_in_another_archive_of_the_same_export(
    tmp_path: Path, second: str, ending: str
) -> None:
    begin, at = "takeout-20240101T000000Z-1-", "Takeout/Photos/x.jpg"
    files = {
        f"{begin}001{ending}": {
            at: b"1",
            "Takeout/Photos/y.jpg": b"2",
            "Takeout/Photos/z-edited.jpg": b"3",
        },
        f"{second.format('20240101T000000Z-1-')}{ending}": {
            f"{at}.supplemental-metadata.json": note(),
            "Takeout/Photos/z.HEIC.json": note("1"),
        },
        f"takeout-20250101T000000Z-001{ending}": {"Takeout/Photos/y.jpg.json": note()},
    }
    for name, members in files.items():
        pack(tmp_path / name, members)
    (tmp_path / f"{begin}003{ending}").write_bytes(b"no archive")
    photos = find_photos([tmp_path / f"{begin}001{ending}"]).photos
    assert list(map(seconds_noted, photos)) == [NOON, None, 1]
    close_archives()
