"""A recogniser is built from its name; the one place that knows which module has which."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from facefinder.embed.embedder import Embedder, Part
from facefinder.embed.protocol import Recogniser
from facefinder.errors import FacefinderError, ModelError, ProgramError, fault_of
from facefinder.host.interrupts import interrupts_held
from facefinder.models.catalogue import is_factory, made_by_factory

_SCALES: Final[Mapping[str, Mapping[str, float]]] = {
    "dlib-resnet+mobilefacenet": {"dlib-resnet": 1.0, "mobilefacenet": 0.9},
}
"""Recognisers made of others, and how much the vector of each counts."""

OWN: Final = (
    "-m takes a name that `facefinder models` lists, or auto. A name with a colon is for "
    "programmers: MODULE:FUNCTION of their own, annotated as returning a Recogniser."
)
"""What to do about a factory that makes none."""


@interrupts_held()
def load_embedder(name: str, models_dir: Path) -> Embedder:
    """Load a recogniser; one of deepface's imports TensorFlow, which takes seconds.

    Args:
        name: One of the catalogue's, or ``module:factory`` for a function that gets `models_dir`
            and is annotated as returning a `Recogniser`.
        models_dir: Where the weight files are; their hashes are checked elsewhere.

    Raises:
        ModelError: There is no such recogniser, or it cannot be loaded.
        ProgramError: A library that is part of the program is missing.
        KeyboardInterrupt: A Ctrl-C came meanwhile; it waits until native libraries are loaded.
    """
    try:
        scales = _SCALES.get(name, {name: 1.0})
        return Embedder(*(Part(_factory(part)(models_dir), scales[part]) for part in scales))
    except FacefinderError:
        raise
    except Exception as error:  # other people's code: anything may come
        if is_factory(name):
            raise ModelError(f"{name} cannot be used as a recogniser ({error}).", OWN) from error
        fault = fault_of(error)
        if isinstance(fault, ProgramError):
            raise fault from error
        raise ModelError(
            f"The recogniser {name} cannot be loaded ({error}).",
            "Choose another one with -m; `facefinder models` lists them.",
        ) from error


def _factory(name: str) -> Callable[[Path], Recogniser]:
    if is_factory(name):
        parts = "embed", "size", "template"
        return lambda folder: made_by_factory(name, folder, "recogniser", *parts)
    if name == "dlib-resnet":
        from facefinder.embed.dlib_resnet import network as dlib_resnet  # noqa: PLC0415 - imports LiteRT

        return dlib_resnet.load
    if name == "mobilefacenet":
        from facefinder.embed.mobilefacenet import network as mobilefacenet  # noqa: PLC0415 - imports LiteRT

        return mobilefacenet.load
    from facefinder.embed import deepface_models  # noqa: PLC0415 - imports TensorFlow and Keras

    return lambda models_dir: deepface_models.load(name, models_dir)
