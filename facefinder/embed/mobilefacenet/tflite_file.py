"""Reads a network that is stored as a TFLite file, operator by operator.

A TFLite file is a FlatBuffer: tables of numbered fields that refer to each other by their distance.
Of its many tables only those are described here on the way to the weights; the flatbuffers package,
with which `network.graph` writes, does the reading and refuses what lies outside of the file.
Source: ``tensorflow/compiler/mlir/lite/schema/schema.fbs`` in TensorFlow's sources.
"""

import math
import struct
from enum import IntEnum
from typing import Final, NamedTuple, TypeVar

import numpy as np
from flatbuffers import number_types
from flatbuffers.table import Table

from facefinder.records.faces import FloatArray

DAMAGE: Final = (ValueError, TypeError, struct.error)
"""What reading raises when a file is damaged: flatbuffers' errors and our own."""


class Kind(IntEnum):
    """Operators, by their number in the schema."""

    ADD = 0
    CONV_2D = 3
    DEPTHWISE_CONV_2D = 4
    MUL = 18
    RELU = 19
    RESHAPE = 22
    SUB = 41
    ABS = 101


class Field(NamedTuple):
    """A number in a table.

    Attributes:
        place: Which field of the table it is, from 0.
        type: One of flatbuffers' types of numbers.
        default: What it is where the table leaves it out.
    """

    place: int
    type: type
    default: int = 0


# Fields by their place. Of the model, of a subgraph, an operator, a tensor, a buffer:
_CODES, _SUBGRAPHS, _BUFFERS = 1, 2, 4
_TENSORS, _INPUTS, _OUTPUTS, _OPERATORS = 0, 1, 2, 3
_KIND, _TAKES, _MAKES, _OPTIONS = Field(0, number_types.Uint32Flags), 1, 2, 4
_SHAPE, _TYPE, _BUFFER = (
    *(0, Field(1, number_types.Int8Flags)),
    Field(2, number_types.Uint32Flags),
)
_CONTENT: Final = 0
# The number of an operator is in the first of these; in the other where a byte cannot hold it.
_OLD_CODE, _CODE = Field(0, number_types.Int8Flags), Field(3, number_types.Int32Flags)
_FLOAT32: Final = 0


_Item = TypeVar("_Item")


class Operator(NamedTuple):
    """One step of the network.

    Attributes:
        kind: As in `Kind`, or the number of another operator.
        inputs: Numbers of the tensors that it takes.
        outputs: Numbers of the tensors that it makes.
        options: A table of its own kind; None = it has none.
    """

    kind: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Table | None

    def option(self, field: Field) -> int:
        """What it says in its options."""
        return field.default if self.options is None else _number(self.options, field)


class TfliteFile:
    """The operators of a network in the order in which they run, and its constants.

    Attributes:
        inputs: Numbers of the tensors that the network takes.
        outputs: Numbers of the tensors that it makes.

    Raises:
        ValueError, TypeError, struct.error: The content is damaged or something else; so does every
            method.
    """

    def __init__(self, content: bytes) -> None:
        if content[4:8] != b"TFL3":
            raise ValueError("it is no TFLite file")
        self._content = content
        model = Table(content, int.from_bytes(content[:4], "little"))
        (graph,) = self._tables(model, _SUBGRAPHS)
        codes = self._tables(model, _CODES)
        self._kinds = [max(_number(code, _OLD_CODE), _number(code, _CODE)) for code in codes]
        self._buffers = self._tables(model, _BUFFERS)
        self._tensors = self._tables(graph, _TENSORS)
        self._operators = self._tables(graph, _OPERATORS)
        self.inputs = self._integers(graph, _INPUTS)
        self.outputs = self._integers(graph, _OUTPUTS)

    def __len__(self) -> int:
        """How many operators there are."""
        return len(self._operators)

    def operator(self, number: int) -> Operator:
        """The one that runs as the `number`-th, from 0."""
        table = _item(self._operators, number, "operator")
        kind = _item(self._kinds, _number(table, _KIND), "kind of operator")
        at = _slot(table, _OPTIONS)
        options = Table(self._content, table.Indirect(table.Pos + at)) if at else None
        return Operator(kind, self._integers(table, _TAKES), self._integers(table, _MAKES), options)

    def constant(self, tensor: int, shape: tuple[int, ...]) -> FloatArray:
        """The numbers of a tensor that must have this shape and be of float32."""
        table = _item(self._tensors, tensor, "tensor")
        found = self._integers(table, _SHAPE)
        if found != shape or _number(table, _TYPE) != _FLOAT32:
            raise ValueError(f"tensor {tensor}: {shape} of float32 expected, {found} found")
        buffer = _item(self._buffers, _number(table, _BUFFER), "buffer")
        content = self._vector(buffer, _CONTENT, "u1")
        if len(content) != 4 * math.prod(shape):
            raise ValueError(f"tensor {tensor}: {len(content)} bytes cannot be {shape}")
        values = np.array(content.view("<f4"), np.float32).reshape(shape)
        if not np.isfinite(values).all():
            raise ValueError(f"tensor {tensor}: a number that is not finite")
        return values

    def _tables(self, table: Table, place: int) -> list[Table]:
        """The tables that a field lists."""
        at = _slot(table, place)
        if not at:
            return []
        starts = range(table.Vector(at), table.Vector(at) + 4 * table.VectorLen(at), 4)
        # Checked before anything is made: a damaged number must not cost memory.
        if starts.stop > len(self._content):
            raise ValueError(f"it ends early, at byte {len(self._content)}")
        return [Table(self._content, table.Indirect(start)) for start in starts]

    def _integers(self, table: Table, place: int) -> tuple[int, ...]:
        return tuple(self._vector(table, place, "<i4").tolist())

    def _vector(self, table: Table, place: int, dtype: str) -> "np.ndarray[tuple[int], np.dtype]":
        """The numbers that a field lists; a view of the file."""
        at = _slot(table, place)
        if not at:
            return np.empty(0, dtype)
        # Not flatbuffers' own function, which looks for numpy where a frozen program has none.
        return np.frombuffer(self._content, dtype, table.VectorLen(at), table.Vector(at))


def _slot(table: Table, place: int) -> int:
    """Where a field lies from the start of the table; 0 = the table leaves it out."""
    at: int = table.Offset(4 + 2 * place)
    return at


def _number(table: Table, field: Field) -> int:
    at = _slot(table, field.place)
    number: int = table.Get(field.type, table.Pos + at) if at else field.default
    return number


def _item(items: list[_Item], number: int, what: str) -> _Item:
    if not 0 <= number < len(items):
        raise ValueError(f"there is no {what} {number}")
    return items[number]
