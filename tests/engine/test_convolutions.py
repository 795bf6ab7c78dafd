"""oneDNN's own convolutions against TensorFlow's, which are taken where there is no oneDNN."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facefinder.embed import convolutions
from facefinder.embed.load import load_embedder
from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray
from tests.support import dlib_file_writer, tflite_writer
from tests.support.crops import smooth_crops
from tests.support.needs import ROOT
from tests.support.processes import PATIENCE_SECONDS

UNIT = float(np.finfo(np.float32).eps) / 2
NETWORKS = {"dlib-resnet": 150, "mobilefacenet": 112}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    dlib_file_writer.write_network(folder / "dlib_face_recognition_resnet_model_v1.dat")
    tflite_writer.write_network(folder / "MobileFaceNet.tflite")
    return folder


@pytest.fixture
def without_onednn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolutions, "_is_known", lambda _: False)


def random(seed: int, *shape: int) -> FloatArray:
    return np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32)


def run(make: Any, *given: FloatArray) -> FloatArray:  # noqa: ANN401 (a function of tensors)
    """What a graph makes of pixels: its weights are known before, as in a network."""
    made: FloatArray = tf.function(make, autograph=False)(*map(tf.constant, given)).numpy()
    return made


@settings(max_examples=20)
@given(
    height=st.integers(3, 20),
    width=st.integers(3, 20),
    channels=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    size=st.sampled_from([1, 3]),
    stride=st.sampled_from([1, 2]),
    padding=st.sampled_from(["SAME", "VALID"]),
    adds=st.booleans(),
    relu=st.booleans(),
    seed=st.integers(0, 9),
)
def test_a_convolution_is_what_tensorflow_makes_of_it(
    *,
    height: int,
    width: int,
    channels: tuple[int, int],
    size: int,
    stride: int,
    padding: str,
    adds: bool,
    relu: bool,
    seed: int,
) -> None:
    kernel, bias = random(seed, size, size, *channels), random(seed + 1, channels[1])
    x = random(seed + 2, 1, height, width, channels[0])
    plain = tf.nn.conv2d(x, kernel, stride, padding).numpy() + bias
    more = random(seed + 3, *plain.shape) if adds else np.zeros_like(plain)

    def make(x: Any, more: Any) -> Any:  # noqa: ANN401 (tensors)
        added = more if adds else None
        return convolutions.across(
            x, kernel, bias, stride=stride, padding=padding, added=added, relu=relu
        )

    made = run(make, x, more)
    wanted = np.maximum(plain + more, 0) if relu else plain + more
    # Each of so many products is rounded otherwise, in either order of adding them up.
    products = tf.nn.conv2d(np.abs(x), np.abs(kernel), stride, padding).numpy()
    largest = (products + np.abs(bias) + np.abs(more)).max()
    assert np.abs(made - wanted).max() <= 2 * (size * size * channels[0] + 2) * UNIT * largest


@settings(max_examples=10)
@given(
    side=st.integers(3, 20),
    channels=st.integers(1, 9),
    stride=st.sampled_from([1, 2]),
    padding=st.sampled_from(["SAME", "VALID"]),
    seed=st.integers(0, 9),
)
def test_a_convolution_within_channels_is_what_tensorflow_makes_of_it(
    side: int, channels: int, stride: int, padding: str, seed: int
) -> None:
    kernel, bias = random(seed, 3, 3, channels, 1), random(seed + 1, channels)
    x = random(seed + 2, 1, side, side, channels)

    def make(x: Any) -> Any:  # noqa: ANN401 (a tensor)
        return convolutions.within(x, kernel, bias, stride=stride, padding=padding)

    strides = (1, stride, stride, 1)
    wanted = tf.nn.depthwise_conv2d(x, kernel, strides, padding).numpy() + bias
    products = tf.nn.depthwise_conv2d(np.abs(x), np.abs(kernel), strides, padding).numpy()
    error = 2 * (9 + 1) * UNIT * (products + np.abs(bias)).max()
    assert np.abs(run(make, x) - wanted).max() <= error


def test_each_convolution_has_its_own_weights() -> None:
    """Weights in oneDNN's order are kept for each one alone, also where shapes are equal."""
    kernels, bias = random(0, 3, 3, 3, 8, 8), np.zeros(8, np.float32)
    x = random(1, 1, 9, 9, 8)

    def make(x: Any) -> Any:  # noqa: ANN401 (a tensor)
        return tf.stack([convolutions.across(x, kernel, bias) for kernel in kernels])

    for kernel, made in zip(kernels, run(make, x), strict=True):
        np.testing.assert_allclose(made, tf.nn.conv2d(x, kernel, 1, "SAME"), atol=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
def test_two_networks_of_one_shape_have_their_own_weights(
    name: str, folder: Path, tmp_path: Path
) -> None:
    dlib_file_writer.write_network(tmp_path / "dlib_face_recognition_resnet_model_v1.dat", seed=1)
    tflite_writer.write_network(tmp_path / "MobileFaceNet.tflite", seed=1)
    crops = [smooth_crops(2, NETWORKS[name])]
    first, second = load_embedder(name, folder), load_embedder(name, tmp_path)
    before = first.embed(crops)
    assert np.abs(second.embed(crops) - before).max() > 1e-3
    assert np.array_equal(first.embed(crops), before)
    assert np.array_equal(load_embedder(name, folder).embed(crops), before)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.usefixtures("without_onednn")
def test_without_onednn_a_vector_is_the_same_but_for_rounding(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crops = [smooth_crops(3, NETWORKS[name])]
    plain = load_embedder(name, folder).embed(crops)
    monkeypatch.undo()
    vectors = load_embedder(name, folder).embed(crops)
    assert np.abs(vectors - plain).max() <= 1e-5 * np.abs(plain).max()


LOAD = """
import os, sys
from facefinder.scan.engine import load_engine
from facefinder.settings import EngineSettings
settings = EngineSettings(
    detector="tests.support.fakes:load_detector", model="dlib-resnet+mobilefacenet", weights=()
)
load_engine(settings, sys.argv[1])
from facefinder.host.tensorflow_only import tf
import numpy as np
x = np.ones((1, 9, 9, 8), np.float32)
one, two = (tf.nn.conv2d(x, np.full((3, 3, 8, 8), n, np.float32), 1, "SAME") for n in (1, 2))
assert np.array_equal(2 * one, two)
"""


@pytest.mark.slow
def test_the_rest_of_the_process_may_change_its_weights(folder: Path) -> None:
    """The rest may be somebody's own recogniser, or other work in a worker of a cluster."""
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(folder)],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("TF_")},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
