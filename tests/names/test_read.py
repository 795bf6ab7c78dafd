"""Faces that other programs named serve as references."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from facefinder.decode.orientation import upright_size
from facefinder.errors import PeopleError, UsageError
from facefinder.names.picasa import read_faces
from facefinder.names.read import ENOUGH, find_tagged, read_tags
from facefinder.names.regions import Area, to_area
from facefinder.records.boxes import Box
from tests.conftest import Run
from tests.support.fakes import BLUE, GREEN, RED, Colour, paint
from tests.support.picture_files import dng, encoded, stored_for, truth
from tests.support.report_text import text_of
from tests.support.xmp_packets import packet

SIZE = (160, 96)
LEFT, RIGHT = Box(32, 32, 32, 32), Box(96, 32, 32, 32)
PICASAS_STEP = 160 / 65535
"""Picasa has 16 bits for a corner, each off by half a step; a width is two corners apart."""
"""Where the squares are in a picture of two colours that `paint` paints."""


def mwg(name: str, area: Area, size: tuple[int, int]) -> str:
    sides = " ".join(f'stArea:{side}="{value}"' for side, value in zip("xywh", area, strict=True))
    return f"""<mwg-rs:Regions rdf:parseType="Resource">
    <mwg-rs:AppliedToDimensions stDim:w="{size[0]}" stDim:h="{size[1]}" stDim:unit="pixel"/>
    <mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name="{name}" mwg-rs:Type="Face">
    <mwg-rs:Area {sides} stArea:unit="normalized"/></rdf:Description></rdf:li></rdf:Bag>
    </mwg-rs:RegionList></mwg-rs:Regions>"""


def microsoft(name: str, area: Area) -> str:
    corner = area.x - area.w / 2, area.y - area.h / 2, area.w, area.h
    rectangle = ", ".join(map(str, corner))
    return f"""<MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>
    <rdf:li MPReg:Rectangle="{rectangle}" MPReg:PersonDisplayName="{name}"/>
    </rdf:Bag></MPRI:Regions></MP:RegionInfo>"""


def picasa(file: str, area: Area, name: str = "Jörg", person: str = "00ab") -> str:
    corners = (
        area.x - area.w / 2,
        area.y - area.h / 2,
        area.x + area.w / 2,
        area.y + area.h / 2,
    )
    number = "".join(f"{round(corner * 65535):04x}" for corner in corners).lstrip("0")
    return (
        f"[Picasa]\r\nname=Album\r\n[Contacts2]\r\nab={name};j@example.org;\r\n"
        f"[{file}]\r\nstar=yes\r\nrotate=rotate(1)\r\n"
        f"faces=rect64({number}),{person};rect64(3f845bcb59418507),ffffffffffffffff\r\n"
    )


def side_by_side(path: Path, *colours: Colour, orientation: int = 1, xmp: bytes = b"") -> Path:
    """A painted photo, stored as by a camera that is held in this orientation."""
    upright = np.asarray(Image.open(paint(path, *colours)))
    exif, info = Image.Exif(), PngInfo()
    exif[0x0112] = orientation
    if xmp:
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    stored = Image.fromarray(stored_for(orientation, upright))
    stored.save(path, "PNG", exif=exif.tobytes(), pnginfo=info)
    return path


def area_of(box: Box, orientation: int) -> Area:
    area = to_area(box, SIZE, orientation)
    assert area
    return area


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_source_gives_the_place_in_the_upright_photo(
    tmp_path: Path, orientation: int
) -> None:
    area, stored = area_of(RIGHT, orientation), upright_size(SIZE, orientation)
    sources = {
        "embedded": packet(mwg("Jörg", area, stored)),
        "microsoft": packet(microsoft("Jörg", area)),
        "sidecar": b"",
        "picasa": b"",
    }
    for source, xmp in sources.items():
        photo = tmp_path / source / "photo.png"
        side_by_side(photo, RED, GREEN, orientation=orientation, xmp=xmp)
        if source == "sidecar":
            photo.with_name("photo.png.xmp").write_bytes(packet(mwg("Jörg", area, stored)))
        if source == "picasa":
            (photo.parent / ".picasa.ini").write_text(picasa(photo.name, area), "utf-8")
        (tag,) = read_tags(photo).named
        assert tag.name == "Jörg", source
        assert tag.box == pytest.approx(RIGHT, abs=PICASAS_STEP), source


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_xmp_in_photos_of_every_kind_is_read(tmp_path: Path, kind: str) -> None:
    xmp = packet(mwg("Anna", Area(0.5, 0.5, 0.25, 0.25), (96, 64)))
    options: dict[str, Any] = {"xmp": xmp}
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options = {"pnginfo": info}
    photo, image = tmp_path / "photo", Image.fromarray(truth())
    if kind == "TIFF":
        image.save(photo, kind, tiffinfo={700: xmp})  # the tag's number: Adobe's XMP part 3
    else:
        photo.write_bytes(encoded(image, kind, **options))
    (tag,) = read_tags(photo).named
    assert tag.box == pytest.approx((36, 24, 24, 16))


def test_picasas_rectangles_of_raw_files_are_those_of_the_upright_photo(tmp_path: Path) -> None:
    photo = tmp_path / "photo.DNG"
    photo.write_bytes(dng(truth(), 6, None))
    text = picasa(photo.name, Area(0.25, 0.25, 0.5, 0.5))
    (tmp_path / ".picasa.ini").write_text(text, "utf-8")
    (tag,) = read_tags(photo).named
    assert tag.box == pytest.approx((0, 0, 48, 32), abs=PICASAS_STEP)


def test_a_file_beside_the_photo_counts_more_and_each_person_is_there_once(tmp_path: Path) -> None:
    inside = packet(mwg("Anna", area_of(LEFT, 1), SIZE))
    photo = side_by_side(tmp_path / "photo.png", RED, GREEN, xmp=inside)
    photo.with_name("photo.xmp").write_bytes(packet(mwg(" Anna ", area_of(RIGHT, 1), SIZE)))
    (tmp_path / ".picasa.ini").write_text(picasa(photo.name, area_of(LEFT, 1)), "utf-8")
    tags = read_tags(photo).named
    assert [tag.name for tag in tags] == ["Anna", "Jörg"]
    assert tags[0].box == pytest.approx(RIGHT)


@given(st.binary(max_size=200) | st.text(alphabet="[]=;,()rect64fab\n Contacts2").map(str.encode))
def test_picasas_file_may_hold_any_rubbish(
    tmp_path_factory: pytest.TempPathFactory, rubbish: bytes
) -> None:
    folder = tmp_path_factory.mktemp("picasa")
    text = picasa("a.jpg", Area(0.5, 0.5, 0.5, 0.5)).encode()
    (folder / ".picasa.ini").write_bytes(text + b"\n[x]\n" + rubbish + b"\n" + text)
    assert [name for name, _ in read_faces(folder)["a.jpg"]] == ["Jörg"]


def test_faces_without_a_name_are_left_out(tmp_path: Path) -> None:
    area = area_of(LEFT, 1)
    for content in (mwg("", area, SIZE), mwg("  ", area, SIZE), microsoft("", area)):
        assert (
            read_tags(side_by_side(tmp_path / "a.png", RED, GREEN, xmp=packet(content))).named == ()
        )
    unknown = picasa("a.png", area, person="00cd")
    (tmp_path / ".picasa.ini").write_text(unknown, "utf-8")
    assert read_tags(tmp_path / "a.png").named == ()


def test_damaged_xmp_is_said(tmp_path: Path) -> None:
    photo = side_by_side(tmp_path / "photo.png", RED)
    photo.with_name("photo.png.xmp").write_bytes(b"<x:xmpmeta")
    tags = read_tags(photo)
    assert not tags.named
    assert [problem.reason for problem in tags.problems] == [
        "names of its faces cannot be read: photo.png.xmp beside it: it is damaged"
    ]


def test_many_photos_of_a_person_are_thinned_out_evenly(tmp_path: Path) -> None:
    text = picasa("x", Area(0.5, 0.5, 0.5, 0.5))
    rectangle = text[text.index("faces=") :]
    for number in range(2 * ENOUGH):
        paint(tmp_path / f"{number:03}.png", RED)
        text += f"[{number:03}.png]\n{rectangle}"
    (tmp_path / ".picasa.ini").write_text(text, "utf-8")
    tagged = find_tagged(tmp_path)
    photos = tagged.people["Jörg"].photos
    assert [photo.relative for photo in photos] == [f"{2 * i:03}.png" for i in range(ENOUGH)]
    assert list(tagged.boxes["Jörg"]) == photos
    assert tagged.counts == {"Jörg": 2 * ENOUGH}


def test_a_folder_without_names_is_said(tmp_path: Path) -> None:
    side_by_side(tmp_path / "p" / "a.png", RED, xmp=packet(mwg("Anna", area_of(LEFT, 1), SIZE)))
    paint(tmp_path / "q" / "b.png", RED)
    assert list(find_tagged(tmp_path).people) == ["Anna"]
    with pytest.raises(PeopleError, match="no face has a name"):
        find_tagged(tmp_path / "q")
    with pytest.raises(PeopleError, match="no face has the name 'Ben'"):
        find_tagged(tmp_path, "Ben")
    with pytest.raises(UsageError):
        find_tagged(tmp_path / "nothing")


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Anna is green, and named in a photo where the larger part is somebody else's."""
    anna = packet(mwg("Anna", area_of(RIGHT, 6), upright_size(SIZE, 6)))
    side_by_side(tmp_path / "album" / "one.png", RED, GREEN, orientation=6, xmp=anna)
    side_by_side(tmp_path / "album" / "two.png", GREEN, BLUE)
    ini = picasa("two.png", area_of(RIGHT, 1), name="Jörg")
    (tmp_path / "album" / ".picasa.ini").write_text(ini, "utf-8")
    paint(tmp_path / "album" / "nobody.png", RED)
    paint(tmp_path / "photos" / "green.png", GREEN)
    paint(tmp_path / "photos" / "red.png", RED)
    paint(tmp_path / "photos" / "blue.png", BLUE)
    return tmp_path / "album"


@pytest.mark.slow
def test_the_named_face_is_looked_for_and_no_other(run: Run, album: Path, tmp_path: Path) -> None:
    done = run("find", "-k", f"tags:{album}", "-i", tmp_path / "photos")
    assert done.code == 0, done.err
    found = [line.split("\t") for line in done.out.splitlines()]
    assert [(person, verdict, Path(path).name) for person, verdict, _, path in found] == [
        ("Anna", "sure", "green.png"),
        ("Jörg", "sure", "blue.png"),
    ]
    assert "faces; the largest" not in done.err


@pytest.mark.slow
def test_one_of_the_named_people_can_be_chosen(run: Run, album: Path, tmp_path: Path) -> None:
    done = run("find", "-k", f"tags:{album}", "-n", "Jörg", "-i", tmp_path / "photos")
    assert [line.split("\t")[0] for line in done.out.splitlines()] == ["Jörg"]


@pytest.mark.slow
def test_a_name_where_no_face_is_found_is_said(run: Run, album: Path, tmp_path: Path) -> None:
    ini = picasa("two.png", Area(0.9, 0.1, 0.1, 0.1), name="Anna")
    (album / ".picasa.ini").write_text(ini, "utf-8")
    done = run("find", "-k", f"tags:{album}", "-i", tmp_path / "photos")
    assert done.code == 0
    assert "Anna: 1 of 2 reference photos used" in done.err
    assert "two.png: no face was found where the name is; not used" in done.err
    assert [line.split("\t")[0] for line in done.out.splitlines()] == ["Anna"]


@pytest.mark.slow
def test_names_that_cannot_be_read_are_said(run: Run, album: Path, tmp_path: Path) -> None:
    (album / "nobody.png.xmp").write_bytes(b"rubbish")
    done = run("find", "-k", f"tags:{album}", "-i", tmp_path / "photos")
    assert done.code == 0
    assert (
        "nobody.png: names of its faces cannot be read: nobody.png.xmp beside it: it is damaged"
        in done.err
    )


@pytest.mark.slow
def test_what_find_writes_serves_as_references(run: Run, album: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    assert run("find", "-k", f"tags:{album}", "-i", photos, "--sidecar-originals").code == 0
    side_by_side(tmp_path / "more" / "both.png", GREEN, RED, BLUE, orientation=8)
    done = run("find", "-k", f"tags:{photos}", "-i", tmp_path / "more")
    assert [line.split("\t")[0] for line in done.out.splitlines()] == ["Anna", "Jörg"]


@pytest.mark.parametrize("beside", [b"", b"<x:xmpmeta", b"\xff\xfe\0", packet("")])
def test_what_is_wrong_beside_a_photo_hides_no_name_in_it(tmp_path: Path, beside: bytes) -> None:
    inside = packet(mwg("Anna", area_of(LEFT, 1), SIZE))
    photo = side_by_side(tmp_path / "photo.png", RED, GREEN, xmp=inside)
    photo.with_name("photo.png.xmp").write_bytes(beside)
    (tmp_path / ".picasa.ini").write_text(picasa(photo.name, area_of(RIGHT, 1)), "utf-8")
    tags = read_tags(photo)
    assert [tag.name for tag in tags.named] == ["Anna", "Jörg"]
    assert len(tags.problems) == (beside != packet(""))


def test_what_is_wrong_in_a_photo_hides_no_name_beside_it(tmp_path: Path) -> None:
    photo = side_by_side(tmp_path / "photo.png", RED, GREEN, xmp=b"<x:xmpmeta")
    beside = packet(mwg("Anna", area_of(LEFT, 1), SIZE))
    photo.with_name("photo.png.xmp").write_bytes(beside)
    tags = read_tags(photo)
    assert [tag.name for tag in tags.named] == ["Anna"]
    assert "the XMP in the photo: it is damaged" in tags.problems[0].reason


@pytest.mark.parametrize("name", ["PHOTO.PNG.XMP", "photo.png.XMP", "photo.XMP", "Photo.Xmp"])
def test_capitals_in_the_name_of_an_xmp_file_do_not_count(tmp_path: Path, name: str) -> None:
    photo = side_by_side(tmp_path / "photo.png", RED, GREEN)
    photo.with_name(name).write_bytes(packet(mwg("Anna", area_of(LEFT, 1), SIZE)))
    assert [tag.name for tag in read_tags(photo).named] == ["Anna"]


def test_capitals_do_not_count_in_picasas_list(tmp_path: Path) -> None:
    photo = side_by_side(tmp_path / "photo.png", RED, GREEN)
    text = picasa("PHOTO.PNG", area_of(LEFT, 1))
    (tmp_path / "PICASA.INI").write_text(text, "utf-8")
    assert [tag.name for tag in read_tags(photo).named] == ["Jörg"]


def test_a_face_that_got_another_name_later_has_the_later_one(tmp_path: Path) -> None:
    inside = packet(mwg("Unknown 3", area_of(LEFT, 1), SIZE))
    photo = side_by_side(tmp_path / "photo.png", RED, GREEN, xmp=inside)
    beside = packet(mwg("Anna", area_of(LEFT, 1), SIZE))
    photo.with_name("photo.png.xmp").write_bytes(beside)
    assert [tag.name for tag in read_tags(photo).named] == ["Anna"]


def test_microsofts_names_count_where_others_only_marked_faces(tmp_path: Path) -> None:
    both = mwg("", area_of(LEFT, 1), SIZE) + microsoft("Anna", area_of(LEFT, 1))
    photo = side_by_side(tmp_path / "photo.png", RED, GREEN, xmp=packet(both))
    assert [tag.name for tag in read_tags(photo).named] == ["Anna"]


def test_a_named_face_without_a_place_is_said(tmp_path: Path) -> None:
    text = mwg("Anna", area_of(LEFT, 1), SIZE).replace('stArea:x="', 'stArea:x="?')
    tags = read_tags(side_by_side(tmp_path / "photo.png", RED, xmp=packet(text)))
    assert not tags.named
    assert "where the face of Anna is cannot be understood" in tags.problems[0].reason


def test_one_name_in_several_spellings_is_one_person(tmp_path: Path) -> None:
    for number, name in enumerate(("Jörg", "jörg ", "Jo\u0308rg")):
        xmp = packet(mwg(name, area_of(LEFT, 1), SIZE))
        side_by_side(tmp_path / f"{number}.png", RED, GREEN, xmp=xmp)
    tagged = find_tagged(tmp_path)
    assert tagged.counts == {"Jörg": 3}
    assert list(find_tagged(tmp_path, "JÖRG").people) == ["Jörg"]


@pytest.mark.slow
def test_a_name_without_a_usable_face_does_not_end_the_search(
    run: Run, album: Path, tmp_path: Path
) -> None:
    paint(album / "poster.png", RED)
    ini = picasa("poster.png", Area(0.1, 0.1, 0.05, 0.05), name="Elvis")
    (album / ".picasa.ini").write_text(ini, "utf-8")
    target = tmp_path / "out"
    done = run("find", "-k", f"tags:{album}", "-i", tmp_path / "photos", "--report", target)
    assert done.code == 0, done.err
    assert [line.split("\t")[0] for line in done.out.splitlines()] == ["Anna"]
    assert "Not looked for, because no face with the name can be used: Elvis." in done.err
    assert "Elvis: not looked for" in done.err
    assert "Not looked for, because no face with the name can be used: Elvis." in text_of(target)
    done = run("find", "-k", f"tags:{album}", "-n", "Elvis", "-i", tmp_path / "photos")
    assert done.code == 3
    assert "Name a sharp face" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("form", ['stArea:d="0.3"', ""])
def test_a_circle_or_a_point_names_the_face_there(
    run: Run, album: Path, tmp_path: Path, form: str
) -> None:
    area = area_of(RIGHT, 1)
    text = mwg("Anna", area, SIZE).replace(f'stArea:w="{area.w}" stArea:h="{area.h}"', form)
    side_by_side(tmp_path / "round" / "one.png", RED, GREEN, xmp=packet(text))
    done = run("find", "-k", f"tags:{tmp_path / 'round'}", "-i", tmp_path / "photos")
    assert done.code == 0, done.err
    assert [Path(line.split("\t")[3]).name for line in done.out.splitlines()] == ["green.png"]
