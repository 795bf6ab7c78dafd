"""deepface's recognisers; the real weights are rarely there, so random ones stand in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py  # type: ignore[import-untyped] # comes without types, and only tests need it
import keras
import numpy as np
import pytest
from keras.src.legacy.saving import legacy_h5_format

from facefinder.embed import deepface_models
from facefinder.embed.load import load_embedder
from facefinder.errors import ModelError
from facefinder.models import deepface_offline
from facefinder.records.faces import FloatArray, ImageArray
from tests.support import dlib_file_writer
from tests.support.needs import DLIB, ROOT, needs
from tests.support.processes import PATIENCE_SECONDS
from tests.support.rounding import rounding_error

FILES = {
    "Facenet512": "facenet512_weights.h5",
    "Facenet": "facenet_weights.h5",
    "ArcFace": "arcface_weights.h5",
    "VGG-Face": "vgg_face_weights.h5",
    "GhostFaceNet": "ghostfacenet_v1.h5",
    "OpenFace": "openface_weights.h5",
    "DeepID": "deepid_keras_weights.h5",
}

pytestmark = [
    # Written for an older Keras; `deepface_models.load` keeps the remarks from the user.
    pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`:UserWarning"),
    pytest.mark.filterwarnings("ignore:The structure of `inputs`:UserWarning"),
    # Keras writing a TensorFlow variable to a file, under numpy 2.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


# Objects of deepface and Keras are `Any`: both come without types.


def randomise(model: Any, weight_file: str) -> Any:  # noqa: ANN401 - untyped
    """In place of loading weights: Keras's random kernels, and statistics that belong to them.

    As in a trained network each normalising layer then has what it met: numbers neither grow nor
    vanish with depth, crops lead to vectors that differ, and roundings are not magnified. (With
    made-up statistics GhostFaceNet's vectors had hundred thousands in them, and 1e-4 of that was
    another processor's rounding.)
    """
    rng = np.random.default_rng(len(weight_file))
    for variable in model.weights:
        # Keras begins with 0 here: a network without it turns twice the pixels into twice the
        # vector, and of unit length that would be the same vector.
        if variable.name in ("bias", "beta"):
            variable.assign(rng.normal(0, 0.01, variable.shape))
    normalising = [
        layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)
    ]
    usual = [layer.momentum for layer in normalising]
    for layer in normalising:
        layer.momentum = 0.0  # what a call of training meets replaces what was there
    _, height, width, _ = model.input_shape
    noise = rng.uniform(0, 1, (4, height, width, 3))
    if normalising:
        model(noise.astype(np.float32), training=True)
    for layer, momentum in zip(normalising, usual, strict=True):
        layer.momentum = momentum
    return model


def build_client(name: str, folder: Path) -> Any:  # noqa: ANN401 - untyped
    """deepface's own object around a network with random weights."""
    (folder / FILES[name]).touch()
    deepface_offline.prepare(folder)
    from deepface.commons import weight_utils  # noqa: PLC0415 - after `prepare`
    from deepface.modules import modeling  # noqa: PLC0415 - after `prepare`

    keras.utils.set_random_seed(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weight_utils, "load_model_weights", randomise)
        return modeling.get_model_class("facial_recognition", name)()


def represent(
    client: Any,  # noqa: ANN401 - untyped
    crops: ImageArray,
    patch: pytest.MonkeyPatch,
) -> FloatArray:
    """What deepface's public function makes of images that are faces already."""
    from deepface.modules import modeling, representation  # noqa: PLC0415 - after `prepare`

    patch.setattr(modeling, "build_model", lambda **_: client)
    blue_first = crops[..., ::-1]
    found = [representation.represent(crop, detector_backend="skip") for crop in blue_first]
    return np.array([faces[0]["embedding"] for faces in found], np.float32)


def random_crops(count: int, size: int) -> ImageArray:
    return np.random.default_rng(5).integers(0, 256, (count, size, size, 3), dtype=np.uint8)


@pytest.fixture(scope="module", params=FILES)
def client_and_embedder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, deepface_models.ZooEmbedder]]:
    client = build_client(request.param, tmp_path_factory.mktemp("models"))
    yield client, deepface_models.ZooEmbedder(client, deepface_models._RECOGNISERS[request.param])
    keras.backend.clear_session()  # VGG-Face alone has half a gigabyte


def test_vectors_equal_those_of_deepface(
    client_and_embedder: tuple[Any, deepface_models.ZooEmbedder], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, embedder = client_and_embedder
    crops = random_crops(3, embedder.size)
    wanted = represent(client, crops, monkeypatch)
    vectors = embedder.embed(crops)
    assert vectors.dtype == np.float32
    assert vectors.shape == wanted.shape == (3, client.output_shape)
    tolerance = rounding_of(client, embedder, crops)
    assert np.abs(vectors - wanted).max() <= tolerance
    # The tolerance is no hiding place: other crops, and crops that are a little brighter, lead far
    # away (no normalising layer comes first that would make up for it).
    assert np.abs(wanted[1] - wanted[0]).max() > 50 * tolerance
    assert np.abs(embedder.embed(crops - crops // 128) - wanted).max() > 5 * tolerance


def rounding_of(
    client: Any,  # noqa: ANN401 - untyped
    embedder: deepface_models.ZooEmbedder,
    crops: ImageArray,
) -> float:
    """What another order of this network's sums may change in these crops' vectors."""

    def vectors(weights: list[FloatArray]) -> FloatArray:
        client.model.set_weights(weights)
        return embedder.embed(crops)

    weights = client.model.get_weights()
    try:
        return rounding_error(vectors, weights)
    finally:
        client.model.set_weights(weights)


def test_a_vector_does_not_depend_on_its_company(
    client_and_embedder: tuple[Any, deepface_models.ZooEmbedder],
) -> None:
    _, embedder = client_and_embedder
    crops = random_crops(3, embedder.size)
    alone = np.concatenate([embedder.embed(crop[None]) for crop in crops])
    for chosen in ([1, 0], [2, 2, 0, 1, 1]):
        assert np.array_equal(embedder.embed(crops[chosen]), alone[chosen])


def test_the_template_fits_the_crop(
    client_and_embedder: tuple[Any, deepface_models.ZooEmbedder],
) -> None:
    client, embedder = client_and_embedder
    assert embedder.size == min(client.input_shape)
    assert embedder.template.shape == (5, 2)
    left_eye, right_eye, nose, left_mouth, right_mouth = embedder.template / embedder.size
    assert 0.3 < left_eye[0] < nose[0] < right_eye[0] < 0.7
    assert 0.3 < left_eye[1] < nose[1] < left_mouth[1] < 0.85
    assert left_mouth[0] < nose[0] < right_mouth[0]


def write_weights(name: str, folder: Path) -> Any:  # noqa: ANN401 - untyped
    """A client likewise, and its file."""
    client = build_client(name, folder)
    with h5py.File(folder / FILES[name], "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, client.model)
    return client


@pytest.mark.parametrize("name", ["Facenet512", "DeepID"])
def test_a_weight_file_is_loaded(name: str, tmp_path: Path) -> None:
    client = write_weights(name, tmp_path)
    embedder = load_embedder(name, tmp_path)
    crops = random_crops(2, embedder.views[0].size)
    wanted = deepface_models.ZooEmbedder(client, deepface_models._RECOGNISERS[name]).embed(crops)
    assert np.array_equal(embedder.embed([crops]), wanted)


PRINT_VECTORS = """
import sys
from facefinder.scan.engine import load_engine
from facefinder.settings import EngineSettings
from tests.support.crops import smooth_crops
settings = EngineSettings(
    detector="tests.support.fakes:load_detector", model="DeepID", weights=()
)
_, embedder = load_engine(settings, sys.argv[1])
sys.stdout.write(embedder.embed([smooth_crops(3, embedder.views[0].size)]).tobytes().hex())
"""


def test_no_wish_for_threads_changes_a_vector(tmp_path: Path) -> None:
    """A process has one thread: with others, some processors sum in another order."""
    write_weights("DeepID", tmp_path)
    names = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
    children = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT_VECTORS, str(tmp_path)],
            cwd=ROOT,
            env={**os.environ, **dict.fromkeys(names, threads)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for threads in ("1", "3")
    ]
    one, three = (child.communicate(timeout=PATIENCE_SECONDS)[0] for child in children)
    assert len(one) == 3 * 160 * 4 * 2  # numbers, bytes of a number, hexadecimal digits
    assert three == one


@needs(DLIB)
def test_a_model_of_another_engine_runs_through_deepface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dlib_file_writer.write_network(tmp_path / "dlib_face_recognition_resnet_model_v1.dat")
    embedder = load_embedder("Dlib", tmp_path)
    crops = random_crops(3, embedder.views[0].size)
    from deepface.modules import modeling  # noqa: PLC0415 - after `prepare`

    client = modeling.get_model_class("facial_recognition", "Dlib")()
    # One and the same library makes both, from one and the same numbers: deepface flips and divides
    # what we flip and divide.
    assert np.array_equal(embedder.embed([crops]), represent(client, crops, monkeypatch))
    assert embedder.embed([crops[:0]]).shape == (0, 128)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"facenet512_weights\.h5"):
        load_embedder("Facenet512", tmp_path)


def test_a_damaged_file_is_a_model_error(tmp_path: Path) -> None:
    (tmp_path / FILES["DeepID"]).write_bytes(b"no HDF5")
    with pytest.raises(ModelError, match="DeepID") as caught:
        load_embedder("DeepID", tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_an_unknown_name_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="FaceBook") as caught:
        load_embedder("FaceBook", tmp_path)
    assert "Facenet512" in caught.value.advice


def test_a_network_that_this_tensorflow_cannot_build_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="DeepFace"):
        load_embedder("DeepFace", tmp_path)


def test_every_recogniser_of_deepface_is_known(tmp_path: Path) -> None:
    deepface_offline.prepare(tmp_path)
    from deepface.modules import modeling  # noqa: PLC0415 - after `prepare`

    assert set(modeling.AVAILABLE_MODELS["facial_recognition"]) == set(deepface_models._RECOGNISERS)
