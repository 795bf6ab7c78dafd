"""MobileFaceNet, rebuilt in plain TensorFlow operations.

Plain operations instead of the TFLite interpreter: the bundle does without that (14 MB), and the
file's batch of two crops is not ours.
Same person: vectors of unit length, so euclidean and cosine distance say the same.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from facefinder.embed.arcface_template import ARCFACE_SIZE, ARCFACE_TEMPLATE
from facefinder.embed.batches import embed_in_batches
from facefinder.embed.convolutions import across, within
from facefinder.embed.graph import compiled, outside, with_mirrored
from facefinder.embed.mobilefacenet.weight_file import (
    BLOCKS,
    VECTOR_SIZE,
    Layer,
    MobileFaceNetWeights,
    read_mobilefacenet_weights,
)
from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray, ImageArray

WEIGHT_FILE: Final = "MobileFaceNet.tflite"

# One crop a call: no other crop can touch it, on any processor, and nothing is wasted on filling
# up. Twos would save a tenth of the 8.3 ms a face (one thread), fours no more than that.
_BATCH: Final = 1


class MobileFaceNet:
    """The recogniser named ``mobilefacenet``.

    Args:
        weights: Its numbers.
        mirrored: Describe a face by the mean of its vector and of its mirror image's, which is
            made as long as one again. That takes twice as long.
    """

    def __init__(self, weights: MobileFaceNetWeights, *, mirrored: bool = False) -> None:
        self.size = ARCFACE_SIZE
        self.template = ARCFACE_TEMPLATE

        def describe(crops: Any) -> Any:  # noqa: ANN401 (tensors, see below)
            return tf.math.l2_normalize(_forward(weights, crops), axis=1)

        def describe_twice(crops: Any) -> Any:  # noqa: ANN401 (tensors, see below)
            return tf.math.l2_normalize(with_mirrored(describe)(crops), axis=1)

        forward = describe_twice if mirrored else describe
        self._network = compiled(forward, batch=_BATCH, size=self.size)

    def embed(self, crops: ImageArray) -> FloatArray:
        """A vector of unit length for each crop, shape (N, 192); see `protocol.Recogniser`."""
        return embed_in_batches(self._network, crops, batch=_BATCH, vector_size=VECTOR_SIZE)


def load(models_dir: Path, *, mirrored: bool = False) -> MobileFaceNet:
    """Build the network from its file in the models folder; `mirrored` as in `MobileFaceNet`.

    Raises:
        ModelError: The file is missing or damaged.
    """
    weights = read_mobilefacenet_weights(models_dir / WEIGHT_FILE)
    return MobileFaceNet(weights, mirrored=mirrored)


# TensorFlow has no types of its own to offer: its tensors are `Any` below.


def _forward(weights: MobileFaceNetWeights, crops: Any) -> Any:  # noqa: ANN401 (a tensor, see above)
    x = (tf.cast(crops, tf.float32) - 127.5) / 128.0
    first, within, narrowing = _bent_alike(weights.stem)
    x = _across(_within(_across(x, first, stride=2), within), narrowing)
    for block, layers in zip(BLOCKS, weights.blocks, strict=True):
        widening, within, narrowing = _bent_alike(layers)
        y = _within(_across(x, widening), within, stride=2 if block.halves else 1)
        y = _across(y, narrowing)
        x = y if block.halves else y + x
    last, whole, features, head = _bent_alike(weights.head)
    x = _within(_across(x, last), whole, padding="VALID")
    x = _across(_across(x, features), head)
    return tf.reshape(x, (-1, VECTOR_SIZE))


def _across(x: Any, layer: Layer, *, stride: int = 1) -> Any:  # noqa: ANN401 (a tensor)
    return _bent(across(x, layer.kernel, layer.bias, stride=stride), layer)


def _within(x: Any, layer: Layer, *, stride: int = 1, padding: str = "SAME") -> Any:  # noqa: ANN401 (a tensor)
    return _bent(within(x, layer.kernel, layer.bias, stride=stride, padding=padding), layer)


def _bent(x: Any, layer: Layer) -> Any:  # noqa: ANN401 (a tensor)
    """Numbers below zero times a slope for each channel (PReLU), of 1 at most (`_bent_alike`)."""
    if layer.slope is None:
        return x
    return tf.maximum(x, outside(layer.slope) * x)


def _bent_alike(layers: Sequence[Layer]) -> list[Layer]:
    """Layers with the same result, whose slopes of more than 1 belong to negated channels.

    Where a slope is 1 at most, a PReLU is a maximum, which takes a twentieth of the network's time
    less than adding up its two halves; where it is more, it is a minimum, the negative of a
    maximum. A negated channel is negated back by the kernel of the next layer. No number is
    rounded otherwise by that.
    """
    changed = []
    given = np.ones(1, np.float32)  # the sign of each channel that a layer is given
    for layer in layers:
        slope = np.zeros(len(layer.bias)) if layer.slope is None else layer.slope
        made = np.where(slope > 1, -1, 1).astype(np.float32)
        # The channels of a kernel within channels are both its inputs and its outputs.
        turned = (given * made)[:, None] if layer.kernel.shape[3] == 1 else given[:, None] * made
        changed.append(replace(layer, kernel=layer.kernel * turned, bias=layer.bias * made))
        given = made
    return changed
