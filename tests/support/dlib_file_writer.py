"""Writes dlib's file format with random numbers in it, for tests without the real weights."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facefinder.embed.dlib_resnet.weight_file import BLOCKS

EMPTY_TENSOR = (2, 0, 0, 0, 0)


def integer(value: int) -> bytes:
    magnitude = abs(value).to_bytes(max(1, (abs(value).bit_length() + 7) // 8), "little")
    return bytes([len(magnitude) | (0x80 if value < 0 else 0)]) + magnitude


def integers(*values: int) -> bytes:
    return b"".join(map(integer, values))


def real(value: float) -> bytes:
    fraction, exponent = math.frexp(value)
    return integers(int(fraction * 2**24), exponent - 24)


def string(text: str) -> bytes:
    return integer(len(text)) + text.encode("ascii")


def tensor(values: NDArray[np.float32], *shape: int) -> bytes:
    return integers(2, *shape) + values.astype("<f4").tobytes()


def trailer(*, innermost: bool = False) -> bytes:
    return b"110" + 3 * integers(*EMPTY_TENSOR) + (integer(1) if innermost else b"")


def convolution(
    rng: np.random.Generator, shape: tuple[int, int, int], *, stride: int, gain: float
) -> bytes:
    """A ``con_4`` and its ``affine_``; only the innermost has three input channels.

    `shape` is channels, filters and side of the kernel.
    """
    channels, filters, side = shape
    weights = filters * channels * side * side
    spread = gain * math.sqrt(2 / (channels * side * side))
    params = rng.normal(0, spread, weights + filters).astype(np.float32)
    affine = rng.uniform(0.5, 1.5, 2 * filters).astype(np.float32)
    affine[filters:] -= 1
    pad = side // 2 if stride == 1 else 0
    per_channel = integers(1, 1, filters, 1, 1)
    return b"".join(
        [
            string("con_4"),
            tensor(params, params.size, 1, 1, 1),
            integers(filters, side, side, stride, stride, pad, pad),
            integers(1, filters, channels, side, side) + per_channel,
            real(1.0) * 3 + real(0.0),
            trailer(innermost=channels == 3),
            string("affine_"),
            tensor(affine, affine.size, 1, 1, 1),
            2 * per_channel + integer(0),
            trailer(),
        ]
    )


def plain(*names: str) -> bytes:
    return b"".join(string(name) + trailer() for name in names)


def pooling(name: str, geometry: Sequence[int]) -> bytes:
    return string(name) + integers(*geometry) + trailer()


def network(seed: int) -> bytes:
    """The whole file: dlib itself can read it."""
    rng = np.random.default_rng(seed)
    parts = [integer(1), string("loss_metric_2"), real(0.04), real(0.6), versions()]
    parts += [string("input_rgb_image_sized"), real(122.782), real(117.001), real(104.298)]
    parts += [integers(150, 150), convolution(rng, (3, 32, 7), stride=2, gain=0.5), plain("relu_")]
    parts += [pooling("max_pool_2", (3, 3, 2, 2, 0, 0))]
    channels = 32
    for filters, halves in BLOCKS:
        parts += [convolution(rng, (channels, filters, 3), stride=2 if halves else 1, gain=0.7)]
        parts += [plain("relu_"), convolution(rng, (filters, filters, 3), stride=1, gain=0.3)]
        parts += [pooling("avg_pool_2", (2, 2, 2, 2, 0, 0))] if halves else []
        parts += [plain("add_prev_", "relu_")]
        channels = filters
    head = rng.normal(0, 0.02, channels * 128).astype(np.float32)
    parts += [pooling("avg_pool_2", (0, 0, 1, 1, 0, 0)), string("fc_2"), integers(128, channels)]
    parts += [tensor(head, channels, 128, 1, 1), integers(1, channels, 128, 1, 1)]
    parts += [integers(1, 0, 0, 0, 0), integer(1), real(1.0) * 4, trailer()]
    return b"".join(parts)


def versions() -> bytes:
    """One a wrapper, from the output to the input: 1 for tags and skips, else 2, and 3 at last."""
    inwards = [2, 2]  # the last layer, the pooling before it
    for _, halves in reversed(BLOCKS):
        # relu, add, then for a halving block pooling, skip and tag; affine, con, relu, affine,
        # con, tag.
        inwards += [2, 2, *([2, 1, 1] if halves else []), 2, 2, 2, 2, 2, 1]
    inwards += [2, 2, 2, 3]  # max pooling, relu, affine, con
    return integers(*inwards)


def write_network(path: Path, seed: int = 0) -> Path:
    path.write_bytes(network(seed))
    return path
