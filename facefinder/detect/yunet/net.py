"""YuNet's network as a TensorFlow graph, built straight from the weights in its ONNX file.

OpenCV runs the file itself (`cv2.FaceDetectorYN`), on the same numbers to a hair; but with its
depthwise convolutions TensorFlow takes less than half the time: 13 instead of 30 ms for 640 x 960
pixels, 2.5 instead of 4.5 for 320 x 320 (processor time, one thread).

Source of the method: Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023; how boxes
and landmarks are read from the output: OpenCV's ``face_detect.cpp``.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
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
    """Looks at whole images, for faces of about 10 to 300 pixels."""

    def __init__(self, models_dir: Path) -> None:
        """Read the weights and build the graph.

        Args:
            models_dir: Holds `FILE`, verified.

        Raises:
            ModelError: The file is missing or is not what it should be.
        """
        path = models_dir / FILE
        convolutions = read_convolutions(path)
        signature = [tf.TensorSpec([None, None, None, 3], tf.uint8)]
        try:
            self._graph: Callable[[ImageArray], Tensor] = tf.function(
                lambda images: _net(images, iter(convolutions)),
                input_signature=signature,
                autograph=False,
            ).get_concrete_function()
        except (ValueError, StopIteration) as error:
            raise ModelError(
                f"The model file {path} holds something else.",
                "Get it again with `facefinder models fetch`.",
            ) from error

    def __call__(self, images: ImageArray, above: float) -> list[FloatArray]:
        """Every place that may be a face, without suppressing those that overlap.

        Args:
            images: RGB, of one size, shape (N, H, W, 3), uint8. A few of them together take less
                time than one by one, and each is seen as if it were alone.
            above: Score from which a place is worth being told.

        Returns:
            For each image rows, shape (M, 15), float32, in pixels of the image: x, y, width,
            height; x and y of five landmarks in the order of `faces.DetectedFace`; score, 0 to 1.
        """
        canvas = _padded(images)
        places = _places(canvas.shape[1] - 1, canvas.shape[2] - 1)
        return [_rows(output, places, above) for output in self._graph(canvas).numpy()]


def _padded(images: ImageArray) -> ImageArray:
    """Black at the right and bottom edge, up to a size that other images have, too.

    Also one pixel at the left and at the top, where the first convolution reaches over the edge.
    """
    count, height, width = images.shape[:3]
    canvas = np.zeros((count, _common(height) + 1, _common(width) + 1, 3), np.uint8)
    canvas[:, 1 : height + 1, 1 : width + 1] = images
    return canvas


def _common(side: int) -> int:
    return next(
        (length for length in SIDES if length >= side), -(-side // STRIDES[-1]) * STRIDES[-1]
    )


@lru_cache(maxsize=len(SIDES) ** 2)
def _places(height: int, width: int) -> FloatArray:
    """Column, row and stride of every place of the outputs, shape (P, 3), float32."""
    parts = []
    for stride in STRIDES:
        rows, columns = np.mgrid[: height // stride, : width // stride].reshape(2, -1)
        parts.append(np.stack([columns, rows, np.full_like(rows, stride)], axis=1))
    return np.concatenate(parts).astype(np.float32)


def _rows(output: FloatArray, places: FloatArray, above: float) -> FloatArray:
    """What the network says of each place, shape (P, 16) -> rows, as `YuNetGraph` has them."""
    scores = np.sqrt(_sigmoid(output[:, FACE]) * _sigmoid(output[:, THING]))
    worth = np.flatnonzero(scores >= above)
    found, place, stride = output[worth], places[worth, :2], places[worth, 2:]
    landmarks = (found[:, LANDMARKS] + np.tile(place, 5)) * stride
    centre, size = (found[:, BOX][:, :2] + place) * stride, np.exp(found[:, BOX][:, 2:]) * stride
    return np.hstack([centre - size / 2, size, landmarks, scores[worth, None]])


def _sigmoid(x: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.maximum(x, -80))))  # float32 ends at e to the 88


def _net(images: Tensor, weights: Weights) -> Tensor:
    """(N, H + 1, W + 1, 3) -> (N, P, 16), all heads at the places of all strides."""
    kernel, bias = next(weights)
    # The kernel is for BGR.
    x = tf.nn.conv2d(tf.cast(images, tf.float32), kernel[:, :, ::-1], 2, "VALID")
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
    outputs = [_merged(level, [head[i] for head in heads]) for i, level in enumerate(levels)]
    channels = outputs[0].shape[-1]
    return tf.concat([tf.reshape(x, (tf.shape(x)[0], -1, channels)) for x in outputs], axis=1)


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
