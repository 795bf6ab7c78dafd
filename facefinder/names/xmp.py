"""XMP packets: read as a tree that knows its place in the bytes, changed by inserting only.

A tree that is written again loses what its library does not know about (comments, prefixes, line
ends, the packet's frame). So nothing is written again: what is added goes between the bytes that
were there, and those stay as they were.

The forms that RDF allows for the same thing (fields as attributes or as elements, structures with
``parseType`` or with a description inside) are described in ISO 16684-1, chapter 7.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
}
"""Prefixes as everybody uses them; names in this module are written with these."""

MAX_BYTES = 16 * 1024 * 1024
"""Larger files are not looked at: an XMP packet has some kilobytes, with edits some megabytes."""

_PREFIX_OF = {uri: prefix for prefix, uri in NAMESPACES.items()}
_CONTAINERS = ("rdf:Bag", "rdf:Seq", "rdf:Alt")


class XmpError(ValueError):
    """A text is no XMP, or none that is safe to read; says why in plain words."""


@dataclass(slots=True, eq=False)
class Node:
    """An element.

    Attributes:
        name: With one of our prefixes, as ``rdf:li``; ``uri local`` in a foreign namespace.
        start: Place of its ``<`` in the bytes.
        end: Place of its end tag; behind its ``/>`` when it is `empty`.
        empty: It is written as ``<a/>``.
    """

    name: str
    attributes: dict[str, str]
    start: int
    end: int = 0
    empty: bool = False
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def named(self, *names: str) -> "Node | None":
        """Find the first child of one of these names."""
        return next((child for child in self.children if child.name in names), None)

    @property
    def structure(self) -> "Node":
        """Where its fields are: a description inside, or itself."""
        return self.named("rdf:Description") or self

    def member(self, name: str) -> "Node | None":
        """Find a field that is an element."""
        return self.structure.named(name)

    def value(self, name: str) -> str:
        """Read a simple field in whatever form; "" when there is none."""
        for node in (self, self.structure):
            if name in node.attributes:
                return node.attributes[name]
        element = self.member(name)
        if element and element.items:  # a text in several languages: the first one is the default
            element = element.items[0]
        return element.text.strip() if element else ""

    @property
    def container(self) -> "Node | None":
        """What holds the items of an array."""
        return self.named(*_CONTAINERS)

    @property
    def items(self) -> list["Node"]:
        """The items of an array."""
        container = self.container
        return (
            [child for child in container.children if child.name == "rdf:li"] if container else []
        )


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A packet.

    Attributes:
        data: All its bytes.
        rdf: The element that holds the descriptions.
        is_utf8: Text in UTF-8 may be inserted.
    """

    data: bytes
    rdf: Node
    is_utf8: bool

    @property
    def descriptions(self) -> list[Node]:
        """The properties of the photo, which may be spread over several elements."""
        return [child for child in self.rdf.children if child.name == "rdf:Description"]

    @property
    def about(self) -> str:
        """What all descriptions name as their subject; mostly ""."""
        return next((d.attributes.get("rdf:about", "") for d in self.descriptions), "")

    def property_named(self, name: str) -> Node | None:
        """Find a property that is an array or a structure.

        Raises:
            XmpError: It is there in a form that only simple properties may have.
        """
        if any(name in description.attributes for description in self.descriptions):
            raise XmpError(f"{name} in it has an unknown form")
        found = (description.named(name) for description in self.descriptions)
        return next((node for node in found if node), None)

    def value(self, name: str) -> str:
        """Read a simple property; "" when there is none."""
        return next((v for d in self.descriptions if (v := d.value(name))), "")


def parse(data: bytes) -> Document:
    """Read a packet.

    Raises:
        XmpError: It is damaged, no XMP, too large, or has a document type (which XMP has not, and
            whose entities can fill the memory).
    """
    if len(data) > MAX_BYTES:
        raise XmpError("it is too large for an XMP file")
    reader = _Reader(data)
    try:
        # Some programs fill up their files with zeros.
        reader.parser.Parse(data.rstrip(b"\0") if reader.is_utf8 else data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise error if isinstance(error, XmpError) else XmpError("it is damaged") from error
    for node in [*reader.roots, *(child for root in reader.roots for child in root.children)]:
        if node.name == "rdf:RDF":
            return Document(data, node, reader.is_utf8)
    raise XmpError("it is not an XMP file")


class _Reader:
    """Builds the tree while expat goes through the bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._open: list[Node] = []
        self.roots: list[Node] = []
        self.is_utf8 = not data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            self.is_utf8 = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        named = {_short(key): value for key, value in attributes.items()}
        node = Node(_short(name), named, self.parser.CurrentByteIndex)
        (self._open[-1].children if self._open else self.roots).append(node)
        self._open.append(node)

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        node.end = self.parser.CurrentByteIndex
        # An element with an end tag and nothing in it reaches to the ``>`` of its start tag.
        nothing_inside = not node.text and not node.children
        node.empty = nothing_inside and self._data.endswith(b"/>", node.start, node.end)

    def _characters(self, text: str) -> None:
        self._open[-1].text += text


def _refuse_document_type(*_: object) -> NoReturn:
    raise XmpError("it has a document type, which no XMP file needs")


def _short(name: str) -> str:
    uri, _, local = name.rpartition(" ")
    return f"{_PREFIX_OF[uri]}:{local}" if uri in _PREFIX_OF else name


def inserted(document: Document, additions: Iterable[tuple[Node, str]]) -> bytes:
    """Add text at the end of some elements; all bytes that are there stay.

    Args:
        document: In UTF-8.
        additions: Elements, and well-formed XML that declares the prefixes it uses.

    Returns:
        The bytes of the new document; only of an empty element ``<a/>`` becomes ``<a>…</a>``.
    """
    data = document.data
    at_node: dict[Node, str] = {}
    for node, text in additions:
        at_node[node] = at_node.get(node, "") + text
    for node, text in sorted(at_node.items(), key=lambda item: item[0].end, reverse=True):
        added, end = text.encode(), node.end
        if node.empty:
            tag = re.match(rb"<([^\s/>]+)", data[node.start :])
            assert tag, "expat found an element here"  # noqa: S101 - cannot be otherwise
            data = data[: end - 2] + b">" + added + b"</" + tag[1] + b">" + data[end:]
        else:
            data = data[:end] + added + data[end:]
    return data
