"""Reads dlib's serialised face network (``dlib_face_recognition_resnet_model_v1.dat``).

The file is what a C++ template of 130 nested layers writes: a version for each wrapper from the
output to the input, then the details of each layer from the input to the output. Tags and skips
are versions only, so the order of the layers is not in the file; it is known here (`BLOCKS`) and
every name, size and stride is checked against it. Source: dlib's ``serialize.h``,
``dnn/core.h`` and ``dnn/layers.h``.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from facefinder.errors import ModelError
from facefinder.records.faces import FloatArray

INPUT_SIZE: Final = 150
VECTOR_SIZE: Final = 128


class Block(NamedTuple):
    """A residual block of two 3 x 3 convolutions; `halves` when it also halves the plane."""

    filters: int
    halves: bool


BLOCKS: Final = (
    *(Block(32, halves=False) for _ in range(3)),
    Block(64, halves=True),
    *(Block(64, halves=False) for _ in range(3)),
    Block(128, halves=True),
    *(Block(128, halves=False) for _ in range(2)),
    Block(256, halves=True),
    *(Block(256, halves=False) for _ in range(2)),
    Block(256, halves=True),
)

_STEM_FILTERS: Final = 32
_WRAPPERS: Final = 130
_LARGEST_FILE: Final = 64 * 1024 * 1024  # the real one has 22 MB
_ADVICE: Final = "Fetch it again with `facefinder models fetch dlib-resnet`."


@dataclass(frozen=True, slots=True, eq=False)
class Convolution:
    """A convolution with the per-channel scale and shift that follow it folded in.

    Attributes:
        kernel: Shape (height, width, channels in, channels out), float32.
        bias: Shape (channels out,), float32.
    """

    kernel: FloatArray
    bias: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class DlibWeights:
    """All numbers of the network.

    Attributes:
        mean_rgb: Shape (3,), float32; subtracted from the pixels.
        stem: The 7 x 7 convolution on the image.
        blocks: The two convolutions of each of `BLOCKS`.
        head: Shape (256, 128), float32; pooled features to vector.
    """

    mean_rgb: FloatArray
    stem: Convolution
    blocks: tuple[tuple[Convolution, Convolution], ...]
    head: FloatArray


def read_dlib_weights(path: Path) -> DlibWeights:
    """Read the whole network.

    Raises:
        ModelError: The file is missing, unreadable, truncated, damaged or another network.
    """
    try:
        return _read_network(_Reader(_read_bytes(path)))
    except OSError as error:
        raise ModelError(f"Cannot read {path}: {error.strerror}.", _ADVICE) from error
    except ValueError as error:
        raise ModelError(
            f"{path} is damaged or not dlib's face network: {error}.", _ADVICE
        ) from error


def _read_bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > _LARGEST_FILE:
        raise ValueError(f"{size} bytes are too many")
    return path.read_bytes()


def _read_network(file: "_Reader") -> DlibWeights:
    file.expect(1, file.integer(), "version of the loss layer")
    file.expect("loss_metric_2", file.string(), "loss layer")
    file.skip_floats(2)  # margin and distance threshold, used in training only
    for _ in range(_WRAPPERS):
        file.integer()  # versions; what they change is checked where it would matter
    file.expect("input_rgb_image_sized", file.string(), "input layer")
    mean_rgb = np.array([file.real() for _ in range(3)], np.float32)
    file.expect((INPUT_SIZE, INPUT_SIZE), file.integers(2), "input size")

    stem = _read_convolution(file, (7, 7, 3, _STEM_FILTERS), stride=2, innermost=True)
    _read_plain(file, "relu_")
    _read_pooling(file, "max_pool_2", (3, 3, 2, 2, 0, 0))
    blocks, channels = [], _STEM_FILTERS
    for block in BLOCKS:
        blocks.append(_read_block(file, block, channels))
        channels = block.filters
    _read_pooling(file, "avg_pool_2", (0, 0, 1, 1, 0, 0))  # 0 x 0 means the whole plane
    head = _read_head(file, channels)
    file.expect_end()
    return DlibWeights(mean_rgb, stem, tuple(blocks), head)


def _read_block(file: "_Reader", block: Block, channels: int) -> tuple[Convolution, Convolution]:
    filters, halves = block
    first = _read_convolution(file, (3, 3, channels, filters), stride=2 if halves else 1)
    _read_plain(file, "relu_")
    second = _read_convolution(file, (3, 3, filters, filters), stride=1)
    if halves:
        _read_pooling(file, "avg_pool_2", (2, 2, 2, 2, 0, 0))
    _read_plain(file, "add_prev_")
    _read_plain(file, "relu_")
    return first, second


def _read_convolution(
    file: "_Reader", shape: tuple[int, int, int, int], *, stride: int, innermost: bool = False
) -> Convolution:
    """Read a ``con_4`` layer and the ``affine_`` layer behind it, as one."""
    height, width, channels, filters = shape
    padding = height // 2 if stride == 1 else 0  # dlib's default
    file.expect("con_4", file.string(), "layer")
    params = file.tensor()
    geometry = (filters, height, width, stride, stride, padding, padding)
    file.expect(geometry, file.integers(7), "convolution")
    file.expect((filters, channels, height, width), file.view(), "filters")
    file.expect((1, filters, 1, 1), file.view(), "biases")
    file.skip_floats(4)  # multipliers of the learning rate and of weight decay
    file.skip_trailer(innermost=innermost)

    file.expect("affine_", file.string(), "layer")
    affine = file.tensor()
    file.expect((1, filters, 1, 1), file.view(), "scales")
    file.expect((1, filters, 1, 1), file.view(), "shifts")
    file.expect(0, file.integer(), "affine mode")  # 0: per channel
    file.skip_trailer()

    weights = filters * channels * height * width
    file.expect(weights + filters, params.size, "parameters of a convolution")
    file.expect(2 * filters, affine.size, "parameters of an affine layer")
    scale, shift = affine[:filters], affine[filters:]
    kernel = params[:weights].reshape(filters, channels, height, width).transpose(2, 3, 1, 0)
    return Convolution(np.ascontiguousarray(kernel * scale), params[weights:] * scale + shift)


def _read_plain(file: "_Reader", name: str) -> None:
    file.expect(name, file.string(), "layer")
    file.skip_trailer()


def _read_pooling(file: "_Reader", name: str, geometry: tuple[int, ...]) -> None:
    file.expect(name, file.string(), "layer")
    file.expect(geometry, file.integers(6), "pooling")
    file.skip_trailer()


def _read_head(file: "_Reader", channels: int) -> FloatArray:
    file.expect("fc_2", file.string(), "layer")
    file.expect((VECTOR_SIZE, channels), file.integers(2), "size of the last layer")
    params = file.tensor()
    file.expect((channels, VECTOR_SIZE, 1, 1), file.view(), "weights")
    file.view()  # biases: there are none
    file.expect(1, file.integer(), "bias mode")  # 1: none
    file.skip_floats(4)
    file.skip_trailer()
    file.expect(channels * VECTOR_SIZE, params.size, "parameters of the last layer")
    return params.reshape(channels, VECTOR_SIZE)


class _Reader:
    """dlib's primitives, one after the other; whatever does not fit is a ValueError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def expect(self, wanted: object, found: object, what: str) -> None:
        if wanted != found:
            raise ValueError(
                f"{what}: {wanted} expected, {found} found before byte {self._position}"
            )

    def expect_end(self) -> None:
        self.expect(len(self._data), self._position, "end of the file")

    def _take(self, count: int) -> bytes:
        # Checked before anything is allocated: a damaged size must not cost memory.
        if count > len(self._data) - self._position:
            raise ValueError(f"it ends early, at byte {len(self._data)}")
        self._position += count
        return self._data[self._position - count : self._position]

    def integer(self) -> int:
        """Control byte (sign and number of bytes), then the magnitude, little-endian."""
        control = self._take(1)[0]
        width = control & 0x0F
        if control & 0x70 or not 1 <= width <= 8:
            raise ValueError(f"no number before byte {self._position}")
        magnitude = int.from_bytes(self._take(width), "little")
        return -magnitude if control & 0x80 else magnitude

    def integers(self, count: int) -> tuple[int, ...]:
        return tuple(self.integer() for _ in range(count))

    def real(self) -> float:
        """Two integers: mantissa, and the power of two that it is multiplied with."""
        mantissa, exponent = self.integers(2)
        if abs(exponent) > 1000:  # dlib writes infinity and NaN with exponents of 32000 and more
            raise ValueError(f"a number that is not finite before byte {self._position}")
        return math.ldexp(mantissa, exponent)

    def skip_floats(self, count: int) -> None:
        for _ in range(count):
            self.real()

    def string(self) -> str:
        return self._take(self._count()).decode("latin-1")

    def tensor(self) -> FloatArray:
        """The numbers of a ``resizable_tensor``, flat; native float32, not dlib's floats."""
        self.expect(2, self.integer(), "version of a tensor")
        count = math.prod(self._count() for _ in range(4))
        values = np.array(np.frombuffer(self._take(4 * count), "<f4"), np.float32)
        if not np.isfinite(values).all():
            raise ValueError(f"a number that is not finite before byte {self._position}")
        return values

    def view(self) -> tuple[int, ...]:
        """The shape of an ``alias_tensor``: samples, channels, rows, columns."""
        self.expect(1, self.integer(), "version of a view")
        return self.integers(4)

    def skip_trailer(self, *, innermost: bool = False) -> None:
        """What every layer ends with: three flags and three tensors of the training."""
        flags = self._take(3)
        if flags.strip(b"01"):
            raise ValueError(f"no flags before byte {self._position}")
        for _ in range(3):
            self.tensor()
        if innermost:
            self.integer()  # sample expansion factor

    def _count(self) -> int:
        count = self.integer()
        if count < 0:
            raise ValueError(f"a negative size before byte {self._position}")
        return count
