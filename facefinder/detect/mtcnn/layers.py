"""Convolutions with PReLU, as MTCNN has them, in the order that costs least.

TensorFlow takes longer for the PReLUs than for the convolutions between them: they are not part of
what oneDNN does in one step, so they move every value through memory two or three times more.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray

# TensorFlow ships no types; its tensors pass through unseen.
Tensor: TypeAlias = Any


class Layer(NamedTuple):
    """A convolution without padding, and its PReLU: values below 0 times a slope.

    Attributes:
        kernel: Shape (height, width, channels in, channels out), float32.
        bias: Shape (channels out,).
        slope: Likewise.
    """

    kernel: FloatArray
    bias: FloatArray
    slope: FloatArray


def convolved(x: Tensor, kernel: FloatArray, bias: FloatArray | None = None) -> Tensor:
    """A convolution without padding; also the fastest way to mix or to scale channels."""
    x = tf.nn.conv2d(x, kernel, strides=1, padding="VALID")
    return x if bias is None else tf.nn.bias_add(x, bias)


def active(x: Tensor, slope: FloatArray) -> Tensor:
    """PReLU of an array of any shape, for slopes up to 1: the larger of x and slope * x.

    By rows, with the slopes repeated for each pixel: TensorFlow is slow at spreading an array as
    short as the channels.
    """
    shape = tf.shape(x)
    rows = tf.reshape(x, [-1, shape[-2] * shape[-1]])
    return tf.reshape(tf.maximum(rows, rows * tf.tile(slope, shape[-2:-1])), shape)


def pooling_first(
    layer: Layer, size: int, padding: str
) -> tuple[Callable[[Tensor], Tensor], FloatArray]:
    """Convolution, PReLU and maximum of a neighbourhood, with the PReLU last, on fewer values.

    A PReLU with a slope from 0 to 1 is the larger of x and slope * x, and rises: the PReLU of the
    maximum is the maximum of the PReLUs. With a slope above 1 it rises, too, but is the smaller of
    the two. With a slope below 0 it falls, then rises: the maximum of slope * x is needed as well,
    and is made by more channels of the convolution.

    Args:
        layer: The layer.
        size: Of the neighbourhood, pixels; the next one begins 2 pixels on.
        padding: As for TensorFlow's pooling.

    Returns:
        A function from pixels to the result, but with some channels negative; and the signs that
        set them right, shape (channels out,). They are for the next kernel.
    """
    kernel, bias, slope = layer
    falling = np.flatnonzero(slope < 0)
    kernel = np.concatenate([kernel, kernel[..., falling] * slope[falling]], axis=3)
    bias = np.concatenate([bias, bias[falling] * slope[falling]])
    signs = np.where(slope > 1, -1, 1).astype(np.float32)
    channels = np.arange(len(slope))
    straight, sloped = np.zeros((2, 1, 1, len(bias), len(slope)), np.float32)
    straight[..., channels, channels] = signs
    sloped[..., channels, channels] = signs * np.maximum(slope, 0)
    sloped[..., len(slope) + np.arange(len(falling)), falling] = 1

    def run(x: Tensor) -> Tensor:
        x = tf.nn.max_pool2d(convolved(x, kernel, bias), size, 2, padding)
        return tf.maximum(convolved(x, straight), convolved(x, sloped))

    return run, signs
