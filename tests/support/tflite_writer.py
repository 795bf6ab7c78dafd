"""Writes a TFLite file of MobileFaceNet's shape with random numbers in it, for tests without it.

What comes first in the file is its structure, what comes last the numbers; TFLite's own interpreter
can run it.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
from numpy.typing import NDArray

from facefinder.embed.mobilefacenet.tflite_file import Kind
from facefinder.embed.mobilefacenet.weight_file import (
    BLOCKS,
    LAST_FILTERS,
    LAST_SIDE,
    STEM_FILTERS,
    VECTOR_SIZE,
)

INPUT = (2, 112, 112, 3)
KINDS = tuple(Kind)
SAME, VALID = 0, 1
TYPES_OF_OPTIONS = {Kind.CONV_2D: 1, Kind.DEPTHWISE_CONV_2D: 2, Kind.ADD: 11, Kind.MUL: 21}
TYPES_OF_OPTIONS |= {Kind.SUB: 28, Kind.RESHAPE: 17}


class TfliteWriter:
    """Tensors and operators, collected and then written."""

    def __init__(self) -> None:
        self.tensors: list[tuple[tuple[int, ...], NDArray[Any] | None]] = []
        self.operators: list[tuple[Kind, tuple[int, ...], int, tuple[int, ...]]] = []

    def tensor(self, shape: tuple[int, ...] = (), values: NDArray[Any] | None = None) -> int:
        self.tensors.append((shape, values))
        return len(self.tensors) - 1

    def constant(self, values: NDArray[Any]) -> int:
        return self.tensor(values.shape, values)

    def operator(self, kind: Kind, inputs: tuple[int, ...], *options: int) -> int:
        """Add one; `options` are its fields in their order: bytes and 32-bit numbers."""
        made = self.tensor()
        self.operators.append((kind, inputs, made, options))
        return made

    def written(self, inputs: Sequence[int], outputs: Sequence[int]) -> bytes:
        builder = flatbuffers.Builder(1 << 16)
        arrays = [values for _, values in self.tensors if values is not None]
        contents = [builder.CreateByteVector(values.tobytes()) for values in arrays]
        buffers = [_table(builder, 1), *(_table(builder, 1, (0, content)) for content in contents)]
        tensors = self._tensors(builder)
        operators = [self._operator(builder, *operator) for operator in self.operators]
        graph = (
            _offsets(builder, tensors),
            builder.CreateNumpyVector(np.array(inputs, np.int32)),
            builder.CreateNumpyVector(np.array(outputs, np.int32)),
            _offsets(builder, operators),
        )
        graphs = _offsets(builder, [_table(builder, 4, *enumerate(graph))])
        codes = _offsets(builder, [_code(builder, kind) for kind in KINDS])
        listed = _offsets(builder, buffers)
        model = _table(builder, 5, (1, codes), (2, graphs), (4, listed), version=3)
        builder.Finish(model, file_identifier=b"TFL3")
        return bytes(builder.Output())

    def _tensors(self, builder: Any) -> list[int]:  # noqa: ANN401 - an untyped package
        made, buffer = [], 0
        for shape, values in self.tensors:
            buffer += values is not None
            numbers = builder.CreateNumpyVector(np.array(shape, np.int32))
            builder.StartObject(3)
            builder.PrependUOffsetTRelativeSlot(0, numbers, 0)
            whole = values is not None and values.dtype == np.int32
            builder.PrependInt8Slot(1, 2 if whole else 0, 0)
            builder.PrependUint32Slot(2, buffer if values is not None else 0, 0)
            made.append(builder.EndObject())
        return made

    def _operator(
        self,
        builder: Any,  # noqa: ANN401 - an untyped package
        kind: Kind,
        inputs: tuple[int, ...],
        made: int,
        options: tuple[int, ...],
    ) -> int:
        taken = builder.CreateNumpyVector(np.array(inputs, np.int32))
        given = builder.CreateNumpyVector(np.array([made], np.int32))
        builder.StartObject(max(1, len(options)))
        for place, option in enumerate(options):
            # Padding and the activation are bytes: the first, and the last before the dilations.
            if place in (0, len(options) - 3):
                builder.PrependInt8Slot(place, option, 0)
            else:
                builder.PrependInt32Slot(place, option, 0)
        table = builder.EndObject()
        builder.StartObject(5)
        builder.PrependUint32Slot(0, KINDS.index(kind), 0)
        builder.PrependUOffsetTRelativeSlot(1, taken, 0)
        builder.PrependUOffsetTRelativeSlot(2, given, 0)
        builder.PrependUint8Slot(3, TYPES_OF_OPTIONS.get(kind, 0), 0)
        if kind in TYPES_OF_OPTIONS:
            builder.PrependUOffsetTRelativeSlot(4, table, 0)
        return int(builder.EndObject())


def _code(builder: Any, kind: Kind) -> int:  # noqa: ANN401 - an untyped package
    builder.StartObject(4)
    builder.PrependInt8Slot(0, kind, 0)
    builder.PrependInt32Slot(2, 1, 1)  # its version
    return int(builder.EndObject())


def _table(builder: Any, size: int, *offsets: tuple[int, int], version: int | None = None) -> int:  # noqa: ANN401 - an untyped package
    """A table of `size` fields that refers to others."""
    builder.StartObject(size)
    if version is not None:
        builder.PrependUint32Slot(0, version, 0)
    for place, offset in offsets:
        builder.PrependUOffsetTRelativeSlot(place, offset, 0)
    return int(builder.EndObject())


def _offsets(builder: Any, offsets: Sequence[int]) -> int:  # noqa: ANN401 - an untyped package
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


class _Network:
    """MobileFaceNet's layers; `at` is what has come out so far."""

    def __init__(self, seed: int) -> None:
        self.file = TfliteWriter()
        self.rng = np.random.default_rng(seed)
        self.input = self.at = self.file.tensor(INPUT)

    def random(self, *shape: int, spread: float) -> int:
        return self.file.constant(self.rng.normal(0, spread, shape).astype(np.float32))

    def across(
        self, channels: int, filters: int, *, side: int = 1, stride: int = 1, padding: int = SAME
    ) -> None:
        spread = math.sqrt(1.5 / (channels * side * side))
        kernel = self.random(filters, side, side, channels, spread=spread)
        taken = (self.at, kernel, self.random(filters, spread=0.1))
        self.at = self.file.operator(Kind.CONV_2D, taken, padding, stride, stride, 0, 1, 1)

    def within(self, channels: int, *, side: int = 3, stride: int = 1, padding: int = SAME) -> None:
        kernel = self.random(1, side, side, channels, spread=1.2 / side)
        taken = (self.at, kernel, self.random(channels, spread=0.1))
        options = (padding, stride, stride, 1, 0, 1, 1)
        self.at = self.file.operator(Kind.DEPTHWISE_CONV_2D, taken, *options)

    def bend(self, channels: int) -> None:
        x, add = self.at, self.file.operator
        half = self.random(channels, spread=0.3)
        positive, size = add(Kind.RELU, (x,)), add(Kind.ABS, (x,))
        below = add(Kind.MUL, (half, add(Kind.SUB, (x, size), 0)), 0)
        self.at = add(Kind.ADD, (positive, below), 0)

    def block(self, channels: int, inside: int, filters: int, *, halves: bool) -> None:
        given = self.at
        self.across(channels, inside)
        self.bend(inside)
        self.within(inside, stride=2 if halves else 1)
        self.bend(inside)
        self.across(inside, filters)
        if not halves:
            self.at = self.file.operator(Kind.ADD, (self.at, given), 0)


def network(seed: int = 0) -> bytes:
    """The whole file."""
    net = _Network(seed)
    channels = STEM_FILTERS
    net.across(3, channels, side=3, stride=2)
    net.bend(channels)
    net.within(channels)
    net.bend(channels)
    net.across(channels, channels)
    for inside, filters, halves in BLOCKS:
        net.block(channels, inside, filters, halves=halves)
        channels = filters
    net.across(channels, LAST_FILTERS)
    net.bend(LAST_FILTERS)
    net.within(LAST_FILTERS, side=LAST_SIDE, padding=VALID)
    net.across(LAST_FILTERS, LAST_FILTERS, padding=VALID)
    net.across(LAST_FILTERS, VECTOR_SIZE)
    shape = net.file.constant(np.array([INPUT[0], VECTOR_SIZE], np.int32))
    vectors = net.file.operator(Kind.RESHAPE, (net.at, shape))
    return net.file.written([net.input], [vectors])


def write_network(path: Path, seed: int = 0) -> Path:
    path.write_bytes(network(seed))
    return path
