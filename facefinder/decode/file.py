"""A photo file is opened, refused or known by its content; errors become plain words."""

import errno
import hashlib
import re
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from facefinder.decode.kinds import DAMAGED
from facefinder.errors import FacefinderError, PhotoError, fault_of
from facefinder.host.held import is_held, patiently
from facefinder.records.video_heads import begins_as_video
from facefinder.sources.protocol import Source, SourceError

HASHED_END = 64 * 1024
HASHED_BLOCKS, HASHED_BLOCK = 16, 4 * 1024
"""Bytes of a file that its content hash is made of: both ends, and blocks between them."""

MOST_HASHED = 64 * 1024 * 1024
"""Bytes of a file that are read to hash all of it; a film that is called a photo may have more."""

SECTOR = bytes(512)
"""What is left of the smallest part of a drive that cannot be read."""

COMPRESSED = re.compile(rb"\xff\xd8|\x89PNG|GIF8|RIFF....WEBP|....ftyp", re.DOTALL)
"""How files begin in which the least change of a picture changes all that follows, and the size."""

NONSENSE = frozenset({errno.EINVAL, errno.EOVERFLOW, errno.ERANGE, errno.EFBIG})
"""What systems answer to places in a file that cannot be: damaged files state such."""


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """Open a photo for reading; whatever goes wrong in the block is told in plain words.

    Raises:
        PhotoError: The photo cannot be read.
        FacefinderError: Nothing is wrong with the photo, but with the program or this computer.
    """
    try:
        require_regular_file(source)
        with warnings.catch_warnings(), patiently(lambda: source.open("rb")) as file:
            warnings.simplefilter("ignore")
            yield file
    except (PhotoError, FacefinderError):
        raise
    except Exception as error:
        raise reading_error(error) from error


def content_hash(source: Source) -> bytes:
    """Hash size, first and last 64 KiB of a file: recognises a moved photo without reading it all.

    Two scans without compression (BMP, TIFF) are of one size and may have the same white margins,
    and RAW files of one camera are alike at both ends: of whatever is not compressed by its first
    bytes, 16 blocks between the ends are hashed, too. Those of a compressed file stay as they are,
    for decisions are kept by them.

    Returns:
        16 bytes (BLAKE2b).

    Raises:
        PhotoError: The file cannot be read.
        FacefinderError: Nothing is wrong with the file, but with this computer.
    """
    try:
        size = require_regular_file(source)
        digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
        with patiently(lambda: source.open("rb")) as file:
            head = file.read(HASHED_END)
            digest.update(head)
            file.seek(max(HASHED_END, size - HASHED_END))
            digest.update(file.read(HASHED_END))
            for start in () if COMPRESSED.match(head) else _blocks(size):
                file.seek(start)
                digest.update(file.read(HASHED_BLOCK))
    except OSError as error:
        raise reading_error(error) from error
    return digest.digest()


def is_told_by_content_hash(source: Source) -> bool:
    """Whether two files with the content hash of this one are sure to be the same picture.

    They are where it leaves no gap, and where what is in a gap changes all that follows; but not
    where a sector of zeros is in it, which a rescue leaves for what it could not read. To look for
    that takes a read of all of a photo, which is less than to decode it; films are too large.

    Raises:
        PhotoError: The file cannot be read.
        FacefinderError: Nothing is wrong with the file, but with this computer.
    """
    try:
        size = require_regular_file(source)
        if size <= 2 * HASHED_END + HASHED_BLOCKS * HASHED_BLOCK:
            return True
        with patiently(lambda: source.open("rb")) as file:
            head = file.read(HASHED_END)
            is_compressed = COMPRESSED.match(head) is not None or begins_as_video(head)
            return is_compressed and (size > MOST_HASHED or not _has_hole(file, size - HASHED_END))
    except OSError as error:
        raise reading_error(error) from error


def _has_hole(file: BinaryIO, end: int) -> bool:
    """Whether a sector of zeros is in what lies between the ends of a file; the first was read."""
    places = range(HASHED_END, end, HASHED_END)
    return any(SECTOR in file.read(min(HASHED_END, end - place)) for place in places)


def whole_hash(source: Source) -> bytes | None:
    """Hash all of a file: knows a damaged photo elsewhere, and its sound copy as another file.

    Returns:
        16 bytes (BLAKE2b), never those of a `content_hash`; None for more than 64 MiB.

    Raises:
        PhotoError: The file cannot be read.
        FacefinderError: Nothing is wrong with the file, but with this computer.
    """
    digest = hashlib.blake2b(digest_size=16, person=b"whole")
    try:
        if require_regular_file(source) > MOST_HASHED:
            return None
        with patiently(lambda: source.open("rb")) as file:
            while part := file.read(HASHED_END):
                digest.update(part)
    except OSError as error:
        raise reading_error(error) from error
    return digest.digest()


def _blocks(size: int) -> Iterator[int]:
    """Where the hashed blocks between head and tail begin; together they leave no gap if small.

    Each lies elsewhere in its sixteenth, or all might be of the same margin of a picture's rows.
    """
    share = -(-max(0, size - 2 * HASHED_END) // HASHED_BLOCKS)
    spare = max(0, share - HASHED_BLOCK)
    for number in range(HASHED_BLOCKS if share else 0):
        yield HASHED_END + number * share + spare * (number * 7 % HASHED_BLOCKS) // HASHED_BLOCKS


def reading_error(error: Exception) -> PhotoError | FacefinderError:
    """What went wrong while a photo was read, in plain words: with the photo, or with the rest."""
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return PhotoError("it needs more memory than is free", lasting=False)
    # Pillow's readers raise SyntaxError, KeyError, struct.error and more for damaged files.
    photo_error = _os_error(error) if isinstance(error, OSError) else PhotoError(DAMAGED)
    return fault_of(error) or photo_error


def _os_error(error: OSError) -> PhotoError:
    """Tell what the file system refused (has an errno) from what Pillow found in the file."""
    if isinstance(error, SourceError):
        return error.as_photo_error()
    if is_held(error):
        return PhotoError("another program keeps it open", lasting=False)
    if isinstance(error, PermissionError):
        return PhotoError("there is no permission to read it", lasting=False)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return PhotoError("it is no longer there", lasting=False)
    # Windows says the same of files in a cloud that is not there; it adds a number of its own.
    is_nonsense = error.errno in NONSENSE and not getattr(error, "winerror", None)
    if error.errno is None or is_nonsense:
        return PhotoError(DAMAGED)
    return PhotoError("the drive it is on does not hand it out", lasting=False)


def require_regular_file(source: Source) -> int:
    """Return the size in bytes; opening a pipe or a device could wait for ever or do harm.

    Raises:
        PhotoError: It is no regular file, or empty.
        OSError: It is not there.
    """
    info = source.stat()
    if not stat.S_ISREG(info.st_mode):
        raise PhotoError("it is not a regular file")
    if info.st_size == 0:
        raise PhotoError("the file is empty")
    return info.st_size
