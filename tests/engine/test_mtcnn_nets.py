"""MTCNN's networks against the same layers one by one, as the paper has them."""

from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facefinder.detect.mtcnn.layers import Layer, Tensor, pooling_first
from facefinder.detect.mtcnn.nets import FILES, GREY, O_SIZE, R_SIZE, load_nets
from facefinder.detect.mtcnn.proposals import MARGIN, STRIDE, laid_out, look, pyramid
from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray, ImageArray

MODELS = Path(__file__).resolve().parents[2] / "models_cache"
RNG = np.random.default_rng(11)


@pytest.fixture(scope="module")
def folder() -> Path:
    if not all((MODELS / name).is_file() for name in FILES):
        pytest.skip("MTCNN's weight files are not there; `python build.py models`")
    return MODELS


def weights(folder: Path, number: int) -> list[FloatArray]:
    return [np.asarray(array, np.float32) for array in joblib.load(folder / FILES[number])]


def prelu(x: Tensor, slope: FloatArray) -> Tensor:
    return tf.maximum(x, 0.0) + slope.ravel() * tf.minimum(x, 0.0)


def convolution(x: Tensor, kernel: FloatArray, bias: FloatArray, slope: FloatArray) -> Tensor:
    return prelu(tf.nn.conv2d(x, kernel, 1, "VALID") + bias, slope)


def dense(x: Tensor, arrays: list[FloatArray]) -> list[FloatArray]:
    """The dense layers of R- and O-Net: scores, then the rest in the file's order."""
    x = tf.transpose(x, [0, 2, 1, 3])
    x = prelu(tf.matmul(tf.reshape(x, [len(x), -1]), arrays[0]) + arrays[1], arrays[2])
    heads = [tf.matmul(x, arrays[n]) + arrays[n + 1] for n in range(3, len(arrays), 2)]
    return [tf.nn.softmax(heads[-1]).numpy(), *(head.numpy() for head in heads[:-1])]


def picture(height: int, width: int) -> ImageArray:
    """Everything from flat to wild, and both ends of the range."""
    noise = RNG.normal(0, RNG.uniform(1, 90), (height, width, 3))
    return (noise + RNG.uniform(0, 255)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("size", [(12, 12), (44, 138), (202, 96), (13, 15)])
def test_p_net_is_that_of_the_paper(folder: Path, size: tuple[int, int]) -> None:
    arrays = weights(folder, 0)
    pixels = picture(*size)[None]
    x = convolution((pixels - np.float32(127.5)) / np.float32(128), *arrays[0:3])
    x = tf.nn.max_pool2d(x, 2, 2, "SAME")
    x = convolution(convolution(x, *arrays[3:6]), *arrays[6:9])
    shifts = (tf.nn.conv2d(x, arrays[9], 1, "VALID") + arrays[10]).numpy()[0]
    scores = (tf.nn.conv2d(x, arrays[11], 1, "VALID") + arrays[12]).numpy()[0]
    (found,) = load_nets(folder)[0](pixels)
    found = found.numpy()
    np.testing.assert_allclose(found[..., :4], shifts, atol=1e-4)
    np.testing.assert_allclose(found[..., 4], scores[..., 1] - scores[..., 0], atol=1e-3)


@pytest.mark.parametrize("number", [1, 2])
def test_r_net_and_o_net_are_those_of_the_paper(folder: Path, number: int) -> None:
    arrays, size = weights(folder, number), (0, R_SIZE, O_SIZE)[number]
    pixels = np.stack([picture(size, size) for _ in range(9)])
    patches = (pixels - np.float32(127.5)) / np.float32(128)
    x = tf.nn.max_pool2d(convolution(patches, *arrays[0:3]), 3, 2, "SAME")
    x = tf.nn.max_pool2d(convolution(x, *arrays[3:6]), 3, 2, "VALID")
    x = convolution(x, *arrays[6:9])
    if number == 2:
        x = convolution(tf.nn.max_pool2d(x, 2, 2, "SAME"), *arrays[9:12])
    expected = dense(x, arrays[3 * (number + 2) :])
    found = load_nets(folder)[number](patches)
    assert len(found) == len(expected)
    for ours, plain in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours.numpy(), plain, atol=1e-5)


@given(
    st.lists(st.floats(-2, 2, width=32), min_size=1, max_size=6),
    st.sampled_from([(2, "SAME"), (3, "SAME"), (3, "VALID")]),
)
@settings(max_examples=25, deadline=None)  # each builds its own graph
def test_pooling_may_come_first_whatever_the_slopes(
    slopes: list[float], pooling: tuple[int, str]
) -> None:
    slope = np.array(slopes, np.float32)
    kernel = RNG.normal(0, 1, (3, 3, 2, len(slope))).astype(np.float32)
    bias = RNG.normal(0, 1, len(slope)).astype(np.float32)
    x = RNG.normal(0, 1, (1, 9, 12, 2)).astype(np.float32)
    size, padding = pooling
    run, signs = pooling_first(Layer(kernel, bias, slope), size, padding)
    expected = tf.nn.max_pool2d(convolution(x, kernel, bias, slope), size, 2, padding)
    np.testing.assert_allclose(run(x).numpy() * signs, expected.numpy(), atol=1e-4)


@given(st.integers(1, 700), st.integers(1, 700))
def test_levels_lie_apart_with_a_margin_around(height: int, width: int) -> None:
    sizes = [level.shape[:2] for level in pyramid(np.zeros((height, width, 3), np.uint8))]
    places = np.array(laid_out(sizes)).reshape(-1, 2)
    assert (places % STRIDE == 0).all()
    assert (places >= MARGIN).all()
    for number, (place, size) in enumerate(zip(places, sizes, strict=True)):
        gaps = places[number + 1 :] - (place + size)
        assert (gaps.max(axis=1) >= MARGIN).all()


@pytest.mark.parametrize("size", [(40, 30), (300, 450), (1201, 333), (23, 900)])
def test_a_level_has_the_same_windows_on_the_canvas_as_alone(
    folder: Path, size: tuple[int, int]
) -> None:
    p_net = load_nets(folder)[0]
    levels = pyramid(picture(*size))
    found = look(p_net, levels)
    assert len(found) == len(levels) > 0
    for level, windows in zip(levels, found, strict=True):
        around = [(MARGIN, MARGIN + side % 2) for side in level.shape[:2]]
        alone = np.pad(level, [*around, (0, 0)], constant_values=GREY)
        expected = p_net(alone[None])[0].numpy()
        rows, columns = (side // STRIDE + 1 for side in level.shape[:2])
        assert windows.shape == (rows, columns, 5)
        np.testing.assert_allclose(windows, expected[:rows, :columns], atol=1e-4)
