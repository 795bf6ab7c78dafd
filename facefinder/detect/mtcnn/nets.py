"""The three networks of MTCNN as TensorFlow graphs, built straight from the weight arrays.

P-Net looks at every 12 x 12 window of a picture, R-Net and O-Net at single patches. They are plain
operations, equal to the wheel's Keras layers up to rounding, so that the weights are all that is
needed of it.

P-Net sees 700,000 pixels of a photo, in few channels, so most of its time goes into moving large,
thin arrays through memory. What counts is in how many steps that happens. For a photo of 2000 x
1500 pixels, processor time: levels one by one, activations where the paper has them 40 ms; all
levels on one canvas 37 (`proposals`); the first activation after the pooling 33; the second
by a convolution 32; the third split 30.
Gained nothing more: the other activations put off or split likewise, maxima of two channels by
pooling, 12 channels instead of 10, pieces that fit the processor's cache.

Source of the method: Zhang et al., "Joint Face Detection and Alignment using Multi-task Cascaded
Convolutional Networks", 2016; layer sizes and weights are those of the ``mtcnn`` wheel, version 1.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import joblib
import numpy as np

from facefinder.detect.mtcnn.layers import Layer, Tensor, active, convolved, pooling_first
from facefinder.errors import ModelError
from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray

FILES = ("mtcnn_pnet.lz4", "mtcnn_rnet.lz4", "mtcnn_onet.lz4")
COUNTS = (13, 16, 21)  # arrays in each file
R_SIZE, O_SIZE = 24, 48  # side of a patch, pixels
GREY = 128  # nothing to see: what P-Net's pictures are surrounded with (exactly: 127.5)
ADVICE = "Get it again with `facefinder models fetch`."

Net: TypeAlias = Callable[[Any], tuple[Tensor, ...]]


def load_nets(models_dir: Path) -> tuple[Net, Net, Net]:
    """Read the weights and build P-, R- and O-Net.

    Returns:
        Three functions. P-Net: RGB as it is, (1, H, W, 3), uint8 -> one array (h, w, 5), windows 2
        pixels apart: four box shifts, and how much the score of "a face" is above that of "none",
        before a softmax. R-Net: pixels as ``(value - 127.5) / 128``, (N, 24, 24, 3), float32 ->
        scores (N, 2), shifts (N, 4). O-Net: likewise, (N, 48, 48, 3) -> scores, shifts, landmarks
        (N, 10: five x, five y). Shifts and landmarks are in sides of the window; the second score
        is that of "a face".

    Raises:
        ModelError: A file is missing or is not what it should be.
    """
    p, r, o = (_read(models_dir / name, count) for name, count in zip(FILES, COUNTS, strict=True))
    return (
        _graph(_p_net(p), [1, None, None, 3], tf.uint8),
        _graph(_r_net(r), [None, R_SIZE, R_SIZE, 3], tf.float32),
        _graph(_o_net(o), [None, O_SIZE, O_SIZE, 3], tf.float32),
    )


def _read(path: Path, count: int) -> list[FloatArray]:
    """Somebody else's pickle: its hash is verified against our table before this is called."""
    try:
        arrays = [np.asarray(array, np.float32) for array in joblib.load(path)]
    except Exception as error:  # a pickle can fail in any way
        raise ModelError(f"The model file {path} cannot be loaded ({error}).", ADVICE) from error
    if len(arrays) != count:
        raise ModelError(f"The model file {path} holds something else.", ADVICE)
    return arrays


def _graph(net: Net, shape: list[int | None], dtype: Any) -> Net:  # noqa: ANN401 (TensorFlow's)
    signature = [tf.TensorSpec(shape, dtype)]
    graph: Net = tf.function(
        net, input_signature=signature, autograph=False
    ).get_concrete_function()
    return graph


def _layer(arrays: list[FloatArray], number: int) -> Layer:
    kernel, bias, slope = arrays[3 * number : 3 * number + 3]
    return Layer(kernel, bias, slope.ravel())


def _p_net(arrays: list[FloatArray]) -> Net:
    first, second, third = (_layer(arrays, number) for number in range(3))
    # The first kernel scales the pixels, too.
    bias = first.bias - first.kernel.sum(axis=(0, 1, 2)) * np.float32(127.5 / 128)
    begin, signs = pooling_first(
        first._replace(kernel=first.kernel / np.float32(128), bias=bias), 2, "SAME"
    )
    second = second._replace(kernel=second.kernel * signs[:, None])
    shifts, shift_bias, scores, score_bias = arrays[9:]
    heads = np.concatenate([shifts, np.diff(scores, axis=3)], axis=3)
    head_bias = np.concatenate([shift_bias, np.diff(score_bias)])

    def run(pixels: Tensor) -> tuple[Tensor, ...]:
        x = begin(tf.cast(pixels, tf.float32))
        x = convolved(x, second.kernel, second.bias)
        x = tf.maximum(x, convolved(x, np.diag(second.slope)[None, None]))
        x = convolved(x, third.kernel, third.bias)
        # PReLU(x) is (1 - slope) * ReLU(x) + slope * x, and what follows is linear.
        bent = convolved(tf.nn.relu(x), heads * (1 - third.slope[:, None]), head_bias)
        return ((bent + convolved(x, heads * third.slope[:, None]))[0],)

    return run


def _r_net(arrays: list[FloatArray]) -> Net:
    begin, signs = pooling_first(_layer(arrays, 0), 3, "SAME")
    second, third = (_layer(arrays, number) for number in (1, 2))
    second = second._replace(kernel=second.kernel * signs[:, None])

    def run(x: Tensor) -> tuple[Tensor, ...]:
        x = tf.nn.max_pool2d(_applied(second, begin(x)), 3, 2, "VALID")
        return _results(_applied(third, x), arrays[9:])

    return run


def _o_net(arrays: list[FloatArray]) -> Net:
    layers = [_layer(arrays, number) for number in range(4)]

    def run(x: Tensor) -> tuple[Tensor, ...]:
        x = tf.nn.max_pool2d(_applied(layers[0], x), 3, 2, "SAME")
        x = tf.nn.max_pool2d(_applied(layers[1], x), 3, 2, "VALID")
        x = tf.nn.max_pool2d(_applied(layers[2], x), 2, 2, "SAME")
        return _results(_applied(layers[3], x), arrays[12:])

    return run


def _applied(layer: Layer, x: Tensor) -> Tensor:
    return active(convolved(x, layer.kernel, layer.bias), layer.slope)


def _results(x: Tensor, arrays: list[FloatArray]) -> tuple[Tensor, ...]:
    """The dense layers: one for all, then one for each result, of which the scores come last."""
    # Column by column: the weights were trained in a framework that stores images so.
    x = tf.transpose(x, [0, 2, 1, 3])
    x = tf.reshape(x, [-1, x.shape[1] * x.shape[2] * x.shape[3]])
    kernel, bias, slope, *heads = arrays
    x = active(tf.matmul(x, kernel) + bias, slope)
    results = [tf.matmul(x, heads[n]) + heads[n + 1] for n in range(0, len(heads), 2)]
    return tf.nn.softmax(results[-1]), *results[:-1]
