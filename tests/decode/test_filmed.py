"""When a video was taken, by what its file says."""

import io
import random
import struct
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.decode.filmed import day_filmed
from facefinder.decode.metadata import RUBBISH
from facefinder.decode.taken import date_taken, day_taken
from facefinder.records.photos import Photo
from facefinder.sources.film_length import length
from tests.support.videos import box, lasting

NOON = datetime(2018, 7, 22, 12, tzinfo=UTC)
FROM_1904 = int((NOON - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
FROM_2001 = int((NOON - datetime(2001, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 1000


def mp4(seconds: int, *, version: int = 0, meta: bytes = b"", behind: bool = False) -> bytes:
    """A film that says when it was taken; what says so stands in front of the frames, or behind."""
    created = struct.pack(">Q" if version else ">I", seconds)
    head = box(b"mvhd", bytes([version, 0, 0, 0]) + created + bytes(90))
    moov, mdat = box(b"moov", head + meta), box(b"mdat", bytes(5000))
    return box(b"ftyp", b"mp42\0\0\0\0isom") + (mdat + moov if behind else moov + mdat)


def element(identifier: int, content: bytes, *, unknown: bool = False) -> bytes:
    name = identifier.to_bytes((identifier.bit_length() + 7) // 8, "big")
    length = b"\x01" + (b"\xff" * 7 if unknown else len(content).to_bytes(7, "big"))
    return name + length + content


def matroska(nanoseconds: int, *, unknown: bool = False) -> bytes:
    date = element(0x4461, struct.pack(">q", nanoseconds))
    info = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40") + date)
    void = element(0xEC, bytes(50))
    head = element(0x1A45DFA3, element(0x4282, b"matroska"))
    return head + element(0x18538067, void + info + bytes(50), unknown=unknown)


def of_an_iphone(text: bytes) -> bytes:
    """The list of names and values in which an iPhone tells the time and the zone."""
    key = struct.pack(">I4s", 8 + 32, b"mdta") + b"com.apple.quicktime.creationdate"
    keys = box(b"keys", bytes(4) + struct.pack(">I", 1) + key)
    value = box(b"data", b"\0\0\0\1DE\x15\xc7" + text)
    return box(b"meta", keys + box(b"ilst", box(b"\0\0\0\1", value)))


@pytest.mark.parametrize(
    ("content", "day"),
    [
        (mp4(FROM_1904), "2018-07-22"),
        (mp4(FROM_1904, behind=True), "2018-07-22"),
        (mp4(FROM_1904, version=1), "2018-07-22"),
        (mp4(int(NOON.timestamp())), "2018-07-22"),  # from 1970, as some devices count
        (mp4(0), ""),
        (mp4(0, version=1), ""),
        (mp4(1), ""),
        (mp4(2_082_844_800), ""),  # the beginning of 1970
        (mp4(2**64 - 1, version=1), ""),
        (mp4(10**11, version=1), ""),
        (mp4(FROM_1904, meta=of_an_iphone(b"2018-07-24T01:30:00+0900")), "2018-07-24"),
        (mp4(FROM_1904, meta=of_an_iphone(b"2018-99-24T01:30:00+0900")), "2018-07-22"),
        (mp4(FROM_1904, meta=box(b"meta", b"1999-01-01T00:00")), "2018-07-22"),
        (matroska(FROM_2001), "2018-07-22"),
        (matroska(FROM_2001, unknown=True), "2018-07-22"),
        (matroska(0), ""),
        (matroska(-(2**63)), ""),
        (matroska(2**63 - 1), "2293-04-11"),
        (b"RIFF\0\0\0\0AVI LIST" + bytes(100), ""),
        (b"\x1aE\xdf\xa3", ""),
    ],
)
def test_the_day_of_a_video(tmp_path: Path, content: bytes, day: str) -> None:
    (tmp_path / "x").write_bytes(content)
    assert date_taken(tmp_path / "x") == day


def test_a_video_s_own_date_counts_most_and_its_name_least(tmp_path: Path) -> None:
    def day(content: bytes) -> str:
        (tmp_path / "VID-20200305-WA0001.mp4").write_bytes(content)
        return day_taken(Photo(str(tmp_path), "VID-20200305-WA0001.mp4", 0, 0, "0:42.000"))

    assert day(mp4(0)) == "2020-03-05"
    note = f'{{"photoTakenTime": {{"timestamp": "{int(NOON.timestamp()) + 10**8}"}}}}'
    (tmp_path / "VID-20200305-WA0001.mp4.supplemental-metadata.json").write_text(note)
    assert day(mp4(0)) == "2021-09-21"
    assert day(mp4(FROM_1904)) == "2018-07-22"


@given(st.sampled_from([mp4(FROM_1904), matroska(FROM_2001)]), st.integers(), st.integers(1, 20))
def test_damage_is_no_date_and_no_error(content: bytes, seed: int, changes: int) -> None:
    luck, damaged = random.Random(seed), bytearray(content)  # noqa: S311 - not for secrets
    for _ in range(changes):
        damaged[luck.randrange(min(150, len(damaged)))] = luck.randrange(256)
    file = io.BytesIO(damaged[: luck.randrange(1, len(damaged))] if seed % 2 else damaged)
    with suppress(*RUBBISH):
        assert len(day_filmed(file)) == 10
    with suppress(*RUBBISH):
        assert length(file) >= 0


@pytest.mark.parametrize("version", [0, 1])
def test_the_length_of_a_video(version: int) -> None:
    assert length(io.BytesIO(lasting(75, version=version))) == 75_000
    assert length(io.BytesIO(mp4(FROM_1904, version=version))) == 0
    assert length(io.BytesIO(matroska(FROM_2001))) == 0
