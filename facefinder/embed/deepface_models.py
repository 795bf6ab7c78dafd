"""deepface's recognisers, with deepface's preprocessing, run as graphs, a face at a time.

**Crops.** deepface's thresholds are made for what its own detectors cut out: the box around the
face, turned upright, no landmarks involved. `_BOX_TEMPLATE` reproduces that from landmarks: it is
where they lie on average in such a box made square. ArcFace, SFace, GhostFaceNet and Buffalo_L
were trained on faces aligned to the five points of InsightFace's ``arcface_src``, and get those.

**Pixels.** As ``deepface.modules.representation.represent`` with its defaults: blue first, 0 to 1,
black bars where the network's input is not square (DeepID).
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from facefinder.embed.arcface_template import ARCFACE_SIZE, ARCFACE_TEMPLATE
from facefinder.embed.one_by_one import described_one_by_one
from facefinder.errors import ModelError
from facefinder.host.tensorflow_only import hidden, tf
from facefinder.models import deepface_offline
from facefinder.records.faces import FloatArray, ImageArray

with hidden("pandas"):  # Keras would import it for tables, which nobody shows it
    import keras

# Fractions of the crop's side. Mean over 100 faces of MTCNN and 94 of YuNet, upright by the eyes,
# square around the box's centre, then made symmetric.
_BOX_TEMPLATE: Final = np.array(
    [[0.333, 0.393], [0.667, 0.393], [0.500, 0.592], [0.348, 0.741], [0.652, 0.741]], np.float32
)
_ARCFACE_TEMPLATE: Final = ARCFACE_TEMPLATE / np.float32(ARCFACE_SIZE)


@dataclass(frozen=True, slots=True, eq=False)
class _Recogniser:
    """What deepface itself does not tell.

    Attributes:
        template: Landmarks as fractions of the crop's side.
        unit_length: Whether deepface divides the vector by its length outside the network.
    """

    template: FloatArray
    unit_length: bool = False


_RECOGNISERS: Final = {
    "Facenet512": _Recogniser(_BOX_TEMPLATE),
    "Facenet": _Recogniser(_BOX_TEMPLATE),
    "ArcFace": _Recogniser(_ARCFACE_TEMPLATE),
    "VGG-Face": _Recogniser(_BOX_TEMPLATE, unit_length=True),
    "GhostFaceNet": _Recogniser(_ARCFACE_TEMPLATE),
    "SFace": _Recogniser(_ARCFACE_TEMPLATE),
    "OpenFace": _Recogniser(_BOX_TEMPLATE),
    "DeepFace": _Recogniser(_BOX_TEMPLATE),
    "DeepID": _Recogniser(_BOX_TEMPLATE),
    "Dlib": _Recogniser(_BOX_TEMPLATE),
    "Buffalo_L": _Recogniser(_ARCFACE_TEMPLATE),
}


class ZooEmbedder:
    """A `Recogniser` around one of deepface's model clients."""

    def __init__(self, client: Any, recogniser: _Recogniser) -> None:  # noqa: ANN401 (untyped package)
        width, height = client.input_shape
        self.size = min(width, height)
        self.template: FloatArray = recogniser.template * np.float32(self.size)
        self._vector_size: int = client.output_shape
        self._unit_length = recogniser.unit_length
        if isinstance(client.model, keras.Model):
            self._network = _compile(client.model, (width, height))
        else:
            self._network = _forward_one(client)

    def embed(self, crops: ImageArray) -> FloatArray:
        """A vector for each crop, shape (N, D), float32; see `protocol.Recogniser`."""
        # In batches, the last bits of nearly all networks depend on the place in the batch on some
        # processors. In fours, twelve faces would take two thirds of the time.
        vectors = described_one_by_one(self._network, crops, vector_size=self._vector_size)
        if self._unit_length:
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + np.float32(1e-10)
        return vectors


def load(name: str, models_dir: Path) -> ZooEmbedder:
    """Build a recogniser from its file in the models folder.

    Raises:
        ModelError: deepface has no such recogniser, or its file is missing.
        Exception: The file is damaged, or a package that this recogniser needs is missing.
    """
    recogniser = _RECOGNISERS.get(name)
    if recogniser is None:
        raise ModelError(
            f"There is no recogniser {name}.",
            f"Choose dlib-resnet, mobilefacenet or one of {', '.join(_RECOGNISERS)}.",
        )
    deepface_offline.prepare(models_dir)
    from deepface.modules import modeling  # noqa: PLC0415 - reads what `prepare` sets

    with warnings.catch_warnings():
        # The networks are written for an older Keras, and the newer one remarks on it.
        warnings.simplefilter("ignore", UserWarning)
        # Not `build_model`: it keeps the first model of a name, whatever folder it came from.
        client = modeling.get_model_class("facial_recognition", name)()
        return ZooEmbedder(client, recogniser)


def _compile(
    model: keras.Model, input_shape: tuple[int, int]
) -> Callable[[ImageArray], FloatArray]:
    width, height = input_shape
    size = min(width, height)

    def forward(crops: Any) -> Any:  # noqa: ANN401 (a tensor; TensorFlow has no types)
        blue_first = tf.reverse(tf.cast(crops, tf.float32), axis=[-1]) / 255.0
        top, left = (height - size) // 2, (width - size) // 2
        return model(
            tf.image.pad_to_bounding_box(blue_first, top, left, height, width), training=False
        )

    signature = [tf.TensorSpec((1, size, size, 3), tf.uint8)]
    graph = tf.function(forward, input_signature=signature, autograph=False).get_concrete_function()

    def run(crops: ImageArray) -> FloatArray:
        vectors: FloatArray = graph(tf.constant(crops)).numpy()
        return vectors

    return run


def _forward_one(client: Any) -> Callable[[ImageArray], FloatArray]:  # noqa: ANN401 (untyped package)
    """A model of another engine (onnx, dlib), through deepface's own code, one crop at a time."""

    def run(crops: ImageArray) -> FloatArray:
        blue_first = crops[..., ::-1].astype(np.float32) / np.float32(255)
        return np.asarray(client.forward(blue_first), np.float32).reshape(1, -1)

    return run
