"""Which files are photos or videos, by their names: lower case, without the dot."""

from typing import Final

# ruff: noqa: SIM905 - forty words in a row read better than forty lines
PICTURE_EXTENSIONS = frozenset(
    "jpg jpeg jpe jfif mpo png apng webp tif tiff bmp dib gif heic heif hif avif".split()
)

RAW_EXTENSIONS = frozenset(
    "3fr arw cr2 cr3 crw dcr dng erf fff iiq k25 kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl "
    "sr2 srf srw x3f".split()
)

VIDEO_EXTENSIONS = frozenset(
    "3g2 3gp amv asf avi divx dv f4v flv insv lrv m2t m2ts m2v m4v mjpg mkv mod mov mp4 "
    "mpe mpeg mpg mts mxf ogm ogv qt rm rmvb tod vob webm wmv wtv".split()
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
    (4, b"ftyphe", "heic"),
    (4, b"ftypmif1", "heic"),
    (4, b"ftypmsf1", "heic"),
    (4, b"ftypqt", "mov"),
    (4, b"ftyp", "mp4"),
    (4, b"moov", "mov"),
    (4, b"mdat", "mov"),
    (4, b"wide", "mov"),
    (0, b"\x1aE\xdf\xa3", "mkv"),
    (8, b"AVI ", "avi"),
    (0, b"\0\0\x01\xba", "mpg"),
    (0, b"\0\0\x01\xb3", "mpg"),
    (0, b"\x30\x26\xb2\x75", "wmv"),
    (0, b"FLV\x01", "flv"),
    (0, b"OggS", "ogv"),
    (0, b"\x1f\x07\0", "dv"),
)
"""Place and beginning of each kind, and its usual extension; the first that suits counts."""


def named_as_photo(name: str, head: bytes) -> str:
    """A name by which other programs know a photo or a video: with an extension where it has none.

    Args:
        name: Such as "FILE0001.CHK", which says nothing.
        head: The first `HEAD_BYTES` of the file.
    """
    stem, _, extension = name.rpartition(".")
    named = {extension.lower()} if stem else set()
    kinds = (kind for at, mark, kind in _BEGINNINGS if head[at : at + len(mark)] == mark)
    added = next(kinds, None)
    known = EXTENSIONS | VIDEO_EXTENSIONS if added in VIDEO_EXTENSIONS else EXTENSIONS
    return name if added is None or named & known else f"{name}.{added}"
