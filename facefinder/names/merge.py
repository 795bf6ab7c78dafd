"""What is missing in an XMP packet about some faces, as XML between the bytes that are there."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from facefinder.decode.head import Head
from facefinder.decode.orientation import upright_size
from facefinder.host.text import printable
from facefinder.names.regions import Size, to_area, to_box
from facefinder.names.xmp import NAMESPACES, Document, Node, XmpError, inserted, parse
from facefinder.names.xmp_regions import Region, applied_size, read_regions
from facefinder.records.boxes import Box, is_same_place
from facefinder.records.names import name_key

EMPTY = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    f'<x:xmpmeta xmlns:x="{NAMESPACES["x"]}">\n'
    f'<rdf:RDF xmlns:rdf="{NAMESPACES["rdf"]}">\n'
    "</rdf:RDF>\n"
    "</x:xmpmeta>\n"
    '<?xpacket end="w"?>\n'
).encode()
"""A packet without properties (ISO 16684-1, chapter 7.3)."""

PEOPLE = "People"
"""The tag below which digiKam has the names of people."""


class NamedFace(NamedTuple):
    """A person's face; `box` in pixels of the upright photo."""

    name: str
    box: Box


def merged(old: bytes | None, faces: Sequence[NamedFace], head: Head) -> bytes:
    """Add what is missing to a packet.

    Args:
        old: The packet; None = there is none.
        faces: To be named. A face at whose place a region has another name keeps that name, and
            a person who has a region anywhere in the photo gets no second one.
        head: What the photo's file says about its size and orientation.

    Returns:
        `old` itself when nothing is missing.

    Raises:
        XmpError: `old` cannot be understood, or not be added to.
    """
    document = parse(EMPTY if old is None else old)
    if not document.is_utf8:
        raise XmpError("it is not written in UTF-8")
    upright = upright_size(head.stored, head.orientation)
    marked = [region for region in read_regions(document) if region.name.strip()]
    places = [
        (r.name, to_box(r.area, upright, r.orientation(head.stored, head.orientation)))
        for r in marked
        if r.area
    ]
    clean = [NamedFace(_clean(face.name), face.box) for face in faces]
    wanted = {f.name: f for f in clean if f.name and not _named_otherwise(f, places)}
    change = _Change(document)
    known = {name_key(region.name) for region in marked}
    change.add_regions([face for face in wanted.values() if name_key(face.name) not in known], head)
    change.add_to_list("Iptc4xmpExt:PersonInImage", "Bag", wanted, name_key)
    tags = [f"{PEOPLE}/{name.replace('/', '-')}" for name in wanted]
    change.add_to_list("digiKam:TagsList", "Seq", tags, _person)
    return change.done()


def _named_otherwise(face: NamedFace, places: Sequence[tuple[str, Box]]) -> bool:
    return any(
        name_key(name) != name_key(face.name) and is_same_place(box, face.box)
        for name, box in places
    )


def _clean(name: str) -> str:
    """What XML can hold; control characters become visible escapes."""
    return re.sub("[\ufffe\uffff]", "\ufffd", printable(unicodedata.normalize("NFC", name.strip())))


def _person(tag: str) -> str:
    """Equal for a person's tag, also where the user sorted people into groups."""
    top, _, below = tag.strip().partition("/")
    is_person = top == PEOPLE and below
    return f"{PEOPLE}/{name_key(below.rpartition('/')[2])}" if is_person else name_key(tag)


class _Change:
    """What is to be inserted into a document, and where."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._inside: list[tuple[Node, str]] = []
        self._properties: list[str] = []

    def add_to_list(
        self, name: str, kind: str, values: Iterable[str], key: Callable[[str], str]
    ) -> None:
        """Add texts to an array, those whose `key` is not in it yet."""
        node = self._document.property_named(name)
        there = {key(item.text) for item in node.items} if node else set()
        items = [f"<rdf:li>{escape(value)}</rdf:li>" for value in values if key(value) not in there]
        if node:
            self._insert(node.container, items, name)
        elif items:
            self._properties.append(_element(name, f"<rdf:{kind}>{''.join(items)}</rdf:{kind}>"))

    def add_regions(self, faces: Sequence[NamedFace], head: Head) -> None:
        """Add face regions to those that are there, in the coordinates of those."""
        node = self._document.property_named("mwg-rs:Regions")
        orientation = head.orientation
        if node:
            others = Region("", None, applied_size(node))
            orientation = others.orientation(head.stored, orientation)
        upright = upright_size(head.stored, head.orientation)
        items = [_region(face, upright, orientation) for face in faces]
        items = [item for item in items if item]
        listed = node.member("mwg-rs:RegionList") if node else None
        whole_list = _element("mwg-rs:RegionList", f"<rdf:Bag>{''.join(items)}</rdf:Bag>")
        if listed:
            self._insert(listed.container, items, "mwg-rs:RegionList")
        elif node:
            self._insert(_open_structure(node), [whole_list] if items else [], "mwg-rs:Regions")
        elif items:
            content = _dimensions(head.stored) + whole_list
            self._properties.append(_element("mwg-rs:Regions", content, is_structure=True))

    def _insert(self, node: Node | None, items: Sequence[str], name: str) -> None:
        if items and node is None:
            raise XmpError(f"{name} in it has an unknown form")
        if node:
            self._inside += [(node, _with_prefixes(item)) for item in items]

    def done(self) -> bytes:
        """The new document."""
        additions = self._inside
        if self._properties:
            about = quoteattr(self._document.about)
            text = f"<rdf:Description rdf:about={about}>{''.join(self._properties)}"
            additions = [
                *additions,
                (self._document.rdf, _with_prefixes(f"{text}</rdf:Description>")),
            ]
        return inserted(self._document, additions)


def _region(face: NamedFace, upright: Size, orientation: int) -> str:
    area = to_area(face.box, upright, orientation)
    if area is None:
        return ""
    sides = "".join(
        _element(f"stArea:{side}", f"{value:.6f}") for side, value in zip("xywh", area, strict=True)
    )
    content = (
        _element("mwg-rs:Name", escape(face.name))
        + _element("mwg-rs:Type", "Face")
        + _element("mwg-rs:Area", sides + _element("stArea:unit", "normalized"), is_structure=True)
    )
    return _element("rdf:li", content, is_structure=True)


def _dimensions(stored: Size) -> str:
    sides = [("w", str(stored[0])), ("h", str(stored[1])), ("unit", "pixel")]
    content = "".join(_element(f"stDim:{side}", value) for side, value in sides)
    return _element("mwg-rs:AppliedToDimensions", content, is_structure=True)


def _open_structure(node: Node) -> Node | None:
    """Where another field of a structure may be added."""
    is_open = node.attributes.get("rdf:parseType") == "Resource"
    return node if is_open else node.named("rdf:Description")


def _element(name: str, content: str, *, is_structure: bool = False) -> str:
    kind = ' rdf:parseType="Resource"' if is_structure else ""
    return f"<{name}{kind}>{content}</{name}>"


def _with_prefixes(element: str) -> str:
    """Declare in an element what its names are short for: the document may call them otherwise."""
    used = [prefix for prefix in NAMESPACES if re.search(rf"[</ ]{prefix}:", element)]
    declared = "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in used)
    return re.sub(r"^<[\w:-]+", lambda tag: tag[0] + declared, element)
