"""MTCNN's networks against the same layers one by one, as the paper has them."""

import math
from collections.abc import Sequence
from typing import Final

import joblib
import numpy as np
import pytest

from facefinder.detect.mtcnn.nets import (
    FILES,
    GREY,
    O_BATCHES,
    O_SIZE,
    P_SIDES,
    R_BATCHES,
    R_SIZE,
    STRIDE,
    Nets,
    load_nets,
)
from facefinder.detect.mtcnn.proposals import MARGIN, P_LOG_ODDS, Windows, look, pyramid
from facefinder.network.graph import SAME, VALID
from facefinder.network.runner import AnyShape
from facefinder.records.faces import FloatArray, ImageArray
from tests.support.layers import Numbers, bent, convolved, largest
from tests.support.needs import MODELS, require, weight_files
from tests.support.rounding import rounding_error

P, R, O = range(3)  # noqa: E741 - the networks' names
SHAPES: Final = (
    (1, P_SIDES[0], P_SIDES[0], 3),
    (R_BATCHES[-1], R_SIZE, R_SIZE, 3),
    (O_BATCHES[-1], O_SIZE, O_SIZE, 3),
)
POOLING: Final = (
    ((2, SAME), None),
    ((3, SAME), (3, VALID)),
    ((3, SAME), (3, VALID), (2, SAME)),
)
"""What is between the convolutions of each network: side of a neighbourhood, and padding."""
EVERY: Final = -math.inf
"""A score that every window is above."""


@pytest.fixture(scope="module")
def nets() -> Nets:
    require(*weight_files(*FILES))
    return load_nets(MODELS)


@pytest.fixture(scope="module")
def exact() -> Nets:
    require(*weight_files(*FILES))
    return load_nets(MODELS, quantised=False)


def network(nets: Nets, number: int) -> AnyShape:
    return (nets.dense_p.see, nets.r, nets.o)[number]


def weights(number: int) -> list[FloatArray]:
    return [np.asarray(array, np.float32) for array in joblib.load(MODELS / FILES[number])]


def pictures(shape: Sequence[int], seed: int = 0) -> ImageArray:
    """Everything from flat to wild, and both ends of the range."""
    rng = np.random.default_rng(seed)
    each = (shape[0], 1, 1, 1)
    noise = rng.normal(0, 1, shape) * rng.uniform(1, 90, each) + rng.uniform(0, 255, each)
    return noise.clip(0, 255).astype(np.uint8)


def of_the_paper(number: int, pixels: ImageArray, arrays: Sequence[FloatArray]) -> FloatArray:
    """All results of each place, and at the end how far "a face" is above "none"."""
    x = convolved((pixels - 127.5) / 128, arrays[0], padding=VALID)
    return _after_first(number, x + arrays[1], arrays[2:])


def of_raw_pixels(number: int, pixels: ImageArray, arrays: Sequence[FloatArray]) -> FloatArray:
    """A net with two sums for the first layer, as ours has them: of the pixels, and of 127.5.

    For grey pixels they cancel each other, and their roundings stay: one array more has the kernel
    for the second sum.
    """
    *arrays, kernel = arrays
    x = convolved(pixels / 128, arrays[0], padding=VALID)
    return _after_first(
        number, x - kernel.sum(axis=(0, 1, 2)) * (127.5 / 128) + arrays[1], arrays[2:]
    )


def _after_first(number: int, x: Numbers, arrays: Sequence[FloatArray]) -> FloatArray:
    slope, *rest = arrays
    x = bent(x, slope)
    for pooling in POOLING[number]:
        kernel, bias, slope, *rest = rest
        if pooling:
            x = largest(x, pooling[0], padding=pooling[1])
        x = bent(convolved(x, kernel, padding=VALID) + bias, slope)
    if number != P:
        matrix, bias, slope, *rest = rest
        x = bent(x.transpose(0, 2, 1, 3).reshape(len(x), -1) @ matrix + bias, slope)
    kernels, biases = rest[::2], rest[1::2]
    heads = [x @ k.reshape(k.shape[-2:]) + b for k, b in zip(kernels, biases, strict=True)]
    return np.concatenate([*heads[:-1], np.diff(heads[-1])], axis=-1).astype(np.float32)


def rounding(number: int, pixels: ImageArray) -> float:
    arrays = weights(number)
    tolerance = rounding_error(
        lambda changed: of_raw_pixels(number, pixels, changed), [*arrays, arrays[0]]
    )
    assert tolerance < 1e-3  # of scores up to 10
    return tolerance


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("number", [P, R, O])
def test_a_network_is_that_of_the_paper(exact: Nets, number: int, seed: int) -> None:
    pixels = pictures(SHAPES[number], seed)
    (found,) = network(exact, number)(pixels)
    wanted = of_the_paper(number, pixels, weights(number))
    assert found.shape[-1] == wanted.shape[-1]
    np.testing.assert_allclose(
        found.reshape(wanted.shape), wanted, rtol=0, atol=rounding(number, pixels)
    )


@pytest.mark.parametrize("number", [R, O])
def test_a_patch_is_seen_alike_in_any_company(nets: Nets, number: int) -> None:
    pixels = pictures(SHAPES[number])
    (found,) = network(nets, number)(pixels)
    order = np.random.default_rng(0).permutation(len(pixels))
    np.testing.assert_array_equal(network(nets, number)(pixels[order])[0], found[order])
    for count in (R_BATCHES, O_BATCHES)[number - R]:
        np.testing.assert_array_equal(network(nets, number)(pixels[:count])[0], found[:count])
    pixels[1:] = 0
    np.testing.assert_array_equal(network(nets, number)(pixels)[0][0], found[0])


@pytest.mark.parametrize("size", [(40, 30), (300, 450), (1201, 333), (23, 900)])
def test_p_net_sees_a_level_on_the_canvas_as_if_it_were_alone(
    nets: Nets, size: tuple[int, int]
) -> None:
    levels = pyramid([pictures((1, *size, 3))[0]])
    found = look(nets.dense_p, levels, EVERY)
    assert len(found) == len(levels) > 0
    for level, windows in zip(levels, found, strict=True):
        around = [(MARGIN, MARGIN + side % 2) for side in level.shape[:2]]
        alone = np.pad(level, [*around, (0, 0)], constant_values=GREY)[None]
        rows, columns = (side // STRIDE + 1 for side in level.shape[:2])
        wanted = of_the_paper(P, alone, weights(P))[0, :rows, :columns]
        np.testing.assert_allclose(laid(windows), wanted, rtol=0, atol=rounding(P, alone))


def laid(windows: Windows) -> FloatArray:
    """All windows of a level in rows and columns."""
    results = np.full((*windows.at.max(axis=0) + 1, 5), np.nan, np.float32)
    results[*windows.at.T] = windows.results
    return results


def test_sparse_windows_are_every_second_one(nets: Nets) -> None:
    levels = pyramid([pictures((1, 300, 451, 3))[0]])
    all_of_them = look(nets.dense_p, levels, EVERY)
    found = look(nets.sparse_p, levels, EVERY)
    for windows, wanted in zip(found, all_of_them, strict=True):
        np.testing.assert_allclose(laid(windows), laid(wanted)[::2, ::2], rtol=0, atol=1e-4)


def test_where_p_net_does_not_look_it_would_find_nothing(nets: Nets) -> None:
    (windows,) = nets.dense_p.see(np.full(SHAPES[P], GREY, np.uint8))
    assert windows[..., 4].max() < P_LOG_ODDS
