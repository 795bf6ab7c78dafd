"""Reads the numbers of MobileFaceNet out of its TFLite file, and sees that it is MobileFaceNet.

The layers and their order are known here (`BLOCKS`); every operator of the file is checked against
them: its kind, what it takes, its size, its stride.
Source: S. Chen et al., "MobileFaceNets: Efficient CNNs for Accurate Real-Time Face Verification on
Mobile Devices", 2018; the file is the wider one of https://github.com/sirius-ai/MobileFaceNet_TF.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from flatbuffers import number_types

from facefinder.embed.mobilefacenet.tflite_file import DAMAGE, Field, Kind, TfliteFile
from facefinder.errors import ModelError
from facefinder.records.faces import FloatArray

VECTOR_SIZE: Final = 192


class Block(NamedTuple):
    """Widened by a 1 x 1 convolution, 3 x 3 within each channel, and narrowed again.

    Attributes:
        inside: Channels between.
        filters: Channels at its end.
        halves: It halves the plane; one that does not adds what it was given.
    """

    inside: int
    filters: int
    halves: bool


BLOCKS: Final = (
    Block(128, 64, halves=True),
    *(Block(128, 64, halves=False) for _ in range(4)),
    Block(256, 128, halves=True),
    *(Block(256, 128, halves=False) for _ in range(6)),
    Block(512, 128, halves=True),
    *(Block(256, 128, halves=False) for _ in range(2)),
)
STEM_FILTERS: Final = 64
LAST_FILTERS: Final = 512
LAST_SIDE: Final = 7
"""Side of the plane that is left after the blocks, places."""

_SAME, _VALID = 0, 1
_INT8, _INT32 = number_types.Int8Flags, number_types.Int32Flags
# Padding, stride across and down, [channels out for one channel in], what follows at once,
# dilation across and down.
_OPTIONS: Final = {
    Kind.CONV_2D: (
        *(Field(0, _INT8), Field(1, _INT32), Field(2, _INT32)),
        *(Field(3, _INT8), Field(4, _INT32, 1), Field(5, _INT32, 1)),
    ),
    Kind.DEPTHWISE_CONV_2D: (
        *(Field(0, _INT8), Field(1, _INT32), Field(2, _INT32), Field(3, _INT32)),
        *(Field(4, _INT8), Field(5, _INT32, 1), Field(6, _INT32, 1)),
    ),
    **dict.fromkeys((Kind.ADD, Kind.SUB, Kind.MUL), (Field(0, _INT8),)),
}
_STEEPEST: Final = 1e6  # the real ones lie between -10 and 10
_LARGEST_FILE: Final = 64 * 1024 * 1024  # the real one has 5 MB
_ADVICE: Final = "Fetch it again with `facefinder models fetch mobilefacenet`."


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A convolution and what follows it.

    Attributes:
        kernel: Shape (height, width, channels in, channels out), float32; within each channel:
            (height, width, channels, 1).
        bias: Shape (channels out,), float32.
        slope: Shape (channels out,), float32: what numbers below zero are multiplied with; None =
            they stay as they are.
    """

    kernel: FloatArray
    bias: FloatArray
    slope: FloatArray | None


@dataclass(frozen=True, slots=True, eq=False)
class MobileFaceNetWeights:
    """All numbers of the network.

    Attributes:
        stem: A 3 x 3 convolution on the image, 3 x 3 within each channel, 1 x 1.
        blocks: The three convolutions of each of `BLOCKS`.
        head: A 1 x 1 convolution, one over the whole plane within each channel, and two 1 x 1
            convolutions to the vector.
    """

    stem: tuple[Layer, Layer, Layer]
    blocks: tuple[tuple[Layer, Layer, Layer], ...]
    head: tuple[Layer, Layer, Layer, Layer]


def read_mobilefacenet_weights(path: Path) -> MobileFaceNetWeights:
    """Read the whole network.

    Raises:
        ModelError: The file is missing, unreadable, truncated, damaged or another network.
    """
    try:
        return _read_network(_Steps(TfliteFile(_read_bytes(path))))
    except OSError as error:
        raise ModelError(f"Cannot read {path}: {error.strerror}.", _ADVICE) from error
    except DAMAGE as error:
        raise ModelError(f"{path} is damaged or not MobileFaceNet: {error}.", _ADVICE) from error


def _read_bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > _LARGEST_FILE:
        raise ValueError(f"{size} bytes are too many")
    return path.read_bytes()


def _read_network(steps: "_Steps") -> MobileFaceNetWeights:
    channels = STEM_FILTERS
    stem = (
        steps.across((3, 3, 3, channels), stride=2, slope=True),
        steps.within((3, 3, channels), slope=True),
        steps.across((1, 1, channels, channels)),
    )
    blocks = []
    for block in BLOCKS:
        blocks.append(_read_block(steps, block, channels))
        channels = block.filters
    head = (
        steps.across((1, 1, channels, LAST_FILTERS), slope=True),
        steps.within((LAST_SIDE, LAST_SIDE, LAST_FILTERS), padding=_VALID),
        steps.across((1, 1, LAST_FILTERS, LAST_FILTERS), padding=_VALID),  # of one place: the same
        steps.across((1, 1, LAST_FILTERS, VECTOR_SIZE)),
    )
    steps.end()
    return MobileFaceNetWeights(stem, tuple(blocks), head)


def _read_block(steps: "_Steps", block: Block, channels: int) -> tuple[Layer, Layer, Layer]:
    inside, filters, halves = block
    given = steps.at
    layers = (
        steps.across((1, 1, channels, inside), slope=True),
        steps.within((3, 3, inside), stride=2 if halves else 1, slope=True),
        steps.across((1, 1, inside, filters)),
    )
    if not halves:
        steps.take(Kind.ADD, (0,), steps.at, given)
    return layers


class _Steps:
    """The operators one after the other; whatever does not fit is a ValueError.

    Attributes:
        at: Number of the tensor that has come out so far.
    """

    def __init__(self, file: TfliteFile) -> None:
        self._file = file
        self._taken = 0
        (self.at,) = file.inputs

    def take(self, kind: Kind, options: tuple[int, ...], *given: int | None) -> list[int]:
        """Go on by one operator, and to the tensor that it makes.

        Args:
            kind: What it must be.
            options: What its options must be, as in `_OPTIONS`.
            given: The tensors that it must take; None = any other one.

        Returns:
            Those other ones.
        """
        number, self._taken = self._taken, self._taken + 1
        step = self._file.operator(number)
        found = tuple(step.option(field) for field in _OPTIONS.get(kind, ()))
        if (step.kind, found, len(step.inputs)) != (kind, options, len(given)):
            raise ValueError(f"operator {number} is not the {kind.name} that belongs there")
        pairs = list(zip(given, step.inputs, strict=True))
        if any(wanted not in (None, taken) for wanted, taken in pairs):
            raise ValueError(f"operator {number} takes what another one should")
        (self.at,) = step.outputs
        return [taken for wanted, taken in pairs if wanted is None]

    def across(
        self,
        shape: tuple[int, int, int, int],
        *,
        stride: int = 1,
        padding: int = _SAME,
        slope: bool = False,
    ) -> Layer:
        """A convolution, its shape as in `Layer`."""
        height, width, channels, filters = shape
        options = (padding, stride, stride, 0, 1, 1)
        return self._layer(Kind.CONV_2D, options, (filters, height, width, channels), slope=slope)

    def within(
        self,
        shape: tuple[int, int, int],
        *,
        stride: int = 1,
        padding: int = _SAME,
        slope: bool = False,
    ) -> Layer:
        """A convolution within each channel: height, width, channels."""
        options = (padding, stride, stride, 1, 0, 1, 1)
        return self._layer(Kind.DEPTHWISE_CONV_2D, options, (1, *shape), slope=slope)

    def _layer(
        self, kind: Kind, options: tuple[int, ...], shape: tuple[int, ...], *, slope: bool
    ) -> Layer:
        kernel, bias = self.take(kind, options, self.at, None, None)
        stored = self._file.constant(kernel, shape)
        filters = shape[3] if kind is Kind.DEPTHWISE_CONV_2D else shape[0]
        return Layer(
            np.ascontiguousarray(stored.transpose(1, 2, 3, 0)),
            self._file.constant(bias, (filters,)),
            self._slope(filters) if slope else None,
        )

    def _slope(self, filters: int) -> FloatArray:
        """Below zero the file has x - |x|, which is 2x, times half of the slope."""
        x = self.at
        self.take(Kind.RELU, (), x)
        positive = self.at
        self.take(Kind.ABS, (), x)
        self.take(Kind.SUB, (0,), x, self.at)
        (half,) = self.take(Kind.MUL, (0,), None, self.at)
        self.take(Kind.ADD, (0,), positive, self.at)
        halves = self._file.constant(half, (filters,))
        if np.abs(halves).max() > _STEEPEST:
            raise ValueError(f"tensor {half}: no slopes")
        return halves * np.float32(2)

    def end(self) -> None:
        """What is left is to call it a vector."""
        self.take(Kind.RESHAPE, (), self.at, None)
        if self._file.outputs != (self.at,) or self._taken != len(self._file):
            raise ValueError("it does not end where it should")
