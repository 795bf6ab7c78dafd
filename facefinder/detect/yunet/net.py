"""YuNet's network, written anew from the weights in its ONNX file.

OpenCV runs the file itself (`cv2.FaceDetectorYN`), on the same numbers to a hair; but its depthwise
convolutions are slow: 30 instead of 12 ms for 640 x 960 pixels (processor time, one thread).

Source of the method: Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023; how boxes
and landmarks are read from the output: OpenCV's ``face_detect.cpp``.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from facefinder.detect.boxes import Indices
from facefinder.detect.scores import log_odds, scores_of
from facefinder.detect.yunet.onnx_file import read_convolutions
from facefinder.errors import ModelError
from facefinder.network.graph import VALID, Graph, Tensor
from facefinder.network.runner import AnyShape
from facefinder.records.faces import FloatArray, ImageArray

FILE: Final = "face_detection_yunet_2023mar.onnx"
STRIDES: Final = (8, 16, 32)
"""Pixels between two places of each output."""
SIDES: Final = (96, 128, 192, 224, 256, 320, 384, 448, 480, 512, 576, 640, 960)
"""Lengths to which a side is filled up, multiples of the largest stride: 384 holds the 640 x 360 of
16 to 9, 448 that of 3 to 2, 480 that of 4 to 3 and 512 that of 5 to 4, 128 and 192 their thirds;
960 holds turns side by side.
"""
SMALL_BYTES: Final = 500_000
"""Pixels of what is small: a cut-out, or a photo at a third of its usual size."""
READY_SHAPES: Final = 14
"""For how many large shapes the network is kept ready, up to 25 MB for each, and for how many small
ones: those of cameras and telephones, high and wide, and some more."""
FACE, BOX, THING, LANDMARKS = 0, slice(1, 5), 5, slice(6, 16)
"""Channels of each output."""
HEADS: Final = 4

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
        try:
            content = _net(iter(read_convolutions(path)))
            self._whole, self._small = AnyShape(content), AnyShape(content)
            self(np.zeros((1, SIDES[0], SIDES[0], 3), np.uint8), 1)
        except (ValueError, IndexError, StopIteration, RuntimeError) as error:
            raise ModelError(
                f"The model file {path} holds something else.",
                "Get it again with `facefinder models fetch`.",
            ) from error

    def __call__(self, images: ImageArray, above: float) -> list[FloatArray]:
        """Every place that may be a face, without suppressing those that overlap.

        Args:
            images: RGB, of one size, shape (N, H, W, 3), uint8; each is seen as if it were alone.
            above: Score from which a place is worth being told.

        Returns:
            For each image rows, shape (M, 15), float32, in pixels of the image: x, y, width,
            height; x and y of five landmarks in the order of `faces.DetectedFace`; score, 0 to 1.
        """
        canvas = _padded(images)
        network = self._small if canvas.nbytes <= SMALL_BYTES else self._whole
        levels = zip(network(canvas), STRIDES, strict=True)
        found = [_rows(output, stride, above) for output, stride in levels]
        rows, image = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return [rows[image == number] for number in range(len(images))]


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


def _rows(output: FloatArray, stride: int, above: float) -> tuple[FloatArray, Indices]:
    """What the network says of the places of one stride -> likely rows, and the image of each."""
    places = output.reshape(-1, output.shape[-1])
    # A score is the root of two numbers from 0 to 1, of which neither can be below its square.
    worth = np.flatnonzero(places[:, FACE] >= log_odds(above**2))
    if not worth.size:
        return np.empty((0, 15), np.float32), worth
    scores = np.sqrt(scores_of(places[worth, FACE]) * scores_of(places[worth, THING]))
    worth, scores = worth[scores >= above], scores[scores >= above]
    found = places[worth]
    image, row, column = np.unravel_index(worth, output.shape[:-1])
    place = np.stack([column, row], axis=1).astype(np.float32)
    landmarks = (found[:, LANDMARKS] + np.tile(place, 5)) * stride
    centre, size = (found[:, BOX][:, :2] + place) * stride, np.exp(found[:, BOX][:, 2:]) * stride
    return np.hstack([centre - size / 2, size, landmarks, scores[:, None]]), image


def _net(weights: Weights) -> bytes:
    """(N, H + 1, W + 1, 3) -> for each stride (N, H / stride, W / stride, 16), all heads."""
    graph = Graph()
    kernel, bias = next(weights)
    # The kernel is for BGR.
    x = graph.images((1, SIDES[0] + 1, SIDES[0] + 1, 3))
    x = graph.convolved(x, kernel[:, :, ::-1], bias, stride=2, padding=VALID, relu=True)
    x = graph.largest(_unit(graph, x, weights), 2)
    for _ in range(4):
        x = _unit(graph, x, weights)
    fine = _units(graph, graph.largest(x, 2), weights)
    middle = _units(graph, graph.largest(fine, 2), weights)
    coarse = _units(graph, graph.largest(middle, 2), weights)
    coarse = _unit(graph, coarse, weights)
    middle = _unit(graph, graph.added(middle, graph.doubled(coarse)), weights)
    fine = _unit(graph, graph.added(fine, graph.doubled(middle)), weights)
    levels = (fine, middle, coarse)
    # The file has the heads one after the other, each for all levels.
    heads = [[(next(weights), next(weights)) for _ in levels] for _ in range(HEADS)]
    outputs = [_merged(graph, x, [head[i] for head in heads]) for i, x in enumerate(levels)]
    return graph.written(*outputs, times=READY_SHAPES)


def _units(graph: Graph, x: Tensor, weights: Weights) -> Tensor:
    return _unit(graph, _unit(graph, x, weights), weights)


def _unit(graph: Graph, x: Tensor, weights: Weights) -> Tensor:
    return _separable(graph, x, next(weights), next(weights), relu=True)


def _separable(
    graph: Graph, x: Tensor, across: Convolution, around: Convolution, *, relu: bool = False
) -> Tensor:
    """Across the channels of each place, then around each place of every channel."""
    x = graph.convolved(x, *across)
    kernel, bias = around
    # The format counts the channels of such a kernel in another place than ONNX.
    return graph.convolved_within(x, kernel.transpose(0, 1, 3, 2), bias, relu=relu)


def _merged(graph: Graph, x: Tensor, heads: Sequence[tuple[Convolution, Convolution]]) -> Tensor:
    """All heads of one level at once: they differ only in their channels."""
    across, around = (
        (np.concatenate([w for w, _ in part], axis=3), np.concatenate([b for _, b in part]))
        for part in zip(*heads, strict=True)
    )
    return _separable(graph, x, across, around)
