"""Each step of a network, as LiteRT runs it, against numpy in double precision."""

import math
from collections.abc import Callable
from typing import TypedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.network.graph import QUANTISED_FROM, SAME, VALID, Graph, Tensor
from facefinder.network.runner import Network
from facefinder.records.faces import FloatArray
from tests.support import layers
from tests.support.layers import Numbers
from tests.support.rounding import UNIT

SHAPES = st.tuples(st.integers(1, 3), st.integers(3, 12), st.integers(3, 12), st.integers(1, 9))
SIZES = st.tuples(st.integers(1, 3), st.integers(1, 3))
STRIDES = st.sampled_from([1, 2])
PADDINGS = st.sampled_from([SAME, VALID])
SEEDS = st.integers(0, 99)


class Move(TypedDict):
    """How a convolution goes over places, and what becomes of its sums."""

    stride: int
    padding: str
    relu: bool


MOVES = st.builds(Move, stride=STRIDES, padding=PADDINGS, relu=st.booleans())
GREY = 128
"""Taken from pixels, so that the steps meet numbers of both signs."""

Step = Callable[[Graph, Tensor], Tensor]


def random(seed: int, *shape: int) -> FloatArray:
    return np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32)


def run(
    step: Step, shape: tuple[int, int, int, int], seed: int, *, quantised: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Numbers of a shape, all of them whole, and what a step makes of them."""
    pixels = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    graph = Graph(quantised=quantised)
    x = graph.shifted(graph.images(shape), np.full(shape[3], -GREY, np.float32))
    made = step(graph, x)
    (result,) = Network(graph.written(made))(pixels)
    assert result.dtype == np.float32
    assert result.shape == made.shape
    return pixels.astype(np.float32) - GREY, result


def assert_sums(result: FloatArray, sums: Numbers, sizes: Numbers, count: int) -> None:
    """Sums of `count` products, in any order, of numbers whose sizes add up to `sizes`."""
    assert result.shape == sums.shape
    assert np.all(np.abs(result - sums) <= 2 * count * UNIT * sizes)


@given(
    shape=SHAPES,
    size=SIZES,
    filters=st.integers(1, 9),
    move=MOVES,
    seed=SEEDS,
)
def test_a_convolution(
    *,
    shape: tuple[int, int, int, int],
    size: tuple[int, int],
    filters: int,
    move: Move,
    seed: int,
) -> None:
    kernel, bias = random(seed, *size, shape[3], filters), random(seed + 1, filters)
    x, result = run(
        lambda graph, x: graph.convolved(x, kernel, bias, **move),
        shape,
        seed,
    )
    sums, sizes = (
        layers.convolved(of(x), of(kernel), stride=move["stride"], padding=move["padding"])
        + of(bias)
        for of in (np.array, np.abs)
    )
    count = math.prod(size) * shape[3] + 1
    assert_sums(result, np.maximum(sums, 0) if move["relu"] else sums, sizes, count)


@given(
    shape=st.tuples(*[st.integers(1, 3), st.integers(3, 12), st.integers(3, 12)]),
    channels=st.integers(15, 40),
    filters=st.integers(1, 9),
    move=MOVES,
    seed=SEEDS,
)
def test_a_quantised_convolution_is_off_by_what_its_scales_round_away(
    *,
    shape: tuple[int, int, int],
    channels: int,
    filters: int,
    move: Move,
    seed: int,
) -> None:
    kernel, bias = random(seed, 3, 3, channels, filters), random(seed + 1, filters)
    kernel[..., 0] = 0
    x, result = run(
        lambda graph, x: graph.convolved(x, kernel, bias, **move),
        (*shape, channels),
        seed,
        quantised=True,
    )

    def convolved(x: FloatArray, kernel: FloatArray) -> Numbers:
        return layers.convolved(x, kernel, stride=move["stride"], padding=move["padding"])

    sums = convolved(x, kernel) + bias
    # Each number may be off by a step of its image's scale, whose zero is a whole number, too; each
    # weight by half a step of its filter's.
    step = np.maximum(x.max(axis=(1, 2, 3)), 0) - np.minimum(x.min(axis=(1, 2, 3)), 0)
    numbers = np.broadcast_to(step[:, None, None, None] / 255, x.shape).astype(np.float32)
    weights = np.broadcast_to(np.abs(kernel).max(axis=(0, 1, 2)) / 127 / 2, kernel.shape)
    off = convolved(numbers, np.abs(kernel) + weights) + convolved(np.abs(x), weights)
    rounding = 4 * kernel.size * UNIT * (convolved(np.abs(x), np.abs(kernel)) + np.abs(bias))
    assert np.all(
        np.abs(result - (np.maximum(sums, 0) if move["relu"] else sums)) <= off + rounding
    )


def test_an_image_has_its_own_scale_whatever_is_beside_it() -> None:
    kernel, bias = random(0, 3, 3, 20, 8), random(1, 8)
    dim = np.random.default_rng(2).integers(0, 3, (1, 9, 9, 20), np.uint8)
    bright = np.random.default_rng(3).integers(0, 256, (1, 9, 9, 20), np.uint8)
    results = []
    for images in ([dim], [dim, bright], [bright, dim]):
        graph = Graph(quantised=True)
        made = graph.convolved(graph.images((len(images), 9, 9, 20)), kernel, bias)
        (result,) = Network(graph.written(made))(np.concatenate(images))
        results.append(result)
    np.testing.assert_array_equal(results[1][:1], results[0])
    np.testing.assert_array_equal(results[2][1:], results[0])


@pytest.mark.parametrize(
    ("channels", "is_quantised"), [(QUANTISED_FROM - 1, False), (QUANTISED_FROM, True)]
)
def test_only_long_sums_are_quantised(channels: int, *, is_quantised: bool) -> None:
    kernel, bias = random(0, 1, 1, channels, 8), random(1, 8)
    exact, quantised = (
        run(
            lambda graph, x: graph.convolved(x, kernel, bias),
            (1, 4, 4, channels),
            seed=2,
            quantised=is_allowed,
        )[1]
        for is_allowed in (False, True)
    )
    assert np.any(exact != quantised) == is_quantised


@given(shape=SHAPES, size=SIZES, move=MOVES, seed=SEEDS)
def test_a_convolution_within_channels(
    *,
    shape: tuple[int, int, int, int],
    size: tuple[int, int],
    move: Move,
    seed: int,
) -> None:
    kernel, bias = random(seed, *size, shape[3], 1), random(seed + 1, shape[3])
    x, result = run(
        lambda graph, x: graph.convolved_within(x, kernel, bias, **move),
        shape,
        seed,
    )
    sums, sizes = (
        layers.convolved_within(of(x), of(kernel), stride=move["stride"], padding=move["padding"])
        + of(bias)
        for of in (np.array, np.abs)
    )
    assert_sums(result, np.maximum(sums, 0) if move["relu"] else sums, sizes, math.prod(size) + 1)


@given(shape=SHAPES, seed=SEEDS)
def test_numbers_below_zero_are_bent_to_the_last_bit(
    shape: tuple[int, int, int, int], seed: int
) -> None:
    slope = random(seed, shape[3])
    x, result = run(lambda graph, x: graph.bent(x, slope), shape, seed)
    np.testing.assert_array_equal(result, np.where(x < 0, x * slope, x))


def test_without_a_slope_nothing_is_bent() -> None:
    graph = Graph()
    x = graph.images((1, 3, 3, 1))
    assert graph.bent(x, None) is x


@given(shape=SHAPES, size=st.integers(1, 3), stride=STRIDES, padding=PADDINGS, seed=SEEDS)
def test_the_largest_of_each_neighbourhood(
    shape: tuple[int, int, int, int], size: int, stride: int, padding: str, seed: int
) -> None:
    x, result = run(
        lambda graph, x: graph.largest(x, size, stride=stride, padding=padding), shape, seed
    )
    wanted = layers.largest(x, size, stride=stride, padding=padding)
    np.testing.assert_array_equal(result, wanted)


@given(shape=SHAPES, size=st.integers(2, 3), stride=STRIDES, padding=PADDINGS, seed=SEEDS)
def test_the_mean_of_each_neighbourhood(
    shape: tuple[int, int, int, int], size: int, stride: int, padding: str, seed: int
) -> None:
    x, result = run(
        lambda graph, x: graph.averaged(x, size, stride=stride, padding=padding), shape, seed
    )
    means, sizes = (
        layers.averaged(of(x), size, stride=stride, padding=padding) for of in (np.array, np.abs)
    )
    assert_sums(result, means, sizes, size * size)


@given(shape=SHAPES, relu=st.booleans(), seed=SEEDS)
def test_a_sum_of_two(shape: tuple[int, int, int, int], *, relu: bool, seed: int) -> None:
    slope = np.full(shape[3], -0.5, np.float32)
    x, result = run(lambda graph, x: graph.added(x, graph.bent(x, slope), relu=relu), shape, seed)
    wanted = x + np.where(x < 0, x * slope, x)
    np.testing.assert_array_equal(result, np.maximum(wanted, 0) if relu else wanted)


@given(shape=SHAPES, by=st.floats(-9, 9, width=32, allow_subnormal=False), seed=SEEDS)
def test_all_shifted_and_all_scaled(shape: tuple[int, int, int, int], by: float, seed: int) -> None:
    shift = random(seed, shape[3])
    x, result = run(lambda graph, x: graph.shifted(x, shift), shape, seed)
    np.testing.assert_array_equal(result, x + shift)
    x, result = run(lambda graph, x: graph.scaled(x, by), shape, seed)
    np.testing.assert_array_equal(result, x * np.float32(by))


@given(shape=SHAPES, more=st.tuples(*[st.integers(0, 3)] * 4), seed=SEEDS)
def test_zeros_at_the_end_of_each_axis(
    shape: tuple[int, int, int, int], more: tuple[int, ...], seed: int
) -> None:
    wanted = np.add(shape, more).tolist()
    x, result = run(lambda graph, x: graph.extended(x, wanted), shape, seed)
    np.testing.assert_array_equal(result, np.pad(x, [(0, side) for side in more]))


@given(shape=SHAPES, seed=SEEDS)
def test_twice_as_high_and_as_wide(shape: tuple[int, int, int, int], seed: int) -> None:
    x, result = run(lambda graph, x: graph.doubled(x), shape, seed)
    np.testing.assert_array_equal(result, x.repeat(2, axis=1).repeat(2, axis=2))


@given(shape=SHAPES, axis=st.integers(0, 3), longer=st.integers(0, 2), seed=SEEDS)
def test_one_after_the_other(
    shape: tuple[int, int, int, int], axis: int, longer: int, seed: int
) -> None:
    wanted = [side + longer * (number == axis) for number, side in enumerate(shape)]
    x, result = run(
        lambda graph, x: graph.joined([graph.extended(x, wanted), x], axis=axis), shape, seed
    )
    zeros = [(0, side - less) for side, less in zip(wanted, shape, strict=True)]
    np.testing.assert_array_equal(result, np.concatenate([np.pad(x, zeros), x], axis=axis))


@given(shape=SHAPES, seed=SEEDS)
def test_the_mean_of_all_places(shape: tuple[int, int, int, int], seed: int) -> None:
    x, result = run(lambda graph, x: graph.mean_of_places(x), shape, seed)
    means, sizes = (of(x).mean(axis=(1, 2), dtype=np.float64) for of in (np.array, np.abs))
    assert_sums(result, means, sizes, shape[1] * shape[2])


@given(count=st.integers(1, 3), numbers=st.integers(1, 20), made=st.integers(1, 9), seed=SEEDS)
def test_rows_times_a_matrix(count: int, numbers: int, made: int, seed: int) -> None:
    matrix, bias = random(seed, numbers, made), random(seed + 1, made)
    x, result = run(
        lambda graph, x: graph.multiplied(graph.mean_of_places(x), matrix, bias),
        (count, 1, 1, numbers),
        seed,
    )
    sums, sizes = (
        of(x).astype(np.float64)[:, 0, 0] @ of(matrix) + of(bias) for of in (np.array, np.abs)
    )
    assert_sums(result, sums, sizes, numbers + 1)


def test_a_file_has_its_results_in_the_order_that_was_wished() -> None:
    graph = Graph()
    x = graph.images((1, 2, 2, 1))
    twice = graph.scaled(x, 2)
    thrice = graph.scaled(twice, 1.5)
    pixels = np.arange(4, dtype=np.uint8).reshape(1, 2, 2, 1)
    results = Network(graph.written(thrice, x, twice))(pixels)
    for result, factor in zip(results, (3, 1, 2), strict=True):
        np.testing.assert_array_equal(result, pixels.astype(np.float32) * factor)
