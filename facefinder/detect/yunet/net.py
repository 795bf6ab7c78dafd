"""YuNet's network as a TensorFlow graph, built straight from the weights in its ONNX file.

OpenCV runs the file itself (`cv2.FaceDetectorYN`), on the same numbers to a hair; but with its
depthwise convolutions TensorFlow takes less than half the time: 13 instead of 30 ms for 640 x 960
pixels, 2.5 instead of 4.5 for 320 x 320 (processor time, one thread).

Source of the method: Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023; how boxes
and landmarks are read from the output: OpenCV's ``face_detect.cpp``.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from facefinder.detect.yunet.onnx_file import read_convolutions
from facefinder.errors import ModelError
from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray, ImageArray

FILE: Final = "face_detection_yunet_2023mar.onnx"
STRIDES: Final = (8, 16, 32)
"""Pixels between two places of each output."""
SIDES: Final = (128, 192, 224, 256, 320, 352, 448, 544, 640, 736, 768, 864, 960)
"""Lengths to which a side is filled up, multiples of the largest stride: 544 holds the 960 x 540 of
16 to 9, 640 that of 3 to 2, 736 that of 4 to 3, 768 that of 5 to 4, and 192 to 256 their thirds.

TensorFlow prepares itself for every new size, which takes 10 ms and 1 MB, and it forgets sizes that
it has not seen for a while: with 89 in turn an image took 18 ms instead of 9.
"""
FACE, BOX, THING, LANDMARKS = 0, slice(1, 5), 5, slice(6, 16)
"""Channels of each output."""
HEADS: Final = 4

# TensorFlow ships no types; its tensors pass through unseen.
Tensor: TypeAlias = Any
Convolution: TypeAlias = tuple[FloatArray, FloatArray]
"""Kernel and bias."""
Weights: TypeAlias = Iterator[Convolution]


class YuNetGraph:
    """Looks at a whole image, for faces of about 10 to 300 pixels."""

    def __init__(self, models_dir: Path) -> None:
        """Read the weights and build the graph.

        Args:
            models_dir: Holds `FILE`, verified.

        Raises:
            ModelError: The file is missing or is not what it should be.
        """
        path = models_dir / FILE
        convolutions = read_convolutions(path)
        signature = [tf.TensorSpec([1, None, None, 3], tf.uint8)]
        try:
            self._graph: Callable[[ImageArray], tuple[Tensor, ...]] = tf.function(
                lambda image: _net(image, iter(convolutions)),
                input_signature=signature,
                autograph=False,
            ).get_concrete_function()
        except (ValueError, StopIteration) as error:
            raise ModelError(
                f"The model file {path} holds something else.",
                "Get it again with `facefinder models fetch`.",
            ) from error

    def __call__(self, image: ImageArray, above: float) -> FloatArray:
        """Every place that may be a face, without suppressing those that overlap.

        Args:
            image: RGB, shape (H, W, 3), uint8.
            above: Score from which a place is worth being told.

        Returns:
            Rows, shape (N, 15), float32, in pixels of the image: x, y, width, height; x and y of
            five landmarks in the order of `faces.DetectedFace`; score, 0 to 1.
        """
        outputs = self._graph(_padded(image))
        return np.concatenate(
            [
                _rows(output.numpy()[0], stride, above)
                for output, stride in zip(outputs, STRIDES, strict=True)
            ]
        )


def _padded(image: ImageArray) -> ImageArray:
    """Black at the right and bottom edge, up to a size that other images have, too.

    Also one pixel at the left and at the top, where the first convolution reaches over the edge.
    """
    height, width = image.shape[:2]
    canvas = np.zeros((1, _common(height) + 1, _common(width) + 1, 3), np.uint8)
    canvas[0, 1 : height + 1, 1 : width + 1] = image
    return canvas


def _common(side: int) -> int:
    return next(
        (length for length in SIDES if length >= side), -(-side // STRIDES[-1]) * STRIDES[-1]
    )


def _rows(output: FloatArray, stride: int, above: float) -> FloatArray:
    """One output, shape (h, w, 16) -> its rows, as `YuNetGraph` has them."""
    scores = np.sqrt(_sigmoid(output[..., FACE]) * _sigmoid(output[..., THING]))
    at = np.nonzero(scores >= above)
    place = np.stack([at[1], at[0]], axis=1).astype(np.float32)
    found = output[at]
    box, landmarks = found[:, BOX], (found[:, LANDMARKS] + np.tile(place, 5)) * stride
    centre, size = (box[:, :2] + place) * stride, np.exp(box[:, 2:]) * stride
    return np.hstack([centre - size / 2, size, landmarks, scores[at][:, None]]).astype(np.float32)


def _sigmoid(x: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.maximum(x, -80))))  # float32 ends at e to the 88


def _net(image: Tensor, weights: Weights) -> tuple[Tensor, ...]:
    """(1, H + 1, W + 1, 3) -> for each stride (1, H / stride, W / stride, 16), all heads."""
    kernel, bias = next(weights)
    # The kernel is for BGR.
    x = tf.nn.conv2d(tf.cast(image, tf.float32), kernel[:, :, ::-1], 2, "VALID")
    x = tf.nn.relu(tf.nn.bias_add(x, bias))
    x = _halved(_unit(x, weights))
    for _ in range(4):
        x = _unit(x, weights)
    fine = _units(_halved(x), weights)
    middle = _units(_halved(fine), weights)
    coarse = _unit(_units(_halved(middle), weights), weights)
    middle = _unit(middle + _doubled(coarse), weights)
    fine = _unit(fine + _doubled(middle), weights)
    levels = (fine, middle, coarse)
    # The file has the heads one after the other, each for all levels.
    heads = [[(next(weights), next(weights)) for _ in levels] for _ in range(HEADS)]
    return tuple(_merged(level, [head[i] for head in heads]) for i, level in enumerate(levels))


def _units(x: Tensor, weights: Weights) -> Tensor:
    return _unit(_unit(x, weights), weights)


def _unit(x: Tensor, weights: Weights) -> Tensor:
    return tf.nn.relu(_separable(x, next(weights), next(weights)))


def _separable(x: Tensor, across: Convolution, around: Convolution) -> Tensor:
    """Across the channels of each place, then around each place of every channel."""
    x = tf.nn.bias_add(tf.nn.conv2d(x, across[0], 1, "VALID"), across[1])
    # TensorFlow counts the channels of such a kernel in another place than ONNX.
    kernel = around[0].transpose(0, 1, 3, 2)
    return tf.nn.bias_add(tf.nn.depthwise_conv2d(x, kernel, [1, 1, 1, 1], "SAME"), around[1])


def _merged(x: Tensor, heads: Sequence[tuple[Convolution, Convolution]]) -> Tensor:
    """All heads of one level at once: they differ only in their channels."""
    across, around = (
        (np.concatenate([w for w, _ in part], axis=3), np.concatenate([b for _, b in part]))
        for part in zip(*heads, strict=True)
    )
    return _separable(x, across, around)


def _halved(x: Tensor) -> Tensor:
    return tf.nn.max_pool2d(x, 2, 2, "VALID")


def _doubled(x: Tensor) -> Tensor:
    return tf.repeat(tf.repeat(x, 2, axis=1), 2, axis=2)
