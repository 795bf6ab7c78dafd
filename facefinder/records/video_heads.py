"""How videos begin, and how pictures do that are made like some of them."""

import re
from collections.abc import Iterator
from typing import Final

VIDEO_BEGINS: Final = (
    rb"\x1a\x45\xdf\xa3"  # Matroska, WebM
    rb"|RIFF....AVI "
    rb"|\x30\x26\xb2\x75\x8e\x66\xcf\x11"  # Windows Media
    rb"|FLV\x01"
    rb"|OggS"
    rb"|\x1f\x07\0[\x3f\xbf]"  # DV, as it came from the tape
    rb"|\0\0\x01[\xba\xb3]"  # MPEG
    # MPEG's transport stream, of broadcasts and camcorders
    rb"|\x47(?:.{187}\x47){2}|.{4}\x47(?:.{191}\x47){2}"
    rb"|....(?:ftyp|moov|mdat|wide|free|skip|pnot)"  # MP4, QuickTime
)
"""A regular expression; a dot is any byte."""

HEAD_BYTES: Final = 512
"""Bytes of a file by which videos are known."""

_BEGINS: Final = re.compile(VIDEO_BEGINS, re.DOTALL)

_PICTURE_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
    | {b"mif1", b"msf1", b"avif", b"avis", b"crx "}
)
"""What HEIC, AVIF and Canon's RAW files call themselves in their first box (ISO 14496-12, 4.3)."""

_TEXT_ENDS: Final = b"\0"
_SESSION: Final = b"c=IN IP"
"""What FFmpeg knows a description of a broadcast by, at the beginning of any line: it listens in
the network for that broadcast, and answers."""


def begins_as_video(head: bytes) -> bool:
    """Whether a file is a video that begins like this.

    Args:
        head: At least the first `HEAD_BYTES` of it, or all.
    """
    # A text may begin like a transport stream, of which three letters are all that is known.
    text, ended, _ = head.partition(_TEXT_ENDS)
    is_text = not ended or _SESSION in text
    return _BEGINS.match(head) is not None and not is_text and not is_boxed_picture(head)


def is_boxed_picture(head: bytes) -> bool:
    """Whether a file is a picture that is made like an MP4."""
    return head[4:8] == b"ftyp" and not _PICTURE_BRANDS.isdisjoint(_brands(head))


def _brands(head: bytes) -> Iterator[bytes]:
    """The brand of a file of boxes, and those that it is compatible with."""
    end = min(len(head), int.from_bytes(head[:4], "big"))
    yield head[8:12]
    for start in range(16, end - 3, 4):
        yield head[start : start + 4]
