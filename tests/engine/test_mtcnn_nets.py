"""MTCNN's networks against the same layers one by one, as the paper has them."""

from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facefinder.detect.mtcnn.layers import Layer, Tensor, pooling_first
from facefinder.detect.mtcnn.nets import COUNTS, FILES, GREY, O_SIZE, R_SIZE, load_nets
from facefinder.detect.mtcnn.proposals import MARGIN, STRIDE, laid_out, look, pyramid
from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray, ImageArray
from tests.support.needs import MODELS, require, weight_files
from tests.support.rounding import rounding_error

RNG = np.random.default_rng(11)


@pytest.fixture(scope="module")
def folder() -> Path:
    require(*weight_files(*FILES))
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


def p_net(pixels: ImageArray, arrays: list[FloatArray]) -> FloatArray:
    """Box shifts, and how far the score of "a face" is above that of "none"; shape (h, w, 5)."""
    return _after_first(
        tf.nn.conv2d((pixels - np.float32(127.5)) / np.float32(128), arrays[0], 1, "VALID"), arrays
    )


def p_net_of_raw_pixels(pixels: ImageArray, arrays: list[FloatArray]) -> FloatArray:
    """A net with two sums for the first layer, as ours has them: of the pixels, and of 127.5.

    For grey pixels they cancel each other, and their roundings stay: one array more has the kernel
    for the second sum.
    """
    *arrays, kernel = arrays
    x = tf.nn.conv2d(np.float32(pixels) / np.float32(128), arrays[0], 1, "VALID")
    return _after_first(x - kernel.sum(axis=(0, 1, 2)) * np.float32(127.5 / 128), arrays)


def _after_first(x: Tensor, arrays: list[FloatArray]) -> FloatArray:
    x = tf.nn.max_pool2d(prelu(x + arrays[1], arrays[2]), 2, 2, "SAME")
    x = convolution(convolution(x, *arrays[3:6]), *arrays[6:9])
    shifts = tf.nn.conv2d(x, arrays[9], 1, "VALID") + arrays[10]
    scores = tf.nn.conv2d(x, arrays[11], 1, "VALID") + arrays[12]
    both = np.concatenate([shifts, scores[..., 1:] - scores[..., :1]], axis=-1)
    return np.asarray(both[0], np.float32)


def p_net_rounding(pixels: ImageArray, arrays: list[FloatArray]) -> float:
    return rounding_error(
        lambda changed: p_net_of_raw_pixels(pixels, changed), [*arrays, arrays[0]]
    )


@pytest.mark.parametrize("size", [(12, 12), (44, 138), (202, 96), (13, 15)])
def test_p_net_is_that_of_the_paper(folder: Path, size: tuple[int, int]) -> None:
    arrays = weights(folder, 0)
    pixels = picture(*size)[None]
    (found,) = load_nets(folder)[0](pixels)
    tolerance = p_net_rounding(pixels, arrays)
    assert tolerance < 1e-3  # of scores up to 10
    np.testing.assert_allclose(found.numpy(), p_net(pixels, arrays), rtol=0, atol=tolerance)


def deeper_net(patches: FloatArray, arrays: list[FloatArray]) -> list[FloatArray]:
    """R- or O-Net, which has a layer more."""
    x = tf.nn.max_pool2d(convolution(patches, *arrays[0:3]), 3, 2, "SAME")
    x = tf.nn.max_pool2d(convolution(x, *arrays[3:6]), 3, 2, "VALID")
    x = convolution(x, *arrays[6:9])
    if len(arrays) == COUNTS[1]:
        return dense(x, arrays[9:])
    return dense(convolution(tf.nn.max_pool2d(x, 2, 2, "SAME"), *arrays[9:12]), arrays[12:])


@pytest.mark.parametrize("number", [1, 2])
def test_r_net_and_o_net_are_those_of_the_paper(folder: Path, number: int) -> None:
    arrays, size = weights(folder, number), (0, R_SIZE, O_SIZE)[number]
    pixels = np.stack([picture(size, size) for _ in range(9)])
    patches = (pixels - np.float32(127.5)) / np.float32(128)
    found = load_nets(folder)[number](patches)
    tolerance = rounding_error(
        lambda changed: np.concatenate(deeper_net(patches, changed), axis=1), arrays
    )
    assert tolerance < 1e-4  # of scores up to 1
    for ours, plain in zip(found, deeper_net(patches, arrays), strict=True):
        np.testing.assert_allclose(ours.numpy(), plain, rtol=0, atol=tolerance)


@given(
    st.lists(st.floats(-2, 2, width=32), min_size=1, max_size=6),
    st.sampled_from([(2, "SAME"), (3, "SAME"), (3, "VALID")]),
)
@settings(max_examples=25)  # each builds its own graph
def test_pooling_may_come_first_whatever_the_slopes(
    slopes: list[float], pooling: tuple[int, str]
) -> None:
    slope = np.array(slopes, np.float32)
    kernel = RNG.normal(0, 1, (3, 3, 2, len(slope))).astype(np.float32)
    bias = RNG.normal(0, 1, len(slope)).astype(np.float32)
    x = RNG.normal(0, 1, (1, 9, 12, 2)).astype(np.float32)
    size, padding = pooling
    run, signs = pooling_first(Layer(kernel, bias, slope), size, padding)

    def expected(weights: list[FloatArray]) -> FloatArray:
        pooled = tf.nn.max_pool2d(convolution(x, *weights), size, 2, padding)
        return np.asarray(pooled.numpy())

    arrays = [kernel, bias, slope]
    tolerance = rounding_error(expected, arrays)
    assert tolerance < 1e-4  # of results up to 30
    np.testing.assert_allclose(run(x).numpy() * signs, expected(arrays), rtol=0, atol=tolerance)


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
    graph = load_nets(folder)[0]
    levels = pyramid(picture(*size))
    found = look(graph, levels)
    assert len(found) == len(levels) > 0
    for level, windows in zip(levels, found, strict=True):
        around = [(MARGIN, MARGIN + side % 2) for side in level.shape[:2]]
        alone = np.pad(level, [*around, (0, 0)], constant_values=GREY)
        expected = graph(alone[None])[0].numpy()
        rows, columns = (side // STRIDE + 1 for side in level.shape[:2])
        assert windows.shape == (rows, columns, 5)
        # Another shape may be given to another kernel, with another order of sums.
        tolerance = p_net_rounding(alone[None], weights(folder, 0))
        np.testing.assert_allclose(windows, expected[:rows, :columns], rtol=0, atol=tolerance)
