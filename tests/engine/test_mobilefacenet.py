"""Our MobileFaceNet against TFLite's own interpreter, which runs the same file."""

import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_st

from facefinder.embed.load import load_embedder
from facefinder.embed.mobilefacenet import network
from facefinder.embed.mobilefacenet.network import WEIGHT_FILE, MobileFaceNet
from facefinder.embed.mobilefacenet.weight_file import (
    Layer,
    MobileFaceNetWeights,
    read_mobilefacenet_weights,
)
from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray, ImageArray
from tests.support import dlib_file_writer, tflite_writer
from tests.support.crops import smooth_crops
from tests.support.needs import MODELS, ROOT, require, weight_file
from tests.support.processes import PATIENCE_SECONDS
from tests.support.rounding import rounding_error

SIZE = 112
"""Numbers of a unit vector; the interpreter adds in another order. Both round to 2 to the -24 at
each of some 50 steps; what is off by chance grows with the root of their number, to some 1e-6."""


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
def exact(weights: MobileFaceNetWeights) -> float:
    """What another order of the network's sums may change."""
    crops = smooth_crops(7, SIZE)
    return rounding_error(lambda changed: MobileFaceNet(changed).embed(crops), weights)


def interpreted(path: Path, crops: ImageArray) -> FloatArray:
    """Vectors as TFLite computes them, made of unit length."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it will move to a package of its own
        interpreter = tf.lite.Interpreter(str(path))
    interpreter.allocate_tensors()
    (taken,), (made,) = interpreter.get_input_details(), interpreter.get_output_details()
    vectors = []
    for crop in crops:
        pair = np.stack([crop, crop]).astype(np.float32)  # the file's own batch is two
        interpreter.set_tensor(taken["index"], (pair - 127.5) / 128)
        interpreter.invoke()
        vectors.append(interpreter.get_tensor(made["index"])[0])
    return np.stack([vector / np.linalg.norm(vector) for vector in vectors])


def test_vectors_equal_those_of_tflite(ours: MobileFaceNet, path: Path, exact: float) -> None:
    crops = smooth_crops(7, SIZE)
    wanted = interpreted(path, crops)
    # The tolerance is no hiding place: different crops differ by far more.
    assert np.abs(wanted[1:] - wanted[0]).max(axis=1).min() > 50 * exact
    for count in (1, 2, 3, 7):
        vectors = ours.embed(crops[:count])
        assert vectors.dtype == np.float32
        assert vectors.shape == (count, 192)
        assert np.abs(vectors - wanted[:count]).max() <= exact


def test_vectors_are_of_unit_length(ours: MobileFaceNet, mirrored: MobileFaceNet) -> None:
    crops = np.concatenate([smooth_crops(2, SIZE), np.zeros((1, SIZE, SIZE, 3), np.uint8)])
    for embedder in (ours, mirrored):
        lengths = np.linalg.norm(embedder.embed(crops).astype(np.float64), axis=1)
        # 192 squares, each rounded to 2 to the -24.
        np.testing.assert_allclose(lengths, 1, atol=192 * 2.0**-24)


def test_the_mirror_image_counts_as_much(
    ours: MobileFaceNet, mirrored: MobileFaceNet, exact: float
) -> None:
    crops = smooth_crops(3, SIZE)
    mean = (ours.embed(crops) + ours.embed(crops[:, :, ::-1])) / 2
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    vectors = mirrored.embed(crops)
    np.testing.assert_allclose(vectors, mean, rtol=0, atol=exact)
    np.testing.assert_allclose(mirrored.embed(crops[:, :, ::-1]), vectors, rtol=0, atol=exact)
    assert np.abs(vectors - ours.embed(crops)).max() > 20 * exact


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


# Without the tiniest, which TensorFlow takes for zero.
NUMBERS = st.floats(2.0**-40, 2.0**40, width=32).flatmap(
    lambda size: st.sampled_from([size, -size, 0.0])
)


@given(
    x=numpy_st.arrays(np.float32, 8, elements=NUMBERS),
    half=numpy_st.arrays(np.float32, 8, elements=NUMBERS),
)
def test_numbers_below_zero_are_bent_to_the_last_bit_as_the_file_says(
    x: FloatArray, half: FloatArray
) -> None:
    """The file has x - |x| and half of the slope, we have a maximum with the whole slope."""
    same, nothing = np.eye(8, dtype=np.float32)[None, None], np.zeros(8, np.float32)
    bending, last = Layer(same, nothing, half * np.float32(2)), Layer(same, nothing, None)

    def both(seen: Any) -> Any:  # noqa: ANN401 (tensors)
        for layer in network._bent_alike([bending, last]):
            seen = network._across(seen, layer)
        return seen

    seen = tf.function(both, autograph=False)(tf.constant(x[None, None, None]))
    told = np.maximum(x, 0) + half * (x - np.abs(x))
    np.testing.assert_array_equal(seen.numpy().ravel(), told)


COMPARE_COMPANY = """
import os, sys
from pathlib import Path
import numpy as np
os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["TF_NUM_INTEROP_THREADS"] = "1"
from facefinder.embed.load import load_embedder
from tests.support.crops import smooth_crops
embedder = load_embedder("dlib-resnet+mobilefacenet", Path(sys.argv[1]))
crops = [smooth_crops(4, view.size) for view in embedder.views]
alone = [embedder.embed([seen[[i]] for seen in crops])[0] for i in range(4)]
for chosen in ([0, 1], [3, 1, 2], [2, 2, 0, 1, 3, 0, 1]):
    together = embedder.embed([seen[chosen] for seen in crops])
    assert np.array_equal(together, [alone[i] for i in chosen])
"""


@pytest.fixture(scope="module")
def both_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    tflite_writer.write_network(folder / WEIGHT_FILE)
    dlib_file_writer.write_network(folder / "dlib_face_recognition_resnet_model_v1.dat")
    return folder


# oneDNN chooses other kernels where a processor knows less; here it is told to take it for one.
# With one thread, as in every worker: other numbers of threads may split a sum in other places.
@pytest.mark.parametrize("processor", ["AVX512_CORE", "AVX2", "SSE41"])
def test_a_vector_does_not_depend_on_its_company_on_any_processor(
    processor: str, both_files: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMPARE_COMPANY, str(both_files)],
        cwd=ROOT,
        env={**os.environ, "ONEDNN_MAX_CPU_ISA": processor},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr


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
