"""The three networks of MTCNN, written anew from their weights.

P-Net looks at every 12 x 12 window of a picture, R-Net and O-Net at single patches. They are equal
to the wheel's Keras layers up to rounding, so that the weights are all that is needed of it.

Source of the method: Zhang et al., "Joint Face Detection and Alignment using Multi-task Cascaded
Convolutional Networks", 2016; layer sizes and weights are those of the ``mtcnn`` wheel, version 1.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import joblib
import numpy as np

from facefinder.errors import ModelError
from facefinder.network.graph import SAME, VALID, Graph, Tensor
from facefinder.network.runner import AnyShape
from facefinder.records.faces import FloatArray

FILES = ("mtcnn_pnet.lz4", "mtcnn_rnet.lz4", "mtcnn_onet.lz4")
COUNTS = (13, 16, 21)  # arrays in each file
WINDOW: Final = 12
"""P-Net's view, pixels."""
STRIDE, SPARSE_STRIDE = 2, 4
"""From window to window of P-Net, pixels."""
POOLED: Final = 2
"""Places of P-Net's first layer that become one, each way: no window can begin between them."""
P_SIDES: Final = range(120, 181, 12)
"""Sides of what P-Net sees at once, pixels: what it makes of them fits into a cache. They are few,
as it has to be made ready for each shape, which takes as long as several looks."""
P_SHAPES: Final = 16
"""For how many shapes of that it is kept ready, 3 MB each: photos of 40 sizes have 12."""
R_SIZE, O_SIZE = 24, 48  # side of a patch, pixels
R_BATCHES, O_BATCHES = (4, 8, 12, 16), (1, 2, 3, 4)
"""How many patches R-Net and O-Net see at once: for each number they are kept ready, which takes
R-Net 0.5 MB."""
GREY = 128  # nothing to see: what P-Net's pictures are surrounded with (exactly: 127.5)
ADVICE = "Get it again with `facefinder models fetch`."


class Layer(NamedTuple):
    """A convolution without padding, and its PReLU: values below 0 times a slope.

    Attributes:
        kernel: Shape (height, width, channels in, channels out), float32.
        bias: Shape (channels out,).
        slope: Likewise; None = no PReLU.
    """

    kernel: FloatArray
    bias: FloatArray
    slope: FloatArray | None = None


class PNet(NamedTuple):
    """P-Net with windows some pixels apart.

    Attributes:
        see: The network: RGB as it is, uint8, (1, H, W, 3), even sides -> (1, h, w, 5), float32:
            four box shifts, in sides of the window, and how much the score of "a face" is above
            that of "none", before a softmax.
        stride: From window to window, pixels.
    """

    see: AnyShape
    stride: int

    @property
    def shared(self) -> int:
        """What two tiles share, so that no window between them is left out, pixels."""
        return WINDOW - self.stride


class Nets(NamedTuple):
    """All networks.

    Attributes:
        sparse_p: P-Net with windows `SPARSE_STRIDE` pixels apart.
        dense_p: `STRIDE` pixels apart.
        r: R-Net: as P-Net, (N, 24, 24, 3) -> (N, 1, 1, 5).
        o: O-Net: as P-Net, (N, 48, 48, 3) -> (N, 1, 1, 15), with landmarks (10: five x, five y, in
            sides of the patch) before the score.
    """

    sparse_p: PNet
    dense_p: PNet
    r: AnyShape
    o: AnyShape


def load_nets(models_dir: Path, *, quantised: bool = True) -> Nets:
    """Read the weights and build P-, R- and O-Net.

    Args:
        models_dir: Holds `FILES`, verified.
        quantised: As in `Graph`, for R- and O-Net; P-Net gains nothing by it.

    Raises:
        ModelError: A file is missing or is not what it should be.
    """
    p, r, o = (_read(models_dir / name, count) for name, count in zip(FILES, COUNTS, strict=True))
    sparse, dense = (
        PNet(AnyShape(_p_net(p, stride)), stride) for stride in (SPARSE_STRIDE, STRIDE)
    )
    r_net, o_net = _r_net(r, quantised=quantised), _o_net(o, quantised=quantised)
    return Nets(sparse, dense, AnyShape(r_net), AnyShape(o_net))


def _read(path: Path, count: int) -> list[FloatArray]:
    """Somebody else's pickle: its hash is verified against our table before this is called."""
    try:
        arrays = [np.asarray(array, np.float32) for array in joblib.load(path)]
    except Exception as error:  # a pickle can fail in any way
        raise ModelError(f"The model file {path} cannot be loaded ({error}).", ADVICE) from error
    if len(arrays) != count:
        raise ModelError(f"The model file {path} holds something else.", ADVICE)
    return arrays


def _layer(arrays: Sequence[FloatArray], number: int) -> Layer:
    kernel, bias, slope = arrays[3 * number : 3 * number + 3]
    return Layer(kernel, bias, slope.ravel())


def _of_pixels(layer: Layer) -> Layer:
    """The first layer, such that it takes pixels as they are, not ``(value - 127.5) / 128``."""
    bias = layer.bias - layer.kernel.sum(axis=(0, 1, 2)) * np.float32(127.5 / 128)
    return layer._replace(kernel=layer.kernel / np.float32(128), bias=bias)


def _p_net(arrays: Sequence[FloatArray], stride: int) -> bytes:
    graph = Graph()
    x = graph.images((1, P_SIDES[0], P_SIDES[0], 3))
    x = graph.largest(_applied(graph, x, _of_pixels(_layer(arrays, 0))), POOLED, padding=SAME)
    x = _applied(graph, x, _layer(arrays, 1))
    x = _applied(graph, x, _layer(arrays, 2), stride // POOLED)
    return graph.written(_applied(graph, x, _heads(arrays[9:])), times=P_SHAPES)


def _r_net(arrays: Sequence[FloatArray], *, quantised: bool) -> bytes:
    graph = Graph(quantised=quantised)
    x = graph.images((R_BATCHES[-1], R_SIZE, R_SIZE, 3))
    x = graph.largest(_applied(graph, x, _of_pixels(_layer(arrays, 0))), 3, padding=SAME)
    x = graph.largest(_applied(graph, x, _layer(arrays, 1)), 3)
    x = _applied(graph, x, _layer(arrays, 2))
    return _with_results(graph, x, arrays[9:], times=len(R_BATCHES))


def _o_net(arrays: Sequence[FloatArray], *, quantised: bool) -> bytes:
    graph = Graph(quantised=quantised)
    x = graph.images((O_BATCHES[-1], O_SIZE, O_SIZE, 3))
    x = graph.largest(_applied(graph, x, _of_pixels(_layer(arrays, 0))), 3, padding=SAME)
    x = graph.largest(_applied(graph, x, _layer(arrays, 1)), 3)
    x = graph.largest(_applied(graph, x, _layer(arrays, 2)), 2, padding=SAME)
    x = _applied(graph, x, _layer(arrays, 3))
    return _with_results(graph, x, arrays[12:], times=len(O_BATCHES))


def _applied(graph: Graph, x: Tensor, layer: Layer, stride: int = 1) -> Tensor:
    x = graph.convolved(x, layer.kernel, layer.bias, stride=stride, padding=VALID)
    return graph.bent(x, layer.slope)


def _heads(arrays: Sequence[FloatArray]) -> Layer:
    """All results at once, the score last: of a kernel and a bias each, the last for two scores."""
    kernels, biases = list(arrays[::2]), list(arrays[1::2])
    kernels[-1], biases[-1] = np.diff(kernels[-1]), np.diff(biases[-1])
    return Layer(np.concatenate(kernels, axis=-1), np.concatenate(biases))


def _with_results(graph: Graph, x: Tensor, arrays: Sequence[FloatArray], *, times: int) -> bytes:
    """The dense layers, as convolutions: one for all over the whole patch, then the results."""
    matrix, bias, slope, *heads = arrays
    _, rows, columns, channels = x.shape
    # Column by column: the weights were trained in a framework that stores images so.
    kernel = matrix.reshape(columns, rows, channels, -1).transpose(1, 0, 2, 3)
    x = _applied(graph, x, Layer(kernel, bias, slope))
    results = _heads(heads)
    x = _applied(graph, x, results._replace(kernel=results.kernel[None, None]))
    return graph.written(x, times=times)
