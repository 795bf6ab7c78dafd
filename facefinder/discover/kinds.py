"""What a file is: by its name where that says so, else by its first bytes.

A name says so if its extension is one that is used for one kind alone. Only files with another one,
with a piece of one, or without any are opened, each once and for a few bytes: rescued files
(``FILE0001.CHK``), names that a download cut off (``… birthday.jp``), copies that other programs
put aside (``x.jpg_original``).
"""

import os
import re
from typing import Final

from facefinder.records.extensions import EXTENSIONS, VIDEO_EXTENSIONS
from facefinder.records.left_out import Kind
from facefinder.records.long_paths import extended
from facefinder.records.video_heads import (
    HEAD_BYTES,
    VIDEO_BEGINS,
    begins_as_video,
    is_boxed_picture,
)

# ruff: noqa: SIM905 - a hundred words in rows read better than a hundred lines
_EXTENSIONS: Final = {
    Kind.PHOTO: EXTENSIONS,
    Kind.VIDEO: VIDEO_EXTENSIONS,
    Kind.ARCHIVE: """
        7z arj bz2 cab cbr cbz dmg gho gz img iso lz lzh lzma qcow2 rar sit sitx sparseimage tar tbz
        tbz2 tgz tib txz vdi vhd vhdx vmdk wim xz zip zipx zst
    """.split(),
    Kind.DOCUMENT: """
        djvu doc docm docx eml emlx epub indd key mbox mobi msg odp ods odt one pages pdf pps ppsx
        ppt pptm pptx pst pub rtf xls xlsm xlsx
    """.split(),
    Kind.PICTURE: """
        afphoto bpg cpt exr flif fpx hdp hdr j2c j2k jp2 jpc jpf jpx jxl jxr kra pbm pcd pct pcx
        pgm pict pnm ppm psb psd psp pspimage tga wdp xcf
    """.split(),
    Kind.OTHER: """
        a aac aae adoc ai aif aiff ape asm aspx awk bat bib bmap c cat cc cer cfg
        chm class clj cls cmake cmd cnf com conf cpp cr crt cs csh css csv ctl cue cur d db db3 deb
        def desktop diff dll dmp drv dtd dylib ecw el elf eot eps erl ex exe f90 fbx fish flac fnt
        fon frag gcode gd gem geojson glb gltf go gpx gradle graphql groovy gyp h hh hlp
        hpp hs htm html hxx icc icm icns ico ics idx inf info ini inl ino ipynb iml in jar java js
        json json5 jsonl jsp jsx kml ko kt la lang less lib lic license lnk lock log lrcat
        lrprev ltx lua m m3u m3u8 m4 m4a m4b man map mat md md5 mdb mdx mid midi mjs mk ml mm mo
        mp3 msi mui mum nfo npy npz nix o obj odg oga ogg opus otf p12 par2 parquet patch pem
        pfx php phtml pid pk pkl pl plist pm po pot pri prj prn pro properties proto ps ps1 psm1 py
        pyc pyd pyi pyx r rb rc rdf reg res rkt rpm rs rst s sas sass sav scala scm scss sfv sh
        sha1 sha256 shp shx sig sln so sol sql sqlite sqlite3 srt ssa styl sub sum svg svgz swf
        swift sys tcl tex thm toml torrent ts tsv tsx ttc ttf tto txt url vb vbs vcf vcxproj vert
        vim vtt vue war wasm wav wma woff woff2 xaml xcconfig xhtml xlf xmi xml xmp xpi xps xsd xsl
        xslt yaml yml zig
    """.split(),
}
KIND_OF: Final = {
    extension: kind
    for kind, extensions in reversed(_EXTENSIONS.items())
    for extension in extensions
}
"""What the extensions of one kind say, in lower case."""

CUT_FROM: Final = 40
"""Letters of a name from which on a short extension may be the beginning of a longer one: services
cut names at 46 and more, and ``.h`` is what is left of ``.heic``."""

MACOS_DATALESS: Final = 0x40000000  # SF_DATALESS, in its sys/stat.h

LEAST_BYTES: Final = 128
"""Smaller files hold no picture with a face in it."""

_BEGINNINGS: Final = (
    (Kind.PHOTO, b"\xff\xd8\xff"),
    (Kind.PHOTO, b"\x89PNG\r\n\x1a\n"),
    (Kind.PHOTO, b"GIF87a"),
    (Kind.PHOTO, b"GIF89a"),
    (Kind.PHOTO, b"II*\0"),
    (Kind.PHOTO, b"MM\0*"),
    (Kind.PHOTO, b"II+\0"),
    (Kind.PHOTO, b"MM\0+"),
    (Kind.PHOTO, b"IIU\0"),  # Panasonic
    (Kind.PHOTO, b"IIRO"),  # Olympus
    (Kind.PHOTO, b"IIRS"),
    (Kind.PHOTO, b"MMOR"),
    (Kind.PHOTO, b"FUJIFILMCCD-RAW"),
    (Kind.PHOTO, b"FOVb"),  # Sigma
    (Kind.PHOTO, b"\0MRM"),  # Minolta
    (Kind.PICTURE, b"8BPS"),
    (Kind.PICTURE, b"\xff\x0a"),  # JPEG XL
    (Kind.PICTURE, b"\0\0\0\x0cJXL \r\n\x87\n"),
    (Kind.PICTURE, b"\0\0\0\x0cjP  \r\n\x87\n"),  # JPEG 2000
    (Kind.ARCHIVE, b"PK\x03\x04"),
    (Kind.ARCHIVE, b"PK\x07\x08"),  # the first of several parts
    (Kind.ARCHIVE, b"7z\xbc\xaf\x27\x1c"),
    (Kind.ARCHIVE, b"Rar!\x1a\x07"),
    (Kind.ARCHIVE, b"\x1f\x8b"),  # gzip
    (Kind.ARCHIVE, b"\x1f\x9d"),  # compress
    (Kind.ARCHIVE, b"BZh"),
    (Kind.ARCHIVE, b"\xfd7zXZ\0"),
    (Kind.ARCHIVE, b"\x28\xb5\x2f\xfd"),  # Zstandard
    (Kind.ARCHIVE, b"LZIP\x01"),
    (Kind.DOCUMENT, b"%PDF-"),
)
"""How files begin that are no videos: the documents of their formats."""

_BITMAP_HEADS: Final = frozenset({12, 40, 52, 56, 64, 108, 124})
"""Bytes of the second head of a BMP; two letters in front are too little to know it by."""


_OTHERS_KNOWN: Final = (VIDEO_BEGINS, b"RIFF", b"BM", b"......HEAPCCDR")
_KNOWN: Final = re.compile(
    b"|".join((*(re.escape(beginning) for _, beginning in _BEGINNINGS), *_OTHERS_KNOWN)), re.DOTALL
)
"""How all begin that `kind_of` knows: of most other files one look says that they are none."""

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


def kind_by_name(name: str) -> Kind | None:
    """What a file is by its extension; None where that does not say it."""
    if name.startswith(".") and name.endswith(".icloud"):  # stands for a file that is not here
        name = name[1:].removesuffix(".icloud")
    stem, _, extension = name.rpartition(".")
    kind = KIND_OF.get(extension.lower()) if stem else None
    return None if kind is Kind.OTHER and may_be_cut(name, extension) else kind


def may_be_cut(name: str, extension: str) -> bool:
    """Whether an extension may be the beginning of a longer one; of a name and its extension."""
    return len(extension) <= 2 and len(name) >= CUT_FROM


def is_without_content(info: os.stat_result) -> bool:
    """Whether macOS has left the content of a file with iCloud: to open it would load it."""
    return bool(getattr(info, "st_flags", 0) & MACOS_DATALESS)


def kind_by_content(path: str) -> Kind:
    """What a regular file is by its first bytes; one that cannot be opened is no photo."""
    path = extended(path) if os.name == "nt" else path
    try:
        file = os.open(path, _FLAGS)
    except OSError:
        return Kind.OTHER
    try:
        head = os.read(file, HEAD_BYTES)
    except OSError:
        return Kind.OTHER
    finally:
        os.close(file)
    return kind_of(head) if len(head) >= LEAST_BYTES else Kind.OTHER


def kind_of(head: bytes) -> Kind:
    """What begins like this; at most the first `video_heads.HEAD_BYTES` count."""
    if not _KNOWN.match(head):
        return Kind.OTHER
    for kind, beginning in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if begins_as_video(head):
        return Kind.VIDEO
    bitmap = head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BITMAP_HEADS
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    old_raw = head[6:14] == b"HEAPCCDR"  # Canon's
    return Kind.PHOTO if bitmap or webp or old_raw or is_boxed_picture(head) else Kind.OTHER
