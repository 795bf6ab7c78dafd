"""Names in XMP files, as exiftool reads them, and what was in such a file before."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from facefinder.decode.head import Head, read_head
from facefinder.names.merge import NamedFace, merged
from facefinder.names.read import read_tags
from facefinder.names.regions import to_area
from facefinder.names.write import TaggedFace, write_sidecars
from facefinder.names.xmp import NAMESPACES, parse
from facefinder.names.xmp_regions import read_regions
from facefinder.records.boxes import Box
from tests.conftest import ROOT
from tests.support.needs import EXIFTOOL, MODES, needs
from tests.support.picture_files import dng, encoded, stored_for, truth
from tests.support.privilege import without_privilege

PROGRAM = shutil.which("exiftool")
BOX = Box(12, 8, 24, 16)
UPRIGHT = (96, 64)
STEP = 1e-6
"""Areas are written with six decimals of a side; place and size are each off by half a step."""


def picture(path: Path, orientation: int = 1, kind: str = "JPEG") -> Path:
    image = Image.fromarray(stored_for(orientation, truth()))
    path.write_bytes(encoded(image, kind, orientation))
    return path


def by_exiftool(path: Path) -> dict[str, Any]:
    assert PROGRAM
    done = subprocess.run(
        [PROGRAM, "-struct", "-json", "-n", "-XMP:all", "-validate", "-warning", str(path)],
        capture_output=True,
        check=True,
    )
    (content,) = json.loads(done.stdout)
    assert content.pop("Validate") == "0 0 0"
    return dict(content)


def xmp_of(photo: Path) -> Path:
    return photo.with_name(f"{photo.name}.xmp")


@pytest.mark.slow
@needs(EXIFTOOL)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exiftool_reads_the_name_and_the_place(tmp_path: Path, orientation: int) -> None:
    photo = picture(tmp_path / "photo.jpg", orientation)
    before = photo.read_bytes()
    result = write_sidecars([TaggedFace(photo, "Anna", BOX)])
    assert (result.written, result.failed) == ([xmp_of(photo)], [])
    content = by_exiftool(xmp_of(photo))
    assert content["PersonInImage"] == ["Anna"]
    assert content["TagsList"] == ["People/Anna"]
    stored = (64, 96) if orientation >= 5 else (96, 64)
    info = content["RegionInfo"]
    assert info["AppliedToDimensions"] == {"W": stored[0], "H": stored[1], "Unit": "pixel"}
    (region,) = info["RegionList"]
    assert (region["Name"], region["Type"], region["Area"]["Unit"]) == (
        "Anna",
        "Face",
        "normalized",
    )
    area = to_area(BOX, UPRIGHT, orientation)
    assert area
    assert [region["Area"][side] for side in "XYWH"] == pytest.approx(area, abs=STEP)
    assert photo.read_bytes() == before


ODD_NAMES = [
    "Jörg Müller",
    'O\'Brien "the <b>" & Söhne]]>',
    "a\x00b\x1bc\nd\re\tf",
    "\u202egnp.exe",
    "笑顔 😀",
    "\ud800 broken \udcff",
    "\uffff\ufffe",
    "</rdf:li><rdf:li>Eve",
    "&amp;&#65;<!-- -->",
    "<!DOCTYPE x>",
]


@pytest.mark.slow
@needs(EXIFTOOL)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_no_name_is_anything_but_a_name(tmp_path: Path, name: str) -> None:
    photo = picture(tmp_path / "photo.jpg")
    for _ in range(2):
        assert not write_sidecars([TaggedFace(photo, name, BOX)]).failed
    content = by_exiftool(xmp_of(photo))
    assert set(content) == {"SourceFile", "RegionInfo", "PersonInImage", "TagsList"}
    (shown,) = content["PersonInImage"]
    assert [region["Name"] for region in content["RegionInfo"]["RegionList"]] == [shown]
    assert content["TagsList"] == ["People/" + shown.replace("/", "-")]
    if name.isprintable() and "\uffff" not in name:
        assert shown == name


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_names_make_a_whole_document_that_needs_nothing_more(names: list[str]) -> None:
    head = Head((96, 64), 6, b"")
    faces = [NamedFace(name, Box(i, i, 20, 20)) for i, name in enumerate(names)]
    once = merged(None, faces, head)
    root = ET.fromstring(once)  # noqa: S314 - our own document; an independent parser
    found = [element.text for element in root.iter(f"{{{NAMESPACES['mwg-rs']}}}Name")]
    assert len(found) == len({name for name in found if name})
    assert merged(once, faces, head) == once


def test_several_people_share_the_file_whatever_the_order(tmp_path: Path) -> None:
    photo, other = picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg")
    ben = Box(60, 30, 24, 16)
    faces = [
        TaggedFace(photo, "Anna", BOX),
        TaggedFace(other, "Anna", BOX),
        TaggedFace(photo, "Ben", ben),
    ]
    assert write_sidecars(faces).written == [xmp_of(photo), xmp_of(other)]
    assert [tag.name for tag in read_tags(photo).named] == ["Anna", "Ben"]
    assert [tag.name for tag in read_tags(other).named] == ["Anna"]


def test_a_name_that_is_there_in_another_spelling_is_not_written_again(tmp_path: Path) -> None:
    photo = picture(tmp_path / "a.jpg")
    write_sidecars([TaggedFace(photo, "J\xf6rg  Maier", BOX)])
    before = xmp_of(photo).read_bytes()
    assert write_sidecars([TaggedFace(photo, "jo\u0308rg maier", BOX)]).unchanged
    assert xmp_of(photo).read_bytes() == before


def test_to_write_twice_changes_nothing(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.jpg")
    faces = [TaggedFace(photo, "Anna", BOX)]
    write_sidecars(faces)
    state = xmp_of(photo).read_bytes(), xmp_of(photo).stat().st_mtime_ns
    again = write_sidecars([*faces, TaggedFace(photo, "Anna", Box(13, 9, 20, 20))])
    assert (again.written, again.unchanged) == ([], [xmp_of(photo)])
    assert (xmp_of(photo).read_bytes(), xmp_of(photo).stat().st_mtime_ns) == state


FOREIGN = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\r
<!-- kept by hand -->
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 5.6">
<r:RDF xmlns:r="{NAMESPACES["rdf"]}">
<r:Description r:about="uuid:1" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
  xmlns:own="urn:somebody" crs:Exposure2012="+0.50" own:note="two&#xA;lines &lt;"/>
<r:Description r:about="uuid:1" xmlns:i="{NAMESPACES["Iptc4xmpExt"]}"
  xmlns:m="{NAMESPACES["mwg-rs"]}" xmlns:d="{NAMESPACES["stDim"]}" xmlns:a="{NAMESPACES["stArea"]}"
  xmlns:own="urn:somebody">
 <i:PersonInImage><r:Bag><r:li>Grandma</r:li></r:Bag></i:PersonInImage>
 <own:thing><![CDATA[a & b]]></own:thing>
 <m:Regions r:parseType="Resource"><m:AppliedToDimensions d:w="96" d:h="64" d:unit="pixel"/>
  <m:RegionList><r:Bag><r:li><r:Description m:Name="Grandma" m:Type="Face" own:by="me">
   <m:Area a:x="0.75" a:y="0.75" a:w="0.2" a:h="0.2" a:unit="normalized"/>
  </r:Description></r:li></r:Bag></m:RegionList></m:Regions>
</r:Description></r:RDF></x:xmpmeta>
<?xpacket end="w"?>    \n""".encode()


def is_part(small: bytes, large: bytes) -> bool:
    """Whether all bytes of one are in the other, in their order."""
    rest = iter(large)
    return all(byte in rest for byte in small)


@pytest.mark.slow
@needs(EXIFTOOL)
@pytest.mark.parametrize("name", ["photo.jpg.xmp", "photo.xmp"])
def test_what_is_in_a_file_stays_byte_for_byte(tmp_path: Path, name: str) -> None:
    photo, sidecar = picture(tmp_path / "photo.jpg"), tmp_path / name
    sidecar.write_bytes(FOREIGN)
    sidecar.chmod(0o664)
    before = by_exiftool(sidecar)
    assert write_sidecars([TaggedFace(photo, "Anna", BOX)]).written == [sidecar]
    assert is_part(FOREIGN, sidecar.read_bytes())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photo.jpg", name]
    after = by_exiftool(sidecar)
    assert after["PersonInImage"] == ["Grandma", "Anna"]
    assert after.pop("TagsList") == ["People/Anna"]
    regions = after["RegionInfo"]["RegionList"]
    assert [region["Name"] for region in regions] == ["Grandma", "Anna"]
    del regions[1]
    after["PersonInImage"] = before["PersonInImage"]
    assert after == before
    assert parse(sidecar.read_bytes()).about == "uuid:1"
    if os.name != "nt":
        assert stat.S_IMODE(sidecar.stat().st_mode) == 0o664


def test_a_face_that_has_a_name_keeps_it(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.jpg")
    xmp_of(photo).write_bytes(FOREIGN)
    grandma = Box(0.65 * 96, 0.65 * 64, 0.2 * 96, 0.2 * 64)
    assert write_sidecars([TaggedFace(photo, "Anna", grandma)]).written == []
    assert xmp_of(photo).read_bytes() == FOREIGN


def test_a_person_in_a_group_of_tags_is_not_tagged_again(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.jpg")
    write_sidecars([TaggedFace(photo, "Anna", BOX)])
    text = xmp_of(photo).read_text("utf-8").replace("People/Anna", "People/Family/Anna")
    xmp_of(photo).write_text(text, "utf-8")
    assert write_sidecars([TaggedFace(photo, "Anna", BOX)]).written == []


@pytest.mark.parametrize("applied_to", [(96, 64), (64, 96)])
def test_new_regions_follow_the_orientation_of_those_that_are_there(
    tmp_path: Path, applied_to: tuple[int, int]
) -> None:
    photo = picture(tmp_path / "photo.jpg", orientation=6)
    old, new = b'd:w="96" d:h="64"', f'd:w="{applied_to[0]}" d:h="{applied_to[1]}"'.encode()
    xmp_of(photo).write_bytes(FOREIGN.replace(old, new))
    corner = Box(0, 0, 12, 16)
    write_sidecars([TaggedFace(photo, "Anna", corner)])
    boxes = {tag.name: tag.box for tag in read_tags(photo).named}
    assert boxes["Anna"] == pytest.approx(corner, abs=STEP * max(UPRIGHT))
    document = parse(xmp_of(photo).read_bytes())
    area = next(region.area for region in read_regions(document) if region.name == "Anna")
    upright = applied_to == (96, 64)  # stored are 64 x 96
    assert area == pytest.approx(to_area(corner, UPRIGHT, 1 if upright else 6), abs=STEP)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "document type"),
        (FOREIGN[:-200], "damaged"),
        (b"", "empty"),
        (b"<html/>", "not an XMP file"),
        (FOREIGN.decode().encode("utf-16"), "UTF-8"),
        (FOREIGN.replace(b"<r:Bag><r:li>Grandma</r:li></r:Bag>", b"Grandma"), "unknown form"),
    ],
)
def test_what_cannot_be_understood_is_left_alone_and_told(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    photo, good = picture(tmp_path / "photo.jpg"), picture(tmp_path / "good.jpg")
    xmp_of(photo).write_bytes(content)
    result = write_sidecars([TaggedFace(photo, "Anna", BOX), TaggedFace(good, "Anna", BOX)])
    assert result.written == [xmp_of(good)]
    (failed,) = result.failed
    assert failed.photo.path == photo
    assert reason in failed.reason
    assert "photo.jpg.xmp" in failed.reason
    assert xmp_of(photo).read_bytes() == content
    assert len(list(tmp_path.iterdir())) == 4


def test_a_file_in_the_way_and_a_photo_that_is_gone_are_told(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.jpg")
    xmp_of(photo).mkdir()
    result = write_sidecars(
        [TaggedFace(photo, "Anna", BOX), TaggedFace(tmp_path / "gone.jpg", "Anna", BOX)]
    )
    assert [failed.photo.path.name for failed in result.failed] == ["photo.jpg", "gone.jpg"]


@pytest.mark.slow
@needs(MODES)
def test_a_folder_that_may_not_be_written_does_not_end_the_run(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    photo, good = picture(locked / "photo.jpg"), picture(tmp_path / "good.jpg")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from facefinder.records.boxes import Box\n"
        "from facefinder.names.write import TaggedFace, write_sidecars\n"
        "faces = [TaggedFace(Path(path), 'Anna', Box(12, 8, 24, 16)) for path in sys.argv[1:]]\n"
        "for failed in write_sidecars(faces).failed:\n"
        "    print(failed.photo.path.name, failed.reason)\n"
    )
    locked.chmod(0o500)
    done = subprocess.run(
        [*without_privilege(), sys.executable, "-c", code, str(photo), str(good)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    locked.chmod(0o700)
    assert done.stdout.startswith("photo.jpg not named: "), done.stderr
    assert "may not be written" in done.stdout
    assert xmp_of(good).exists()
    assert [path.name for path in locked.iterdir()] == ["photo.jpg"]


def test_the_file_of_another_photo_is_never_touched(tmp_path: Path) -> None:
    """Lightroom's `photo.xmp` beside `photo.cr2` and `photo.jpg` belongs to the RAW file."""
    photo = picture(tmp_path / "photo.jpg")
    (tmp_path / "photo.CR2").write_bytes(b"raw")
    (tmp_path / "photo.xmp").write_bytes(FOREIGN)
    assert write_sidecars([TaggedFace(photo, "Anna", BOX)]).written == [xmp_of(photo)]
    assert (tmp_path / "photo.xmp").read_bytes() == FOREIGN
    xmp_of(photo).unlink()
    (tmp_path / "photo.CR2").unlink()
    said = FOREIGN.replace(
        b'crs:Exposure2012="+0.50"',
        b'xmlns:p="http://ns.adobe.com/photoshop/1.0/" p:SidecarForExtension="CR2"',
    )
    (tmp_path / "photo.xmp").write_bytes(said)
    assert write_sidecars([TaggedFace(photo, "Anna", BOX)]).written == [xmp_of(photo)]
    assert (tmp_path / "photo.xmp").read_bytes() == said


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_stored_size_and_the_orientation_of_every_format(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    head = read_head(picture(tmp_path / "photo", orientation, kind))
    assert head.stored == ((64, 96) if orientation >= 5 else (96, 64))
    assert head.orientation == orientation


@pytest.mark.parametrize("orientation", [1, 6])
def test_the_stored_size_and_the_orientation_of_raw(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "photo.dng"
    path.write_bytes(dng(truth(), orientation, None))
    head = read_head(path)
    assert head.stored == ((64, 96) if orientation >= 5 else (96, 64))
    assert head.orientation == orientation


@pytest.mark.slow
@needs(EXIFTOOL)
@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("orientation", [1, 6])
def test_what_exiftool_writes_is_read_and_added_to(
    tmp_path: Path, orientation: int, beside: bool
) -> None:
    photo = picture(tmp_path / "photo.jpg", orientation)
    area = to_area(Box(60, 30, 24, 16), UPRIGHT, orientation)
    stored = read_head(photo).stored
    assert area
    assert PROGRAM
    sides = ",".join(f"{side}={value}" for side, value in zip("XYWH", area, strict=True))
    info = (
        f"-RegionInfo={{AppliedToDimensions={{W={stored[0]},H={stored[1]},Unit=pixel}},"
        f"RegionList=[{{Area={{{sides},Unit=normalized}},Name=Gr\u00fc\u00df & Co,Type=Face}}]}}"
    )
    target = xmp_of(photo) if beside else photo
    subprocess.run([PROGRAM, "-q", "-overwrite_original", info, str(target)], check=True)
    (tag,) = read_tags(photo).named
    assert tag.name == "Gr\u00fc\u00df & Co"
    assert tag.box == pytest.approx((60, 30, 24, 16), abs=STEP * max(UPRIGHT))
    assert write_sidecars([TaggedFace(photo, "Anna", BOX)]).written == [xmp_of(photo)]
    assert {tag.name for tag in read_tags(photo).named} == {"Gr\u00fc\u00df & Co", "Anna"}
    regions = by_exiftool(xmp_of(photo))["RegionInfo"]["RegionList"]
    assert len(regions) == (2 if beside else 1)


@pytest.mark.slow
@needs(EXIFTOOL)
def test_microsofts_regions_as_exiftool_writes_them(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.jpg", 8)
    area = to_area(BOX, UPRIGHT, 8)
    assert area
    assert PROGRAM
    corner = area.x - area.w / 2, area.y - area.h / 2, area.w, area.h
    rectangle = "|, ".join(map(str, corner))
    info = f"-RegionInfoMP={{Regions=[{{PersonDisplayName=Anna,Rectangle={rectangle}}}]}}"
    subprocess.run([PROGRAM, "-q", "-overwrite_original", info, str(photo)], check=True)
    (tag,) = read_tags(photo).named
    assert tag.box == pytest.approx(BOX, abs=STEP * max(UPRIGHT))


@needs(MODES)
def test_who_may_read_the_photo_may_read_the_names(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.jpg")
    photo.chmod(0o444)
    write_sidecars([TaggedFace(photo, "Anna", BOX)])
    assert stat.S_IMODE(xmp_of(photo).stat().st_mode) == 0o644
