"""TIFFs of any kind, tag by tag: Pillow writes only those that it reads."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHORT, LONG, ASCII, LONG8 = 3, 4, 2, 16

Numbers = NDArray[Any]


def tiff(
    numbers: Numbers,
    photometric: int,
    *,
    tags: Mapping[int, Sequence[int] | bytes] | None = None,
    planar: bool = False,
    order: str = "<",
    big: bool = False,
    packed: bool = False,
    bits: int = 0,
) -> bytes:
    """A TIFF with one picture.

    Args:
        numbers: Shape (H, W) or (H, W, samples).
        photometric: What they mean, TIFF's PhotometricInterpretation.
        tags: More of them, or others.
        planar: Each sample by itself.
        order: Of bytes, ``<`` or ``>``.
        big: BigTIFF.
        packed: With ZIP and differences, in strips of seven rows.
        bits: Of a number, where they are fewer than its type has.
    """
    height, width = numbers.shape[:2]
    numbers = numbers.reshape(height, width, -1)
    samples = numbers.shape[2]
    planes = [numbers[..., i : i + 1] for i in range(samples)] if planar else [numbers]
    rows = 7 if packed else height
    strips = [
        _strip(plane[top : top + rows], order, packed, bits)
        for plane in planes
        for top in range(0, height, rows)
    ]
    kind = {"u": 1, "i": 2, "f": 3}[numbers.dtype.kind]
    all_tags: dict[int, Sequence[int] | bytes] = {
        256: [width],
        257: [height],
        258: [bits or numbers.dtype.itemsize * 8] * samples,
        259: [8 if packed else 1],
        262: [photometric],
        273: [0] * len(strips),
        277: [samples],
        278: [rows],
        279: [len(strip) for strip in strips],
        284: [2 if planar else 1],
        317: [2 if packed else 1],
        339: [kind] * samples,
    }
    return _file(all_tags | dict(tags or {}), strips, order, big)


def _strip(numbers: Numbers, order: str, packed: bool, bits: int) -> bytes:
    if packed:
        first = np.zeros_like(numbers[:, :1])
        numbers = np.diff(numbers, axis=1, prepend=first)
    if bits:
        each = numbers.astype(">u2").reshape(len(numbers), -1, 1).view(np.uint8)
        taken = np.unpackbits(each, axis=2)[..., 16 - bits :]
        return np.packbits(taken.reshape(len(numbers), -1), axis=1).tobytes()
    data = numbers.astype(numbers.dtype.newbyteorder(">" if order == ">" else "<")).tobytes()
    return zlib.compress(data) if packed else data


def _file(
    tags: Mapping[int, Sequence[int] | bytes], strips: Sequence[bytes], order: str, big: bool
) -> bytes:
    letter, wide, narrow = ("Q", 8, LONG8) if big else ("I", 4, LONG)
    start = 16 if big else 8
    entries_end = start + (8 if big else 2) + len(tags) * (20 if big else 12) + wide
    extra = b""
    # Values that do not fit come behind the entries; the strips behind these.
    lengths = {tag: len(v) * (1 if isinstance(v, bytes) else wide) for tag, v in tags.items()}
    strips_at = entries_end + sum(length for length in lengths.values() if length > wide)
    places = [strips_at + sum(map(len, strips[:n])) for n in range(len(strips))]
    directory = struct.pack(order + ("Q" if big else "H"), len(tags))
    for tag, value in sorted(tags.items()):
        values = places if tag == 273 else value
        if isinstance(values, bytes):
            kind, packed = ASCII, values
        else:
            kind, packed = narrow, struct.pack(f"{order}{len(values)}{letter}", *values)
        if len(packed) > wide:
            place, extra = struct.pack(order + letter, entries_end + len(extra)), extra + packed
        else:
            place = packed.ljust(wide, b"\0")
        directory += struct.pack(order + "HH" + letter, tag, kind, len(values)) + place
    begin = b"II" if order == "<" else b"MM"
    head = struct.pack(order + "HHHQ", 43, 8, 0, 16) if big else struct.pack(order + "HI", 42, 8)
    following = struct.pack(order + letter, 0)
    return begin + head + directory + following + extra + b"".join(strips)
