"""Writes Facenet512 with random weights: as slow as the real one, and good for nothing else.

Run as a process of its own: ``python -m builder.measure.random_weights FOLDER``.
"""

import sys
from pathlib import Path

import h5py  # type: ignore[import-untyped] # comes without types, and only measurements need it
from keras.src.legacy.saving import legacy_h5_format

from facefinder.models import deepface_offline


def main() -> None:
    """Build the network and save it in the layout that deepface's own files have."""
    folder = Path(sys.argv[1])
    deepface_offline.prepare(folder)
    from deepface.models.facial_recognition.tf.Facenet import (  # noqa: PLC0415 - after `prepare`
        InceptionResNetV1,
    )

    with h5py.File(folder / "facenet512_weights.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, InceptionResNetV1(dimension=512))


if __name__ == "__main__":
    main()
