"""A compressed file read from any place."""

import bz2
import gzip
import io
import lzma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.sources.unpacked import DECODERS, Unpacked


def noise(size: int) -> bytes:
    return np.random.default_rng(size).bytes(size)


CONTENT = noise(300_000) + bytes(400_000) + noise(600_000)
PACKED = {
    "gzip": gzip.compress(CONTENT[:500_000]) + gzip.compress(CONTENT[500_000:]) + bytes(700),
    "bzip2": bz2.compress(CONTENT),
    "xz": lzma.compress(CONTENT),
}


def unpacked(packed: bytes) -> Unpacked:
    new = next(new for beginning, new in DECODERS.items() if packed.startswith(beginning))
    return Unpacked(io.BytesIO(packed), new)


@pytest.mark.parametrize("kind", PACKED)
@given(st.lists(st.tuples(st.integers(0, len(CONTENT) + 9), st.integers(0, 400_000)), max_size=6))
def test_it_reads_as_if_it_were_not_compressed(kind: str, reads: list[tuple[int, int]]) -> None:
    with io.BufferedReader(unpacked(PACKED[kind]), 4096) as stream:
        for place, size in reads:
            assert stream.seek(place) == place
            assert stream.read(size) == CONTENT[place : place + size]


def test_to_go_back_in_gzip_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facefinder.sources.unpacked.FIRST_SPACING", 300_000)
    content = noise(6_000_000)
    reads: list[int] = []

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            reads.append(len(data))
            return data

    stream = Unpacked(Counted(gzip.compress(content)), DECODERS[b"\x1f\x8b"])
    while stream.read(500_000):
        pass
    reads.clear()
    stream.seek(5_000_000)
    assert stream.read(10) == content[5_000_000:5_000_010]
    assert sum(reads) < 1_500_000
    stream.close()


def test_so_many_places_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facefinder.sources.unpacked.FIRST_SPACING", 1)
    monkeypatch.setattr("facefinder.sources.unpacked.MOST_POINTS", 4)
    stream = unpacked(gzip.compress(noise(6_000_000)))
    while stream.read(500_000):
        assert len(stream._points) <= 4
    stream.close()


@pytest.mark.parametrize("kind", PACKED)
def test_what_is_cut_off_says_so(kind: str) -> None:
    with unpacked(PACKED[kind][:200_000]) as stream, pytest.raises(EOFError):
        stream.readall()


def test_where_it_ends_nobody_knows() -> None:
    with unpacked(PACKED["gzip"]) as stream, pytest.raises(io.UnsupportedOperation):
        stream.seek(0, io.SEEK_END)
