"""MobileFaceNet, written anew from its weights.

The file itself takes two crops at a time, and bends numbers in five steps where one will do.
Same person: vectors of unit length, so euclidean and cosine distance say the same.
"""

from pathlib import Path
from typing import Final

import numpy as np

from facefinder.embed.arcface_template import ARCFACE_SIZE, ARCFACE_TEMPLATE
from facefinder.embed.mirrored import mean_with_mirrored
from facefinder.embed.mobilefacenet.weight_file import (
    BLOCKS,
    VECTOR_SIZE,
    Layer,
    MobileFaceNetWeights,
    read_mobilefacenet_weights,
)
from facefinder.embed.one_by_one import described_one_by_one
from facefinder.network.graph import SAME, VALID, Graph, Tensor
from facefinder.network.runner import Network
from facefinder.records.faces import FloatArray, ImageArray

WEIGHT_FILE: Final = "MobileFaceNet.tflite"
_SHORTEST: Final = 1e-6


class MobileFaceNet:
    """The recogniser named ``mobilefacenet``.

    Args:
        weights: Its numbers.
        mirrored: Describe a face by the mean of its vector and of its mirror image's, which is
            made as long as one again. That takes twice as long.
        quantised: As in `Graph`. It moves vectors by 0.02 (median; two photos of one person are
            0.6 to 0.9 apart).
    """

    def __init__(
        self, weights: MobileFaceNetWeights, *, mirrored: bool = False, quantised: bool = True
    ) -> None:
        self.size = ARCFACE_SIZE
        self.template = ARCFACE_TEMPLATE
        self._mirrored = mirrored
        self._network = Network(_written(weights, quantised=quantised))

    def embed(self, crops: ImageArray) -> FloatArray:
        """A vector of unit length for each crop, shape (N, 192); see `protocol.Recogniser`."""
        if self._mirrored:
            return _of_unit_length(mean_with_mirrored(self._described, crops))
        return self._described(crops)

    def _described(self, crops: ImageArray) -> FloatArray:
        return _of_unit_length(described_one_by_one(self._seen, crops, vector_size=VECTOR_SIZE))

    def _seen(self, crop: ImageArray) -> FloatArray:
        return self._network(crop)[0]


def load(models_dir: Path, *, mirrored: bool = False) -> MobileFaceNet:
    """Build the network from its file in the models folder; `mirrored` as in `MobileFaceNet`.

    Raises:
        ModelError: The file is missing or damaged.
    """
    weights = read_mobilefacenet_weights(models_dir / WEIGHT_FILE)
    return MobileFaceNet(weights, mirrored=mirrored)


def _of_unit_length(vectors: FloatArray) -> FloatArray:
    lengths = np.sqrt(np.square(vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(lengths, _SHORTEST), np.float32)


def _written(weights: MobileFaceNetWeights, *, quantised: bool) -> bytes:
    graph = Graph(quantised=quantised)
    x = graph.images((1, ARCFACE_SIZE, ARCFACE_SIZE, 3))
    x = graph.scaled(graph.shifted(x, np.full(3, -127.5, np.float32)), 1 / 128)
    first, within, narrowing = weights.stem
    x = _across(graph, _within(graph, _across(graph, x, first, stride=2), within), narrowing)
    for block, (widening, within, narrowing) in zip(BLOCKS, weights.blocks, strict=True):
        y = _within(graph, _across(graph, x, widening), within, stride=2 if block.halves else 1)
        y = _across(graph, y, narrowing)
        x = y if block.halves else graph.added(y, x)
    last, whole, features, head = weights.head
    x = _within(graph, _across(graph, x, last), whole, padding=VALID)
    x = _across(graph, _across(graph, x, features), head)
    return graph.written(x)


def _across(graph: Graph, x: Tensor, layer: Layer, *, stride: int = 1) -> Tensor:
    return graph.bent(graph.convolved(x, layer.kernel, layer.bias, stride=stride), layer.slope)


def _within(
    graph: Graph, x: Tensor, layer: Layer, *, stride: int = 1, padding: str = SAME
) -> Tensor:
    convolved = graph.convolved_within(x, layer.kernel, layer.bias, stride=stride, padding=padding)
    return graph.bent(convolved, layer.slope)
