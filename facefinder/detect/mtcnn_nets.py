"""The three networks of MTCNN as TensorFlow graphs, built straight from the weight arrays.

P-Net looks at every 12 x 12 window of a picture, R-Net and O-Net at single patches. They are plain
operations, equal to the wheel's Keras layers (R-Net and O-Net bit for bit), so that the weights are
all that is needed of it.

Most of P-Net's time goes into moving its large, thin arrays through memory, so what counts is in
how many steps and how well vectorised that happens. 608 x 800 pixels, processor time: written as in
the paper 46 ms; activations by rows (`_prelu`) 39; both results from one convolution, the softmax
left to the caller who needs it for few windows, 31. Gained nothing more: two fused ReLUs and
a linear path instead of an activation, pooling before it, tiles that fit the processor's cache.

Source of the method: Zhang et al., "Joint Face Detection and Alignment using Multi-task Cascaded
Convolutional Networks", 2016; layer sizes and weights are those of the ``mtcnn`` wheel, version 1.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import joblib

from facefinder.errors import ModelError
from facefinder.records import FloatArray
from facefinder.tensorflow_only import tf

FILES = ("mtcnn_pnet.lz4", "mtcnn_rnet.lz4", "mtcnn_onet.lz4")
COUNTS = (13, 16, 21)  # arrays in each file
R_SIZE, O_SIZE = 24, 48  # side of a patch, pixels
ADVICE = "Get it again with `facefinder models fetch`."

# TensorFlow ships no types; its tensors pass through unseen.
Tensor: TypeAlias = Any
Net: TypeAlias = Callable[[FloatArray], tuple[Tensor, ...]]


def load_nets(models_dir: Path) -> tuple[Net, Net, Net]:
    """Read the weights and build P-, R- and O-Net.

    Pixels go in as float32, ``(value - 127.5) / 128``, RGB.

    Returns:
        Three functions: P-Net, (1, H, W, 3) -> one array (1, h, w, 6), windows 2 pixels apart, of
        four box shifts and two scores that are yet to be put through a softmax; R-Net,
        (N, 24, 24, 3) -> scores (N, 2), shifts (N, 4); O-Net, (N, 48, 48, 3) -> scores, shifts,
        landmarks (N, 10: five x, five y). Shifts and landmarks are in sides of the window; the
        second score is that of "a face".

    Raises:
        ModelError: A file is missing or is not what it should be.
    """
    p, r, o = (_read(models_dir / name, count) for name, count in zip(FILES, COUNTS, strict=True))
    return (
        _graph(_p_net(p), [1, None, None, 3]),
        _graph(_r_net(r), [None, R_SIZE, R_SIZE, 3]),
        _graph(_o_net(o), [None, O_SIZE, O_SIZE, 3]),
    )


def _read(path: Path, count: int) -> list[Tensor]:
    """Somebody else's pickle: its hash is verified against our table before this is called."""
    try:
        arrays = [tf.constant(array, tf.float32) for array in joblib.load(path)]
    except Exception as error:  # a pickle can fail in any way
        raise ModelError(f"The model file {path} cannot be loaded ({error}).", ADVICE) from error
    if len(arrays) != count:
        raise ModelError(f"The model file {path} holds something else.", ADVICE)
    return arrays


def _graph(net: Net, shape: list[int | None]) -> Net:
    signature = [tf.TensorSpec(shape, tf.float32)]
    graph: Net = tf.function(
        net, input_signature=signature, autograph=False
    ).get_concrete_function()
    return graph


def _prelu(x: Tensor, slope: Tensor) -> Tensor:
    """Below 0 times a slope of the channel.

    By rows of the picture, with the slopes repeated for each pixel: TensorFlow is slow at spreading
    an array as short as the channels.
    """
    shape = tf.shape(x)
    rows = tf.reshape(x, [-1, shape[-2] * shape[-1]])
    slopes = tf.tile(tf.reshape(slope, [-1]), shape[-2:-1])
    if slope.numpy().max() <= 1:
        active = tf.maximum(rows, rows * slopes)  # the same in two steps instead of four
    else:
        active = tf.maximum(rows, 0.0) + slopes * tf.minimum(rows, 0.0)
    return tf.reshape(active, shape)


def _conv(x: Tensor, weights: Iterator[Tensor]) -> Tensor:
    x = tf.nn.conv2d(x, next(weights), strides=1, padding="VALID")
    x = tf.nn.bias_add(x, next(weights))
    return _prelu(x, next(weights))


def _dense(x: Tensor, weights: Iterator[Tensor]) -> Tensor:
    return tf.matmul(x, next(weights)) + next(weights)


def _flat(x: Tensor) -> Tensor:
    """Column by column: the weights were trained in a framework that stores images so."""
    x = tf.transpose(x, [0, 2, 1, 3])
    return tf.reshape(x, [-1, x.shape[1] * x.shape[2] * x.shape[3]])


def _p_net(arrays: list[Tensor]) -> Net:
    def run(x: Tensor) -> tuple[Tensor, ...]:
        weights = iter(arrays)
        x = tf.nn.max_pool2d(_conv(x, weights), 2, 2, "SAME")
        x = _conv(_conv(x, weights), weights)
        # Kernel and bias of the shifts, then of the scores.
        heads = list(weights)
        x = tf.nn.conv2d(x, tf.concat(heads[0::2], axis=3), 1, "VALID")
        return (tf.nn.bias_add(x, tf.concat(heads[1::2], axis=0)),)

    return run


def _r_net(arrays: list[Tensor]) -> Net:
    def run(x: Tensor) -> tuple[Tensor, ...]:
        weights = iter(arrays)
        x = tf.nn.max_pool2d(_conv(x, weights), 3, 2, "SAME")
        x = tf.nn.max_pool2d(_conv(x, weights), 3, 2, "VALID")
        x = _prelu(_dense(_flat(_conv(x, weights)), weights), next(weights))
        shifts = _dense(x, weights)
        return tf.nn.softmax(_dense(x, weights)), shifts

    return run


def _o_net(arrays: list[Tensor]) -> Net:
    def run(x: Tensor) -> tuple[Tensor, ...]:
        weights = iter(arrays)
        x = tf.nn.max_pool2d(_conv(x, weights), 3, 2, "SAME")
        x = tf.nn.max_pool2d(_conv(x, weights), 3, 2, "VALID")
        x = tf.nn.max_pool2d(_conv(x, weights), 2, 2, "SAME")
        x = _prelu(_dense(_flat(_conv(x, weights)), weights), next(weights))
        shifts = _dense(x, weights)
        landmarks = _dense(x, weights)
        return tf.nn.softmax(_dense(x, weights)), shifts, landmarks

    return run
