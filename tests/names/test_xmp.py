"""XMP packets are read in all their forms, and changed by inserting only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.names.regions import Area
from facefinder.names.xmp import MAX_BYTES, XmpError, inserted, parse
from facefinder.names.xmp_regions import Region, read_regions
from tests.support.xmp_packets import packet

AS_ELEMENTS = """<mwg-rs:Regions rdf:parseType="Resource">
<mwg-rs:AppliedToDimensions rdf:parseType="Resource"><stDim:w>400</stDim:w><stDim:h>300</stDim:h>
<stDim:unit>pixel</stDim:unit></mwg-rs:AppliedToDimensions>
<mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">
<mwg-rs:Area rdf:parseType="Resource"><stArea:x>0.5</stArea:x><stArea:y>0.25</stArea:y>
<stArea:w>0.125</stArea:w><stArea:h>0.2</stArea:h><stArea:unit>normalized</stArea:unit>
</mwg-rs:Area><mwg-rs:Type>Face</mwg-rs:Type><mwg-rs:Name>Anna</mwg-rs:Name></rdf:li></rdf:Bag>
</mwg-rs:RegionList></mwg-rs:Regions>"""

AS_ATTRIBUTES = """<mwg-rs:Regions rdf:parseType="Resource">
<mwg-rs:AppliedToDimensions stDim:w="400" stDim:h="300" stDim:unit="pixel"/>
<mwg-rs:RegionList><rdf:Bag><rdf:li>
<rdf:Description mwg-rs:Rotation="0.0" mwg-rs:Name="Anna" mwg-rs:Type="Face">
<mwg-rs:Area stArea:x="0.5" stArea:y="0.25" stArea:w="0.125" stArea:h="0.2"/>
</rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"""

WITH_DESCRIPTIONS = """<mwg-rs:Regions><rdf:Description>
<mwg-rs:AppliedToDimensions><rdf:Description stDim:w="400" stDim:h="300" stDim:unit="pixel"/>
</mwg-rs:AppliedToDimensions><mwg-rs:RegionList><rdf:Seq><rdf:li>
<rdf:Description><mwg-rs:Name>Anna</mwg-rs:Name>
<mwg-rs:Area stArea:x="200" stArea:y="75" stArea:w="50" stArea:h="60" stArea:unit="pixel"/>
</rdf:Description></rdf:li></rdf:Seq></mwg-rs:RegionList></rdf:Description></mwg-rs:Regions>"""


@pytest.mark.parametrize("properties", [AS_ELEMENTS, AS_ATTRIBUTES, WITH_DESCRIPTIONS])
def test_regions_are_read_in_every_form_of_rdf(properties: str) -> None:
    (region,) = read_regions(parse(packet(properties)))
    assert region == Region("Anna", Area(0.5, 0.25, 0.125, 0.2), (400, 300))


def test_microsofts_regions_are_read_behind_the_others() -> None:
    properties = """<MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>
    <rdf:li MPReg:Rectangle="0.25, 0.5, 0.125, 0.25" MPReg:PersonDisplayName="Anna"/>
    <rdf:li rdf:parseType="Resource"><MPReg:Rectangle>rubbish</MPReg:Rectangle></rdf:li>
    </rdf:Bag></MPRI:Regions></MP:RegionInfo>"""
    region, rubbish = read_regions(parse(packet(properties)))
    assert region == Region("Anna", Area(0.3125, 0.625, 0.125, 0.25))
    assert rubbish == Region("", None)
    mwg, *others = read_regions(parse(packet(properties + AS_ELEMENTS)))
    assert mwg.applied_to == (400, 300)
    assert others == [region, Region("", None)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('stArea:w="0.125"', 'stArea:w="nan"'),
        ('stArea:w="0.125"', 'stArea:w="0"'),
        ('stArea:w="0.125"', ""),
        ('stArea:x="0.5"', ""),
    ],
)
def test_a_place_that_cannot_be_understood_is_none(old: str, new: str) -> None:
    (region,) = read_regions(parse(packet(AS_ATTRIBUTES.replace(old, new))))
    assert region == Region("Anna", None, (400, 300))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Face", "face"),
        (">Anna<", '><rdf:Alt><rdf:li xml:lang="x-default">Anna</rdf:li></rdf:Alt><'),
        (">Anna<", "><rdf:Alt><rdf:li>Anna</rdf:li><rdf:li>Anne</rdf:li></rdf:Alt><"),
    ],
)
def test_names_and_kinds_as_some_programs_write_them(old: str, new: str) -> None:
    (region,) = read_regions(parse(packet(AS_ELEMENTS.replace(old, new))))
    assert region.name == "Anna"
    assert region.area


def test_zeros_behind_a_packet_are_no_damage() -> None:
    document = parse(packet(AS_ELEMENTS) + bytes(99))
    assert [region.name for region in read_regions(document)] == ["Anna"]
    assert parse(inserted(document, [(document.descriptions[0], "<a/>")])).descriptions


def test_what_is_no_face_is_passed_over() -> None:
    properties = AS_ATTRIBUTES.replace('mwg-rs:Type="Face"', 'mwg-rs:Type="Pet"')
    assert read_regions(parse(packet(properties))) == []


def test_pixels_without_a_size_cannot_be_understood() -> None:
    properties = WITH_DESCRIPTIONS.replace('stDim:w="400"', 'stDim:w="0"')
    (region,) = read_regions(parse(packet(properties)))
    assert region.area is None


SIDES = 'stArea:w="0.125" stArea:h="0.2"'


@pytest.mark.parametrize(
    ("form", "area"),
    [
        ('stArea:d="0.2"', (0.5, 0.25, 0.15, 0.2)),  # of the smaller side, 300 pixels: 60
        ("", (0.5, 0.25, 0, 0)),
        ('stArea:w="0" stArea:h="0" stArea:d="0.2"', (0.5, 0.25, 0.15, 0.2)),
        ('stArea:w="0" stArea:h="0.0" stArea:d="0"', (0.5, 0.25, 0, 0)),
    ],
)
def test_circles_and_points_are_places_too(form: str, area: tuple[float, ...]) -> None:
    (region,) = read_regions(parse(packet(AS_ATTRIBUTES.replace(SIDES, form))))
    assert region.area == pytest.approx(area)


def test_a_circle_in_pixels_is_as_wide_as_it_is_high() -> None:
    properties = WITH_DESCRIPTIONS.replace('stArea:w="50" stArea:h="60"', 'stArea:d="60"')
    (region,) = read_regions(parse(packet(properties)))
    assert region.area == pytest.approx((0.5, 0.25, 0.15, 0.2))


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + packet(
    ""
).replace(b"</rdf:Description>", b"&b;</rdf:Description>")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "document type"),
        (b"", "damaged"),
        (b"\xff\xd8\xff\xe0 no XML", "damaged"),
        (packet("")[:-5], "damaged"),
        (b"<?xml version='1.0' encoding='no-such'?>" + packet(""), "damaged"),
        (b"<gpx/>", "not an XMP file"),
        (b" " * (MAX_BYTES + 1), "too large"),
    ],
)
def test_what_is_no_harmless_xmp_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(XmpError, match=reason):
        parse(data)


@given(st.binary(max_size=300))
def test_rubbish_is_refused_and_nothing_else_happens(rubbish: bytes) -> None:
    middle = len(packet(AS_ELEMENTS)) // 2
    whole = packet(AS_ELEMENTS)
    for data in (rubbish, whole[:middle] + rubbish + whole[middle:]):
        try:
            read_regions(parse(data))
        except XmpError:
            continue


@pytest.mark.parametrize(
    "front", [b"", b"\xef\xbb\xbf", b'<?xml version="1.0"?>\r\n<!-- \xc3\xa4 -->']
)
@pytest.mark.parametrize("kind", ["Bag", "Seq"])
@pytest.mark.parametrize("inside", ["", "<rdf:li>Jörg &amp; Ä</rdf:li>\r\n "])
def test_only_the_inserted_bytes_are_new(front: bytes, kind: str, inside: str) -> None:
    name = "Iptc4xmpExt:PersonInImage"
    data = front + packet(f"<!-- ä --><{name}>\t<rdf:{kind}>{inside}</rdf:{kind}></{name}>")
    document = parse(data)
    node = document.property_named(name)
    assert node
    assert node.container
    new = inserted(document, [(node.container, "<rdf:li>1</rdf:li>"), (document.rdf, "<!--2-->")])
    end = f"</rdf:{kind}>".encode()
    expected = data.replace(end, b"<rdf:li>1</rdf:li>" + end)
    assert new == expected.replace(b"</rdf:RDF>", b"<!--2--></rdf:RDF>")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<rdf:Seq/>", "<rdf:Seq>NEW</rdf:Seq>"),
        ("<rdf:Seq  />", "<rdf:Seq  >NEW</rdf:Seq>"),
        ('<rdf:Seq rdf:nodeID="a"/>', '<rdf:Seq rdf:nodeID="a">NEW</rdf:Seq>'),
        ("<rdf:Seq></rdf:Seq>", "<rdf:Seq>NEW</rdf:Seq>"),
        ("<rdf:Seq>/></rdf:Seq>", "<rdf:Seq>/>NEW</rdf:Seq>"),
        ("<rdf:Seq><!--/> --></rdf:Seq>", "<rdf:Seq><!--/> -->NEW</rdf:Seq>"),
        ("<rdf:Seq><rdf:li/></rdf:Seq>", "<rdf:Seq><rdf:li/>NEW</rdf:Seq>"),
    ],
)
def test_an_empty_element_is_opened_and_no_other(old: str, new: str) -> None:
    data = packet(f"<digiKam:TagsList>{old}</digiKam:TagsList>")
    document = parse(data)
    node = document.property_named("digiKam:TagsList")
    assert node
    assert node.container
    item = "<rdf:li>\u00e4</rdf:li>"
    expected = data.replace(old.encode(), new.replace("NEW", item).encode())
    assert inserted(document, [(node.container, item)]) == expected


def test_an_array_in_an_impossible_form_is_refused() -> None:
    document = parse(packet("", 'digiKam:TagsList="People/Anna"'))
    with pytest.raises(XmpError, match="unknown form"):
        document.property_named("digiKam:TagsList")


def test_other_encodings_are_read_and_known_as_such() -> None:
    text = packet(AS_ELEMENTS).decode().replace("Anna", "Jörg")
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        mark = "" if encoding == "utf-16" else "\ufeff"
        document = parse((mark + text).encode(encoding))
        assert [region.name for region in read_regions(document)] == ["Jörg"]
        assert not document.is_utf8
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>' + text
    document = parse(declared.encode("iso-8859-1"))
    assert [region.name for region in read_regions(document)] == ["Jörg"]
    assert not document.is_utf8
