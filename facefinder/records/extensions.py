"""Which files are photos, by their names: lower case, without the dot."""

from typing import Final

# ruff: noqa: SIM905 - forty words in a row read better than forty lines
PICTURE_EXTENSIONS = frozenset(
    "jpg jpeg jpe jfif mpo png apng webp tif tiff bmp dib gif heic heif hif avif".split()
)

RAW_EXTENSIONS = frozenset(
    "3fr arw cr2 cr3 crw dcr dng erf fff iiq k25 kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl "
    "sr2 srf srw x3f".split()
)

EXTENSIONS = PICTURE_EXTENSIONS | RAW_EXTENSIONS

HEAD_BYTES: Final = 12
"""Bytes by which `named_as_photo` knows what a file is."""

_BEGINNINGS: Final = (
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"\x89PNG", "png"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "bmp"),
    (0, b"II", "tif"),
    (0, b"MM", "tif"),
    (8, b"WEBP", "webp"),
    (8, b"avi", "avif"),
    (8, b"crx ", "cr3"),
    (4, b"ftyp", "heic"),
)
"""Place and beginning of each kind, and its usual extension; the first that suits counts."""


def named_as_photo(name: str, head: bytes) -> str:
    """A name by which other programs know a photo, too: with an extension where it has none.

    Args:
        name: Such as "FILE0001.CHK", which says nothing.
        head: The first `HEAD_BYTES` of the photo.
    """
    stem, _, extension = name.rpartition(".")
    if stem and extension.lower() in EXTENSIONS:
        return name
    kinds = (kind for at, mark, kind in _BEGINNINGS if head[at : at + len(mark)] == mark)
    added = next(kinds, None)
    return name if added is None else f"{name}.{added}"
