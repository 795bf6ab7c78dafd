"""A recogniser of deepface with random weights: nobody has its file here."""

from pathlib import Path
from typing import Final

import h5py  # type: ignore[import-untyped] # comes without types, and only tests need it
import numpy as np

NAME: Final = "DeepID"
"""The one whose file may hold anything: nobody has published a hash of it."""
FILE: Final = "deepid_keras_weights.h5"

KERNELS: Final = {
    "Conv1": (4, 4, 3, 20),
    "Conv2": (3, 3, 20, 40),
    "Conv3": (3, 3, 40, 60),
    "Conv4": (2, 2, 60, 80),
    "fc11": (1200, 160),
    "fc12": (960, 160),
}
"""Shapes by layer; each has a bias for every one of its outputs."""


def chosen(models: str) -> tuple[str, ...]:
    """Arguments that choose it, from a folder of models."""
    return ("-m", NAME, "--models-dir", models)


def write(folder: Path) -> None:
    """Write the file in the layout of older Kerases, as deepface's are."""
    rng = np.random.default_rng(0)
    with h5py.File(folder / FILE, "w") as file:
        file.attrs["layer_names"] = list(KERNELS)
        for layer, shape in KERNELS.items():
            weights = {"kernel": rng.normal(0, 0.1, shape), "bias": np.zeros(shape[-1])}
            group = file.create_group(layer)
            group.attrs["weight_names"] = list(weights)
            for name, values in weights.items():
                group[name] = values.astype(np.float32)
