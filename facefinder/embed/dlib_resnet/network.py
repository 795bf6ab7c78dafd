"""dlib's face recognition network, rebuilt in plain TensorFlow operations.

Plain operations instead of Keras layers: building them takes half a second less in every worker.
The architecture is that of dlib's ``examples/dnn_face_recognition_ex.cpp`` (29 convolutions).
Same person: euclidean distance below about 0.6; the vectors are not normalised.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

from facefinder.embed.batches import embed_in_batches
from facefinder.embed.convolutions import across
from facefinder.embed.dlib_resnet.weight_file import (
    BLOCKS,
    INPUT_SIZE,
    VECTOR_SIZE,
    Convolution,
    DlibWeights,
    read_dlib_weights,
)
from facefinder.embed.graph import compiled, outside, with_mirrored
from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray, ImageArray

WEIGHT_FILE: Final = "dlib_face_recognition_resnet_model_v1.dat"

# Where the landmarks of MTCNN and of YuNet lie, on average, in the crops that dlib's own landmarks
# lead to (201 and 203 faces), and with which the network was trained.
TEMPLATE: Final = np.array(
    [[46.8, 44.6], [100.6, 44.4], [73.1, 77.5], [50.1, 102.6], [98.9, 102.5]], np.float32
)

# One crop a call: no other crop can touch it, on any processor, and nothing is wasted on filling
# up. Fours would save a quarter of the 6.5 ms a face (one thread, busy machine).
_BATCH: Final = 1


class DlibResNet:
    """The recogniser named ``dlib-resnet``.

    Args:
        weights: Its numbers.
        mirrored: Describe a face by the mean of its vector and of its mirror image's. That takes
            twice as long.
    """

    def __init__(self, weights: DlibWeights, *, mirrored: bool = False) -> None:
        self.size = INPUT_SIZE
        self.template = TEMPLATE

        def describe(crops: Any) -> Any:  # noqa: ANN401 (tensors, see below)
            return _forward(weights, crops)

        forward = with_mirrored(describe) if mirrored else describe
        self._network = compiled(forward, batch=_BATCH, size=self.size)

    def embed(self, crops: ImageArray) -> FloatArray:
        """A vector for each crop, shape (N, 128), float32; see `protocol.Recogniser`."""
        return embed_in_batches(self._network, crops, batch=_BATCH, vector_size=VECTOR_SIZE)


def load(models_dir: Path, *, mirrored: bool = False) -> DlibResNet:
    """Build the network from its file in the models folder; `mirrored` as in `DlibResNet`.

    Raises:
        ModelError: The file is missing or damaged.
    """
    return DlibResNet(read_dlib_weights(models_dir / WEIGHT_FILE), mirrored=mirrored)


# TensorFlow has no types of its own to offer: its tensors are `Any` below.


def _forward(weights: DlibWeights, crops: Any) -> Any:  # noqa: ANN401 (a tensor, see above)
    x = (tf.cast(crops, tf.float32) - weights.mean_rgb) / 256.0  # 256, not 255: as it was trained
    x = _convolve(x, weights.stem, stride=2, relu=True)
    x = tf.nn.max_pool2d(x, ksize=3, strides=2, padding="VALID")
    for block, (first, second) in zip(BLOCKS, weights.blocks, strict=True):
        y = _convolve(x, first, stride=2 if block.halves else 1, relu=True)
        if block.halves:
            x = tf.nn.avg_pool2d(x, ksize=2, strides=2, padding="VALID")
            x = tf.nn.relu(_add(x, _convolve(y, second)))
        else:
            x = _convolve(y, second, added=x, relu=True)
    return tf.matmul(tf.reduce_mean(x, axis=[1, 2]), outside(weights.head))


def _convolve(
    x: Any,  # noqa: ANN401 (a tensor)
    layer: Convolution,
    *,
    stride: int = 1,
    added: Any = None,  # noqa: ANN401 (a tensor)
    relu: bool = False,
) -> Any:  # noqa: ANN401 (a tensor)
    # dlib pads stride 1 by half the kernel and stride 2 not at all.
    padding = "SAME" if stride == 1 else "VALID"
    return across(
        x, layer.kernel, layer.bias, stride=stride, padding=padding, added=added, relu=relu
    )


def _add(x: Any, y: Any) -> Any:  # noqa: ANN401 (a tensor)
    """Add two tensors of different sizes as dlib does: zeros at the end of every axis."""
    common = [max(sides) for sides in zip(x.shape, y.shape, strict=True)]
    x, y = (
        tf.pad(t, [(0, wanted - side) for wanted, side in zip(common, t.shape, strict=True)])
        for t in (x, y)
    )
    return x + y
