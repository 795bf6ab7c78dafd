"""Which files are archives, by names and by first bytes, and how each kind is opened."""

import errno
import io
import tarfile
from pathlib import Path
from typing import BinaryIO, Final

from facefinder.host.held import patiently
from facefinder.sources.container import Container, trouble_of
from facefinder.sources.protocol import SourceError
from facefinder.sources.tars import Tar
from facefinder.sources.unpacked import CHUNK, DECODERS, Unpacked
from facefinder.sources.zips import ONE_OF_SEVERAL, Zip

ENDINGS: Final = (
    ".zip .tar .tgz .tar.gz .tbz .tbz2 .tar.bz2 .txz .tar.xz".split()  # noqa: SIM905 - shorter
)
"""How archives are called that are looked into."""

DAMAGED: Final = (
    "the archive is damaged or cut off, or of a kind that facefinder cannot read; try to unpack it "
    "with another program"
)
NOT_OPENED: Final = (
    "it is an archive that facefinder does not open; unpack it, and search the folder that it "
    "becomes"
)

PART: Final = ".001"
"""How 7-Zip calls the first of several parts, behind the name of the whole."""

ZIP_BEGINS: Final = (b"PK\3\4", b"PK\5\6")
"""How a zip begins: with a member, or with its list where it has none."""

HEAD_BYTES: Final = 512
USTAR: Final = slice(257, 262)
"""Where a tar says that it is one; those from before 1988 do not."""


def is_named_archive(name: str) -> bool:
    """Whether a file is called like an archive that can be looked into."""
    return name.lower().endswith(tuple(ENDINGS))


def ending_of(head: bytes) -> str:
    """How a file is to be called that begins like this, to be looked into; "" = it is no archive.

    What is compressed may be anything, and says nothing.
    """
    if head.startswith(ZIP_BEGINS):
        return ".zip"
    return ".tar" if head[USTAR] == b"ustar" else ""


def opened_archive(path: Path) -> Container | None:
    """Open an archive, whatever kind it is; None for a file that is none.

    Raises:
        SourceError: It is damaged.
        OSError: It cannot be read.
    """
    file = patiently(lambda: path.open("rb"))
    try:
        container = _of_kind(file, path.name)
    except Exception as error:
        file.close()
        damaged = ONE_OF_SEVERAL if path.name.endswith(PART) else DAMAGED
        raise SourceError(errno.EIO, trouble_of(error, damaged)) from error
    if container is None:
        file.close()
    return container


def _of_kind(file: BinaryIO, name: str) -> Container | None:
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if head.startswith(ZIP_BEGINS):
        return Zip(file)
    for beginning, decoder in DECODERS.items():
        if head.startswith(beginning):
            return _tar(io.BufferedReader(Unpacked(file, decoder), CHUNK), is_packed=True)
    if head[USTAR] == b"ustar" or name.lower().endswith(".tar"):
        return _tar(file, is_packed=False)
    # Something may stand in front of a zip, such as a program that unpacks it.
    return Zip(file) if name.lower().endswith(".zip") else None


def _tar(file: BinaryIO, *, is_packed: bool) -> Tar | None:
    try:
        return Tar(file, is_packed=is_packed)
    except tarfile.ReadError:  # something else was compressed
        return None
