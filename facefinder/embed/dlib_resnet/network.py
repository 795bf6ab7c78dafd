"""dlib's face recognition network, written anew from its weights.

The architecture is that of dlib's ``examples/dnn_face_recognition_ex.cpp`` (29 convolutions).
Same person: euclidean distance below about 0.6; the vectors are not normalised.
"""

from pathlib import Path
from typing import Final

import numpy as np

from facefinder.embed.dlib_resnet.weight_file import (
    BLOCKS,
    INPUT_SIZE,
    VECTOR_SIZE,
    Convolution,
    DlibWeights,
    read_dlib_weights,
)
from facefinder.embed.mirrored import mean_with_mirrored
from facefinder.embed.one_by_one import described_one_by_one
from facefinder.network.graph import SAME, VALID, Graph, Tensor
from facefinder.network.runner import Network
from facefinder.records.faces import FloatArray, ImageArray

WEIGHT_FILE: Final = "dlib_face_recognition_resnet_model_v1.dat"

# Where the landmarks of MTCNN and of YuNet lie, on average, in the crops that dlib's own landmarks
# lead to (201 and 203 faces), and with which the network was trained.
TEMPLATE: Final = np.array(
    [[46.8, 44.6], [100.6, 44.4], [73.1, 77.5], [50.1, 102.6], [98.9, 102.5]], np.float32
)


class DlibResNet:
    """The recogniser named ``dlib-resnet``.

    Args:
        weights: Its numbers.
        mirrored: Describe a face by the mean of its vector and of its mirror image's. That takes
            twice as long.
        quantised: As in `Graph`. It moves vectors by 0.016 (median; two photos of one person are
            0.3 to 0.5 apart).
    """

    def __init__(
        self, weights: DlibWeights, *, mirrored: bool = False, quantised: bool = True
    ) -> None:
        self.size = INPUT_SIZE
        self.template = TEMPLATE
        self._mirrored = mirrored
        self._network = Network(_written(weights, quantised=quantised))

    def embed(self, crops: ImageArray) -> FloatArray:
        """A vector for each crop, shape (N, 128), float32; see `protocol.Recogniser`."""
        return (
            mean_with_mirrored(self._described, crops) if self._mirrored else self._described(crops)
        )

    def _described(self, crops: ImageArray) -> FloatArray:
        return described_one_by_one(self._seen, crops, vector_size=VECTOR_SIZE)

    def _seen(self, crop: ImageArray) -> FloatArray:
        return self._network(crop)[0]


def load(models_dir: Path, *, mirrored: bool = False) -> DlibResNet:
    """Build the network from its file in the models folder; `mirrored` as in `DlibResNet`.

    Raises:
        ModelError: The file is missing or damaged.
    """
    return DlibResNet(read_dlib_weights(models_dir / WEIGHT_FILE), mirrored=mirrored)


def _written(weights: DlibWeights, *, quantised: bool) -> bytes:
    graph = Graph(quantised=quantised)
    x = graph.images((1, INPUT_SIZE, INPUT_SIZE, 3))
    # 256, not 255: as it was trained.
    x = graph.scaled(graph.shifted(x, -weights.mean_rgb), 1 / 256)
    x = graph.largest(_convolved(graph, x, weights.stem, stride=2), 3)
    for block, (first, second) in zip(BLOCKS, weights.blocks, strict=True):
        y = _convolved(graph, x, first, stride=2 if block.halves else 1)
        y = _convolved(graph, y, second, relu=False)
        x = _added(graph, graph.averaged(x, 2) if block.halves else x, y)
    no_bias = np.zeros(VECTOR_SIZE, np.float32)
    return graph.written(graph.multiplied(graph.mean_of_places(x), weights.head, no_bias))


def _convolved(
    graph: Graph, x: Tensor, layer: Convolution, *, stride: int = 1, relu: bool = True
) -> Tensor:
    # dlib pads stride 1 by half the kernel and stride 2 not at all.
    padding = SAME if stride == 1 else VALID
    return graph.convolved(x, layer.kernel, layer.bias, stride=stride, padding=padding, relu=relu)


def _added(graph: Graph, x: Tensor, y: Tensor) -> Tensor:
    """Add two arrays of different sizes as dlib does: zeros at the end of every axis."""
    common = [max(sides) for sides in zip(x.shape, y.shape, strict=True)]
    return graph.added(graph.extended(x, common), graph.extended(y, common), relu=True)
