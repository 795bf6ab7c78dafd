"""Writes a network, step by step, in the file format of LiteRT (``.tflite``).

The arrays are float32, their axes (N, height, width, channels).
Source of the format: ``tensorflow/compiler/mlir/lite/schema/schema.fbs`` in TensorFlow's sources.
"""

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from facefinder.records.faces import FloatArray

SAME, VALID = "SAME", "VALID"
"""Padding: as many places as before (or half of them, rounded up), or only whole neighbourhoods."""
_PADDINGS: Final = {SAME: schema.Padding.SAME, VALID: schema.Padding.VALID}
_IDENTIFIER: Final = b"TFL3"
_VERSION: Final = 3

QUANTISED_FROM: Final = 128
"""Products in a sum from which on a convolution is quicker in int8, where the processor has
instructions for that (VNNI: Intel since 2019, AMD since 2022), and no slower where it has not."""
_LARGEST: Final = 127


class Tensor(NamedTuple):
    """An array of the network.

    Attributes:
        number: Which one it is.
        shape: Its sides.
    """

    number: int
    shape: tuple[int, ...]


class Graph:
    """A network that is being written.

    Args:
        quantised: Let long convolutions multiply in int8 (dynamic range quantisation): each of
            their filters has a scale of its own, and so has, at each call, each image that they
            are given. They still add up exactly, and give float32.
    """

    def __init__(self, *, quantised: bool = False) -> None:
        self._quantised = quantised
        self._tensors: list[Any] = []
        self._operators: list[Any] = []
        self._codes: dict[int, int] = {}
        self._buffers: list[Any] = [schema.BufferT()]  # the first one is that of all that has none
        self._inputs: list[int] = []

    def images(self, shape: tuple[int, int, int, int]) -> Tensor:
        """What the network is given: pixels as they are, uint8, which become float32."""
        given = self._tensor(shape, schema.TensorType.UINT8)
        self._inputs.append(given.number)
        # Quantised numbers of which each stands for itself: there is a quick way for those.
        self._give_scales(given, [1.0])
        return self._step("DEQUANTIZE", [given], shape, schema.DequantizeOptionsT())

    def convolved(
        self,
        x: Tensor,
        kernel: FloatArray,
        bias: FloatArray,
        *,
        stride: int = 1,
        padding: str = SAME,
        relu: bool = False,
    ) -> Tensor:
        """A convolution.

        Args:
            x: Shape (N, H, W, channels in).
            kernel: Shape (height, width, channels in, channels out).
            bias: Shape (channels out,).
            stride: In both directions.
            padding: `SAME` or `VALID`.
            relu: Make zero of what is below.
        """
        options = schema.Conv2DOptionsT()
        constants = (self._filters(kernel.transpose(3, 0, 1, 2)), self._constant(bias))
        shape = (*_places(x, kernel.shape[:2], stride, padding), kernel.shape[3])
        _moving(options, stride, padding, relu)
        return self._step("CONV_2D", [x, *constants], shape, options)

    def convolved_within(
        self,
        x: Tensor,
        kernel: FloatArray,
        bias: FloatArray,
        *,
        stride: int = 1,
        padding: str = SAME,
        relu: bool = False,
    ) -> Tensor:
        """A convolution within channels; kernel (height, width, channels, 1). See `convolved`."""
        options = schema.DepthwiseConv2DOptionsT()
        options.depthMultiplier = 1
        constants = (self._constant(kernel.transpose(3, 0, 1, 2)), self._constant(bias))
        shape = (*_places(x, kernel.shape[:2], stride, padding), x.shape[3])
        _moving(options, stride, padding, relu)
        return self._step("DEPTHWISE_CONV_2D", [x, *constants], shape, options)

    def bent(self, x: Tensor, slope: FloatArray | None) -> Tensor:
        """Numbers below zero times the slope of their channel (PReLU); as they are without one."""
        if slope is None:
            return x
        return self._step("PRELU", [x, self._constant(slope.reshape(1, 1, -1))], x.shape)

    def largest(self, x: Tensor, size: int, *, stride: int = 2, padding: str = VALID) -> Tensor:
        """The maximum of each neighbourhood of `size` x `size` places."""
        return self._pooled("MAX_POOL_2D", x, size, stride, padding)

    def averaged(self, x: Tensor, size: int, *, stride: int = 2, padding: str = VALID) -> Tensor:
        """The mean of each neighbourhood of `size` x `size` places."""
        return self._pooled("AVERAGE_POOL_2D", x, size, stride, padding)

    def added(self, x: Tensor, y: Tensor, *, relu: bool = False) -> Tensor:
        """The sum of two arrays of one shape."""
        options = schema.AddOptionsT()
        options.fusedActivationFunction = _activation(relu)
        return self._step("ADD", [x, y], x.shape, options)

    def shifted(self, x: Tensor, by: FloatArray) -> Tensor:
        """A number for each channel added, shape (channels,)."""
        return self._step("ADD", [x, self._constant(by)], x.shape, schema.AddOptionsT())

    def scaled(self, x: Tensor, by: float) -> Tensor:
        """All times one number."""
        factor = self._constant(np.array([by], np.float32))
        return self._step("MUL", [x, factor], x.shape, schema.MulOptionsT())

    def extended(self, x: Tensor, shape: Sequence[int]) -> Tensor:
        """With zeros at the end of each axis, up to a shape."""
        if x.shape == tuple(shape):
            return x
        missing = [(0, wanted - side) for wanted, side in zip(shape, x.shape, strict=True)]
        margins = self._constant(np.array(missing, np.int32))
        return self._step("PAD", [x, margins], tuple(shape), schema.PadOptionsT())

    def doubled(self, x: Tensor) -> Tensor:
        """Twice as high and as wide, each number four times."""
        count, height, width, channels = x.shape
        options = schema.DepthToSpaceOptionsT()
        options.blockSize = 2
        fourfold = self.joined([x] * 4, axis=3)
        shape = (count, 2 * height, 2 * width, channels)
        return self._step("DEPTH_TO_SPACE", [fourfold], shape, options)

    def multiplied(self, x: Tensor, matrix: FloatArray, bias: FloatArray) -> Tensor:
        """Rows, shape (N, numbers in), times a matrix of shape (numbers in, numbers out)."""
        constants = (self._constant(matrix.T), self._constant(bias))
        shape = (x.shape[0], matrix.shape[1])
        options = schema.FullyConnectedOptionsT()
        return self._step("FULLY_CONNECTED", [x, *constants], shape, options)

    def mean_of_places(self, x: Tensor) -> Tensor:
        """(N, H, W, channels) -> (N, channels)."""
        axes = self._constant(np.array([1, 2], np.int32))
        return self._step("MEAN", [x, axes], (x.shape[0], x.shape[3]), schema.ReducerOptionsT())

    def joined(self, parts: Sequence[Tensor], *, axis: int) -> Tensor:
        """One after the other along an axis."""
        options = schema.ConcatenationOptionsT()
        options.axis = axis
        shape = list(parts[0].shape)
        shape[axis] = sum(part.shape[axis] for part in parts)
        return self._step("CONCATENATION", parts, tuple(shape), options)

    def written(self, *outputs: Tensor, times: int = 1) -> bytes:
        """The network as a file.

        Args:
            outputs: Which of its arrays are its results.
            times: How often the file names it, that is, for how many shapes it can be ready.
        """
        part = schema.SubGraphT()
        part.tensors, part.operators = self._tensors, self._operators
        part.inputs, part.outputs = self._inputs, [x.number for x in outputs]
        model = schema.ModelT()
        model.version, model.buffers = _VERSION, self._buffers
        model.subgraphs = [_Once(part)] * times
        model.operatorCodes = [_code(code) for code in self._codes]
        model.signatureDefs = [_signature(number, part) for number in range(times)]
        builder = flatbuffers.Builder(
            sum(buffer.data.nbytes for buffer in self._buffers[1:]) + 4096
        )
        builder.Finish(model.Pack(builder), file_identifier=_IDENTIFIER)
        return bytes(builder.Output())

    def _pooled(self, name: str, x: Tensor, size: int, stride: int, padding: str) -> Tensor:
        options = schema.Pool2DOptionsT()
        options.filterHeight = options.filterWidth = size
        _moving(options, stride, padding, relu=False)
        shape = (*_places(x, (size, size), stride, padding), x.shape[3])
        return self._step(name, [x], shape, options)

    def _step(
        self,
        name: str,
        inputs: Sequence[Tensor],
        shape: tuple[int, ...],
        options: Any = None,  # noqa: ANN401 - a table of the format, which comes without types
    ) -> Tensor:
        made = self._tensor(shape, schema.TensorType.FLOAT32)
        code = getattr(schema.BuiltinOperator, name)
        step = schema.OperatorT()
        step.opcodeIndex = self._codes.setdefault(code, len(self._codes))
        step.inputs, step.outputs = [x.number for x in inputs], [made.number]
        if options is not None:
            kind = type(options).__name__.removesuffix("T")
            step.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
            step.builtinOptions = options
        self._operators.append(step)
        return made

    def _filters(self, filters: FloatArray) -> Tensor:
        """Filters of a convolution, shape (channels out, height, width, channels in)."""
        if not self._quantised or math.prod(filters.shape[1:]) < QUANTISED_FROM:
            return self._constant(filters)
        scales = np.abs(filters).max(axis=(1, 2, 3)) / _LARGEST
        scales[scales == 0] = 1  # a filter of zeros stays one
        made = self._constant(np.rint(filters / scales[:, None, None, None]).astype(np.int8))
        self._give_scales(made, scales.tolist())
        return made

    def _give_scales(self, tensor: Tensor, scales: list[float]) -> None:
        """What its whole numbers stand for: one scale for all, or one for each along axis 0."""
        meaning = schema.QuantizationParametersT()
        meaning.scale, meaning.zeroPoint = scales, [0] * len(scales)
        self._tensors[tensor.number].quantization = meaning

    def _constant(self, values: Any) -> Tensor:  # noqa: ANN401 - an array of any of these types
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(np.ascontiguousarray(values).tobytes(), np.uint8)
        self._buffers.append(buffer)
        kind = getattr(schema.TensorType, values.dtype.name.upper())
        return self._tensor(values.shape, kind, buffer=len(self._buffers) - 1)

    def _tensor(self, shape: tuple[int, ...], kind: int, *, buffer: int = 0) -> Tensor:
        tensor = schema.TensorT()
        tensor.shape, tensor.type, tensor.buffer = list(shape), kind, buffer
        self._tensors.append(tensor)
        return Tensor(len(self._tensors) - 1, tuple(shape))


class _Once:
    """A table that lies in the file once, however often others point to it."""

    def __init__(self, table: Any) -> None:  # noqa: ANN401 - a table of the format
        self._table = table
        self._place: int | None = None

    def Pack(self, builder: Any) -> int:  # noqa: ANN401, N802 - what flatbuffers calls it
        if self._place is None:
            self._place = self._table.Pack(builder)
        return self._place


def _places(x: Tensor, size: tuple[int, ...], stride: int, padding: str) -> tuple[int, int, int]:
    """How many images, rows and columns there are after a step over neighbourhoods."""
    lost = [0 if padding == SAME else side - 1 for side in size]
    rows, columns = (
        math.ceil((side - less) / stride) for side, less in zip(x.shape[1:3], lost, strict=True)
    )
    return x.shape[0], rows, columns


def _moving(options: Any, stride: int, padding: str, relu: bool) -> None:  # noqa: ANN401 - a table
    options.strideH = options.strideW = stride
    options.padding = _PADDINGS[padding]
    options.fusedActivationFunction = _activation(relu)


def _activation(relu: bool) -> int:
    kinds = schema.ActivationFunctionType
    return int(kinds.RELU if relu else kinds.NONE)


def _signature(number: int, part: Any) -> Any:  # noqa: ANN401 - tables
    made = schema.SignatureDefT()
    made.signatureKey, made.subgraphIndex = str(number), number
    made.inputs, made.outputs = _named(part.inputs), _named(part.outputs)
    return made


def _named(tensors: Sequence[int]) -> list[Any]:
    """Names for arrays: what they are in order."""
    named = []
    for name, number in enumerate(tensors):
        entry = schema.TensorMapT()
        entry.name, entry.tensorIndex = str(name), number
        named.append(entry)
    return named


def _code(number: int) -> Any:  # noqa: ANN401 - a table
    code = schema.OperatorCodeT()
    code.deprecatedBuiltinCode = code.builtinCode = number
    code.version = 1
    return code
