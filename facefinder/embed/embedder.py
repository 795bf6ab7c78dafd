"""What a recogniser is, and the one place that knows which module provides which."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from facefinder.errors import FacefinderError, ModelError
from facefinder.records.faces import FloatArray, ImageArray


class Embedder(Protocol):
    """Turns face crops into vectors.

    Attributes:
        size: Side of the square crop that the network wants, pixels.
        template: Shape (5, 2), float32; where the five landmarks lie in that crop, pixels.
    """

    size: int
    template: FloatArray

    def embed(self, crops: ImageArray) -> FloatArray:
        """Describe faces.

        Args:
            crops: RGB, shape (N, size, size, 3), uint8; N may be 0.

        Returns:
            Shape (N, D), float32. A crop's vector does not depend on the other crops, bit for
            bit, nor on the number of threads.
        """
        ...


def load_embedder(name: str, models_dir: Path) -> Embedder:
    """Load a recogniser; this imports TensorFlow and takes seconds.

    Args:
        name: ``dlib-resnet``, the name of one of deepface's recognisers, or ``module:factory``
            for a function that gets `models_dir` and returns an `Embedder`.
        models_dir: Where the weight files are; their hashes are checked elsewhere.

    Raises:
        ModelError: There is no such recogniser, or it cannot be loaded.
    """
    try:
        return _factory(name)(models_dir)
    except FacefinderError:
        raise
    except Exception as error:  # other people's code: anything may come
        raise ModelError(
            f"The recogniser {name} cannot be loaded: {error}",
            "Choose another one with -m; `facefinder models` lists them.",
        ) from error


def _factory(name: str) -> Callable[[Path], Embedder]:
    if ":" in name:
        module, _, factory = name.partition(":")
        found: Callable[[Path], Embedder] = getattr(importlib.import_module(module), factory)
        return found
    if name == "dlib-resnet":
        from facefinder.embed import dlib_resnet  # noqa: PLC0415 - imports TensorFlow

        return dlib_resnet.load
    from facefinder.embed import zoo  # noqa: PLC0415 - imports TensorFlow and Keras

    return lambda models_dir: zoo.load(name, models_dir)
