"""XMP packets for tests."""

from facefinder.names.xmp import NAMESPACES

DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


def packet(properties: str, attributes: str = "") -> bytes:
    return (
        f"<x:xmpmeta {DECLARED}><rdf:RDF><rdf:Description rdf:about='' {attributes}>"
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
