"""A recogniser is built from its name; the one place that knows which module has which."""

import importlib
from collections.abc import Callable
from pathlib import Path

from facefinder.embed.protocol import Embedder
from facefinder.errors import FacefinderError, ModelError


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
        from facefinder.embed.dlib_resnet import network  # noqa: PLC0415 - imports TensorFlow

        return network.load
    from facefinder.embed import deepface_models  # noqa: PLC0415 - imports TensorFlow and Keras

    return lambda models_dir: deepface_models.load(name, models_dir)
