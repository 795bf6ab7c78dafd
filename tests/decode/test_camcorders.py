"""When videos of cameras, of camcorders and of Windows were taken; all samples are made by hand.

Files that ffmpeg 5.1 wrote were tried, too: an AVI with `ICRD`, Windows Media, and transport
streams of H.264 into which it wrote what a camcorder does. No file of a camera was to be had.
"""

import io
import random
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.decode.camcorders import ASF, FILE_PROPERTIES, OF_A_CAMCORDER, PACKET
from facefinder.decode.filmed import day_filmed
from facefinder.decode.metadata import RUBBISH
from facefinder.decode.taken import date_taken

IN_JULY = bytes.fromhex("18 21 201807 19 22143001 70 00000000".replace(" ", ""))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + bytes(len(content) % 2)


def avi(*, head: bytes = b"", stream: bytes = b"", info: bytes = b"", behind: bytes = b"") -> bytes:
    stream = chunk(b"LIST", b"strl" + chunk(b"strh", bytes(56)) + stream)
    head = chunk(b"LIST", b"hdrl" + chunk(b"avih", bytes(56)) + stream + head)
    told = chunk(b"LIST", b"INFO" + info) if info else b""
    frames = chunk(b"LIST", b"movi" + chunk(b"00dc", b"IDIT 2001-01-01" * 9))
    return chunk(b"RIFF", b"AVI " + head + told + frames + behind)


def asf(since_1601: int) -> bytes:
    def part(name: bytes, content: bytes) -> bytes:
        return name + struct.pack("<Q", 24 + len(content)) + content

    properties = part(FILE_PROPERTIES, bytes(24) + struct.pack("<Q", since_1601) + bytes(40))
    return part(ASF, struct.pack("<IBB", 2, 1, 2) + part(bytes(16), bytes(33)) + properties)


def transport(told: bytes, *, before: bytes = b"", tables: int = 2) -> bytes:
    """Packets of tables, and then of a picture, into which it is written when it was taken."""
    frame = bytes(150) + b"\0\0\1\6\5" + OF_A_CAMCORDER + told + bytes(500)
    packets = [b"\x47\x40\0\x10" + bytes(PACKET - 4)] * tables
    while frame:
        packets.append(b"\x47\x50\x11\x30\x07" + bytes(7) + frame[: PACKET - 12].ljust(PACKET - 12))
        packets.append(b"\x47\x11\0\x10" + b"sound" * 36 + bytes(4))
        frame = frame[PACKET - 12 :]
    return b"".join(before + packet for packet in packets)


DAY_IN_2018 = 131_767_416_010_000_000
"""The noon of 22 July, in tenths of microseconds from 1601."""


@pytest.mark.parametrize(
    ("content", "day"),
    [
        (avi(head=chunk(b"IDIT", b"Sun Jul 22 14:30:01 2018\n\0")), "2018-07-22"),
        (avi(head=chunk(b"IDIT", b"SUN JUL  2 14:30:01 2018")), "2018-07-02"),
        (avi(head=chunk(b"IDIT", b"2018/07/22/ 14:30")), "2018-07-22"),
        (avi(behind=chunk(b"IDIT", b"2018:07:22 14:30:01\0")), "2018-07-22"),
        (avi(stream=chunk(b"strd", b"AVIF\0\0\0\0xy2018:07:22 14:30:01\0")), "2018-07-22"),
        (avi(info=chunk(b"ISFT", b"Lavf") + chunk(b"ICRD", b"2018-07-22")), "2018-07-22"),
        (
            avi(head=chunk(b"IDIT", b"2018:07:22"), info=chunk(b"ICRD", b"2020-01-01")),
            "2018-07-22",
        ),
        (avi(info=chunk(b"ICRD", b"2018")), ""),
        (avi(info=chunk(b"ICRD", b"2018-99-22")), ""),
        (avi(head=chunk(b"IDIT", b"0000:00:00 00:00:00")), ""),
        (avi(), ""),
        (asf(DAY_IN_2018), "2018-07-22"),
        (asf(0), ""),
        (asf(2**64 - 1), ""),
        (ASF + bytes(100), ""),
        (transport(b"\3" + IN_JULY), "2018-07-22"),
        (transport(b"\3" + IN_JULY, before=bytes(4)), "2018-07-22"),
        (transport(b"\1" + IN_JULY), ""),
        (transport(b"\3" + IN_JULY.replace(b"\x07", b"\x17")), ""),
        (transport(b""), ""),
        (b"\0\0\1\xba" + bytes(600), ""),  # an MPEG of a disc: nothing in it says so
    ],
)
def test_the_day_of_a_video(tmp_path: Path, content: bytes, day: str) -> None:
    (tmp_path / "x").write_bytes(content)
    assert date_taken(tmp_path / "x") == day


SAMPLES = (
    avi(head=chunk(b"IDIT", b"2018:07:22 14:30:01"), info=chunk(b"ICRD", b"2018-07-22")),
    asf(DAY_IN_2018),
    transport(b"\3" + IN_JULY, before=bytes(4)),
)


@given(st.sampled_from(SAMPLES), st.integers(), st.integers(1, 20))
def test_damage_is_no_date_and_no_error(content: bytes, seed: int, changes: int) -> None:
    luck, damaged = random.Random(seed), bytearray(content)  # noqa: S311 - not for secrets
    for _ in range(changes):
        damaged[luck.randrange(12, len(damaged))] = luck.randrange(256)
    file = io.BytesIO(damaged[: luck.randrange(1, len(damaged))] if seed % 2 else damaged)
    with suppress(*RUBBISH):
        assert len(day_filmed(file)) == 10
