"""Reading MobileFaceNet out of a TFLite file, and saying so when it is something else."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from facefinder.embed.mobilefacenet import weight_file
from facefinder.embed.mobilefacenet.tflite_file import Kind
from facefinder.embed.mobilefacenet.weight_file import (
    BLOCKS,
    Layer,
    MobileFaceNetWeights,
    read_mobilefacenet_weights,
)
from facefinder.errors import ModelError
from tests.support import tflite_writer
from tests.support.tflite_writer import TfliteWriter

DATA = tflite_writer.network()
STRUCTURE = 20_000
"""Bytes of tables and lists, at least; the numbers of the network come after them."""

# The file is written anew for each example; nothing else is shared.
per_example = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def layers(weights: MobileFaceNetWeights) -> list[Layer]:
    return [*weights.stem, *(layer for block in weights.blocks for layer in block), *weights.head]


def read(path: Path, content: bytes | bytearray) -> MobileFaceNetWeights:
    path.write_bytes(content)
    return read_mobilefacenet_weights(path)


def test_all_numbers_are_read(tmp_path: Path) -> None:
    weights = read(tmp_path / "a.tflite", DATA)
    assert len(weights.blocks) == len(BLOCKS)
    assert [layer.kernel.shape for layer in weights.stem] == [
        (3, 3, 3, 64),
        (3, 3, 64, 1),
        (1, 1, 64, 64),
    ]
    channels = 64
    for (inside, filters, _), block in zip(BLOCKS, weights.blocks, strict=True):
        shapes = [(1, 1, channels, inside), (3, 3, inside, 1), (1, 1, inside, filters)]
        assert [layer.kernel.shape for layer in block] == shapes
        channels = filters
    assert weights.head[-1].kernel.shape == (1, 1, 512, 192)
    bent = [layer.slope is not None for layer in layers(weights)]
    assert bent == [True, True, False] * 16 + [True, False, False, False]


def test_kernels_are_turned_round_and_slopes_are_whole(tmp_path: Path) -> None:
    written = tflite_writer._Network(seed=0)
    written.across(3, 64, side=3, stride=2)
    kernel, bias = (written.file.tensors[i][1] for i in (1, 2))
    written.bend(64)
    half = written.file.tensors[4][1]
    first = read(tmp_path / "a.tflite", DATA).stem[0]
    assert kernel is not None
    assert bias is not None
    assert half is not None
    assert first.kernel[2, 1, 0, 5] == kernel[5, 2, 1, 0]
    assert first.slope is not None
    np.testing.assert_array_equal(first.bias, bias)
    np.testing.assert_array_equal(first.slope, 2 * half)


@per_example
@given(cut=st.integers(0, len(DATA) - 1) | st.integers(0, STRUCTURE))
def test_a_truncated_file_is_named(cut: int, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"short\.tflite"):
        read(tmp_path / "short.tflite", DATA[:cut])


@per_example
@given(
    # Almost all bytes are numbers, where any value is a number: aim at the structure.
    flips=st.lists(
        st.tuples(st.integers(0, STRUCTURE), st.integers(1, 255)), min_size=1, max_size=3
    )
)
def test_a_damaged_file_is_named_or_read(flips: list[tuple[int, int]], tmp_path: Path) -> None:
    damaged = bytearray(DATA)
    for position, change in flips:
        damaged[position] ^= change
    try:
        found = read(tmp_path / "damaged.tflite", damaged)
    except ModelError as error:
        assert "damaged.tflite" in str(error)  # noqa: PT017 - nothing else is raised
        assert "models fetch" in error.advice  # noqa: PT017 - nothing else is raised
    else:
        assert len(layers(found)) == 52
        assert all(np.isfinite(layer.kernel).all() for layer in layers(found))


@per_example
@given(content=st.binary(max_size=200).map(lambda rest: b"\x10\0\0\0TFL3" + rest) | st.binary())
@example(content=b"")
@example(content=b"\xff\xff\xff\xffTFL3")
@example(content=b"\x00\x00\x00\x00TFL3")
def test_something_else_is_named(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="damaged or not MobileFaceNet"):
        read(tmp_path / "other.tflite", content)


@per_example
@given(
    position=st.integers(0, STRUCTURE // 4),
    number=st.sampled_from([0, 1, 2**31 - 1, 2**31, 2**32 - 4, 2**32 - 1, len(DATA)]),
)
def test_an_absurd_number_costs_nothing(position: int, number: int, tmp_path: Path) -> None:
    """Lengths and distances are such numbers: none makes the reader ask for memory."""
    damaged = bytearray(DATA)
    struct.pack_into("<I", damaged, 4 * position, number)
    try:
        read(tmp_path / "absurd.tflite", damaged)
    except ModelError as error:
        assert "absurd.tflite" in str(error)  # noqa: PT017 - nothing else is raised


def test_another_network_is_named(tmp_path: Path) -> None:
    other = TfliteWriter()
    given = other.tensor((1, 4))
    content = other.written([given], [other.operator(Kind.RELU, (given,))])
    with pytest.raises(ModelError, match="operator 0 is not the CONV_2D"):
        read(tmp_path / "other.tflite", content)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(number: float, tmp_path: Path) -> None:
    damaged = bytearray(DATA)
    struct.pack_into("<f", damaged, len(DATA) - 4 * 1000, number)
    with pytest.raises(ModelError, match="finite"):
        read(tmp_path / "nan.tflite", damaged)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.tflite"
    with path.open("wb") as file:
        file.truncate(weight_file._LARGEST_FILE + 1)
    with pytest.raises(ModelError, match="too many"):
        read_mobilefacenet_weights(path)


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="absent") as caught:
        read_mobilefacenet_weights(tmp_path / "absent.tflite")
    assert "models fetch mobilefacenet" in caught.value.advice
