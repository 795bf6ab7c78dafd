"""Zip archives: their list at the end says where each member lies."""

import errno
import os
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import BinaryIO, Final

from facefinder.records.left_out import LINK
from facefinder.sources.alphabets import DOS, alphabet_of, decoded, western_of
from facefinder.sources.container import Apart, Entry, Key, tidy_name
from facefinder.sources.limits import MOST_MEMBERS
from facefinder.sources.part import Place
from facefinder.sources.protocol import SourceError

ENCRYPTED: Final = "encrypted"
OTHER_METHOD: Final = "packed in a way that facefinder cannot unpack"
TOO_MANY: Final = f"only its first {MOST_MEMBERS:,} files are looked at"

METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What can be unpacked piece by piece here, which is what everybody writes."""

PIECE: Final = 1024 * 1024

MEMBER_BEGINS: Final = b"PK\3\4"
HEAD: Final = struct.Struct("<4s22xHH")
"""What stands before a member: these letters, and how long its name and its fields are."""

ZIP64: Final = 0xFFFF
"""Stands for numbers that are too large, and are told elsewhere."""

UTF_8: Final = 0x800
"""Bit of a member's flags: its name is in UTF-8; others say nothing of their alphabet."""

TIMES: Final = 0x5455
"""Number of the field that has a member's times in UTC (Info-ZIP); the old one is local."""

UNICODE_PATH: Final = 0x7075
"""Number of the field that has a name in UTF-8, beside one in an alphabet of its computer's; it
holds for a name with this checksum (APPNOTE.TXT, 4.6.9)."""

END: Final = b"PK\5\6"
END_BYTES: Final = 22 + 0xFFFF
"""What stands at the end of a zip, and how far from there at most."""

ONE_OF_SEVERAL: Final = (
    "it is one of several parts; put them together with the program that made them, or unpack them"
)


class Zip:
    """An open zip archive.

    Args:
        file: Open for reading; is closed with this.

    Raises:
        zipfile.BadZipFile: It is none, or damaged.
        SourceError: It is a part of one.
        Exception: What else damage makes of its list.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        _require_whole(file)
        self._zip = zipfile.ZipFile(file)
        self._members: dict[Key, tuple[Entry, zipfile.ZipInfo]] = {}
        self.trouble = ""
        infos = sorted(self._zip.infolist(), key=lambda info: info.header_offset)
        if len(infos) > MOST_MEMBERS:
            infos, self.trouble = infos[:MOST_MEMBERS], TOO_MANY
        unmarked = [raw for info in infos if (raw := _unmarked(info))]
        alphabet = alphabet_of(unmarked) or western_of(unmarked)
        apart = Apart()
        for info in infos:
            entry = _entry_of(info, _name_of(info, alphabet))
            if entry is not None:
                told = apart.told(entry)
                self._members[told.key] = told, info

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def entries(self) -> Iterator[Entry]:
        """The files in it."""
        yield from (entry for entry, _ in self._members.values())

    def find(self, key: Key) -> Entry | None:
        """One of them."""
        return self._members[key][0] if key in self._members else None

    def holds(self, names: Collection[str]) -> bool:
        """Whether it has a file of one of these names."""
        return any(name in names for name, _, _ in self._members)

    def read(self, entry: Entry, most: int) -> bytes:
        """The first bytes of a member; the whole of it is compared with its checksum.

        Raises:
            zipfile.BadZipFile: It is damaged.
            Exception: What else damage makes of it.
        """
        # In pieces: what is asked for is all that is unpacked, whatever the member says it has.
        data, wanted = bytearray(), min(most, entry.size)
        with self._zip.open(self._members[entry.key][1]) as member:
            while len(data) < wanted:
                piece = member.read(min(PIECE, wanted - len(data)))
                if not piece:
                    raise EOFError("cut off")
                data += piece
            if wanted == entry.size:
                member.read(1)  # at its end the checksum is compared
        return bytes(data)

    def place(self, entry: Entry) -> Place | None:
        """Where a member lies as it is; None where it is compressed.

        Raises:
            zipfile.BadZipFile: It is damaged.
            Exception: What else damage makes of it.
        """
        info = self._members[entry.key][1]
        if info.compress_type != zipfile.ZIP_STORED:
            return None
        self._file.seek(info.header_offset)
        begins, name, fields = HEAD.unpack(self._file.read(HEAD.size))
        if begins != MEMBER_BEGINS or info.compress_size != info.file_size:
            raise zipfile.BadZipFile
        return Place(info.header_offset + HEAD.size + name + fields, info.CRC)


def _require_whole(file: BinaryIO) -> None:
    """Tell a part of an archive, which ends in the list of all parts, from a damaged archive.

    Raises:
        SourceError: It is one of several parts.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - END_BYTES))
    tail = file.read(END_BYTES)
    _, found, end = tail.rpartition(END)
    if found and len(end) >= 2 and 0 < int.from_bytes(end[:2], "little") < ZIP64:
        raise SourceError(errno.EIO, ONE_OF_SEVERAL)
    file.seek(0)


def _entry_of(info: zipfile.ZipInfo, whole: str) -> Entry | None:
    """What is told of a member of this name; None for what is no file."""
    mode = info.external_attr >> 16
    name = tidy_name(whole)
    if not name or whole.endswith(("/", "\\")):
        return None
    trouble = LINK if stat.S_ISLNK(mode) else ENCRYPTED if info.flag_bits & 1 else ""
    if not trouble and info.compress_type not in METHODS:
        trouble = OTHER_METHOD
    return Entry(name, info.file_size, _time_of(info), info.header_offset, trouble)


def _name_of(info: zipfile.ZipInfo, alphabet: str) -> str:
    """A member's name; where nothing says its alphabet, UTF-8 if it can be, else the archive's.

    Python takes such names for those of the first PC, of which each byte is a letter. What it makes
    of them for this system is of no use: some letters end in the byte of a backslash.

    Args:
        info: Of the member.
        alphabet: That of all such names in the archive.
    """
    if (raw := _unmarked(info)) is not None:
        return decoded(raw, alphabet, raw.decode(DOS))
    name = info.orig_filename.partition("\0")[0]
    return name if info.flag_bits & UTF_8 else _told_apart(info) or _raw(info).decode("utf-8")


def _unmarked(info: zipfile.ZipInfo) -> bytes | None:
    """A member's name if nothing says its alphabet and it cannot be UTF-8."""
    if info.flag_bits & UTF_8 or _told_apart(info):
        return None
    raw = _raw(info)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw
    return None


def _raw(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("cp437").partition(b"\0")[0]


def _told_apart(info: zipfile.ZipInfo) -> str:
    """A member's name as a field of its own tells it in UTF-8; "" where none does."""
    checksum = zlib.crc32(_raw(info))
    for number, content in _fields(info.extra):
        told = len(content) > 5 and struct.unpack_from("<BI", content) == (1, checksum)
        if number == UNICODE_PATH and told:
            with suppress(UnicodeDecodeError):
                return content[5:].decode("utf-8")
    return ""


def _time_of(info: zipfile.ZipInfo) -> int:
    """A member's time of last change, nanoseconds since the epoch."""
    for number, content in _fields(info.extra):
        if number == TIMES and len(content) >= 5 and content[0] & 1:
            return int(struct.unpack_from("<i", content, 1)[0]) * 1_000_000_000
    try:
        return int(time.mktime((*info.date_time, 0, 0, -1))) * 1_000_000_000
    except (ValueError, OverflowError):
        return 0


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(extra):
        number, length = struct.unpack_from("<HH", extra, place)
        yield number, extra[place + 4 : place + 4 + length]
        place += 4 + length
