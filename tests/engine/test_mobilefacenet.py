"""Our MobileFaceNet against its file, which LiteRT can run as it is."""

from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from facefinder.embed.load import load_embedder
from facefinder.embed.mobilefacenet.network import WEIGHT_FILE, MobileFaceNet
from facefinder.embed.mobilefacenet.weight_file import (
    MobileFaceNetWeights,
    read_mobilefacenet_weights,
)
from facefinder.records.faces import FloatArray, ImageArray
from tests.support import dlib_file_writer, tflite_writer
from tests.support.crops import smooth_crops
from tests.support.needs import MODELS, require, weight_file
from tests.support.rounding import rounding_error

SIZE = 112


@pytest.fixture(scope="module", params=["random", "real"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "real":
        require(weight_file(WEIGHT_FILE))
        return MODELS / WEIGHT_FILE
    return tflite_writer.write_network(tmp_path_factory.mktemp("weights") / WEIGHT_FILE)


@pytest.fixture(scope="module")
def weights(path: Path) -> MobileFaceNetWeights:
    return read_mobilefacenet_weights(path)


@pytest.fixture(scope="module")
def ours(weights: MobileFaceNetWeights) -> MobileFaceNet:
    return MobileFaceNet(weights)


@pytest.fixture(scope="module")
def mirrored(weights: MobileFaceNetWeights) -> MobileFaceNet:
    return MobileFaceNet(weights, mirrored=True)


@pytest.fixture(scope="module")
def exact(weights: MobileFaceNetWeights) -> MobileFaceNet:
    return MobileFaceNet(weights, quantised=False)


@pytest.fixture(scope="module")
def rounding(weights: MobileFaceNetWeights) -> float:
    """What another order of the network's sums may change."""
    crops = smooth_crops(7, SIZE)
    return rounding_error(
        lambda changed: MobileFaceNet(changed, quantised=False).embed(crops), weights
    )


def interpreted(path: Path, crops: ImageArray) -> FloatArray:
    """Vectors as the file itself has them, made of unit length."""
    interpreter = Interpreter(str(path))
    interpreter.allocate_tensors()
    (taken,), (made,) = interpreter.get_input_details(), interpreter.get_output_details()
    vectors = []
    for crop in crops:
        pair = np.stack([crop, crop]).astype(np.float32)  # the file's own batch is two
        interpreter.set_tensor(taken["index"], (pair - 127.5) / 128)
        interpreter.invoke()
        vectors.append(interpreter.get_tensor(made["index"])[0])
    return np.stack([vector / np.linalg.norm(vector) for vector in vectors])


def test_vectors_equal_those_of_the_file(exact: MobileFaceNet, path: Path, rounding: float) -> None:
    crops = smooth_crops(7, SIZE)
    wanted = interpreted(path, crops)
    # The tolerance is no hiding place: different crops differ by far more.
    assert np.abs(wanted[1:] - wanted[0]).max(axis=1).min() > 50 * rounding
    for count in (1, 2, 3, 7):
        vectors = exact.embed(crops[:count])
        assert vectors.dtype == np.float32
        assert vectors.shape == (count, 192)
        assert np.abs(vectors - wanted[:count]).max() <= rounding


def test_vectors_are_of_unit_length(ours: MobileFaceNet, mirrored: MobileFaceNet) -> None:
    crops = np.concatenate([smooth_crops(2, SIZE), np.zeros((1, SIZE, SIZE, 3), np.uint8)])
    for embedder in (ours, mirrored):
        lengths = np.linalg.norm(embedder.embed(crops).astype(np.float64), axis=1)
        # 192 squares, each rounded to 2 to the -24.
        np.testing.assert_allclose(lengths, 1, atol=192 * 2.0**-24)


def test_the_mirror_image_counts_as_much(
    ours: MobileFaceNet, mirrored: MobileFaceNet, rounding: float
) -> None:
    crops = smooth_crops(3, SIZE)
    mean = (ours.embed(crops) + ours.embed(crops[:, :, ::-1])) / 2
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    vectors = mirrored.embed(crops)
    np.testing.assert_allclose(vectors, mean, rtol=0, atol=rounding)
    np.testing.assert_allclose(mirrored.embed(crops[:, :, ::-1]), vectors, rtol=0, atol=rounding)
    assert np.abs(vectors - ours.embed(crops)).max() > 20 * rounding


def test_a_vector_does_not_depend_on_its_company(
    ours: MobileFaceNet, mirrored: MobileFaceNet
) -> None:
    crops = smooth_crops(5, SIZE)
    rng = np.random.default_rng(0)
    for embedder in (ours, mirrored):
        alone = np.concatenate([embedder.embed(crop[None]) for crop in crops])
        for count in (2, 3, 5, 7, 16):
            chosen = rng.integers(0, len(crops), count)
            assert np.array_equal(embedder.embed(crops[chosen]), alone[chosen])


def test_no_crops_give_no_vectors(ours: MobileFaceNet) -> None:
    assert ours.embed(np.zeros((0, SIZE, SIZE, 3), np.uint8)).shape == (0, 192)


@pytest.fixture(scope="module")
def both_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    tflite_writer.write_network(folder / WEIGHT_FILE)
    dlib_file_writer.write_network(folder / "dlib_face_recognition_resnet_model_v1.dat")
    return folder


def test_both_networks_side_by_side(both_files: Path) -> None:
    dlib, mobile = (load_embedder(name, both_files) for name in ("dlib-resnet", "mobilefacenet"))
    both = load_embedder("dlib-resnet+mobilefacenet", both_files)
    assert [view.size for view in both.views] == [150, SIZE]
    crops = [smooth_crops(3, view.size) for view in both.views]
    vectors = both.embed(crops)
    assert vectors.shape == (3, 128 + 192)
    assert np.array_equal(vectors[:, :128], dlib.embed(crops[:1]))
    assert np.array_equal(vectors[:, 128:], mobile.embed(crops[1:]) * np.float32(0.9))
    assert both.embed([seen[:0] for seen in crops]).shape == (0, 320)
    with pytest.raises(ValueError, match="shorter"):
        both.embed(crops[:1])
