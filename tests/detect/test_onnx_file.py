"""Reading the weights out of an ONNX file, and saying so when it is something else."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.detect.yunet import onnx_file
from facefinder.detect.yunet.net import FILE, YuNetGraph
from facefinder.detect.yunet.onnx_file import read_convolutions
from facefinder.errors import ModelError
from facefinder.records.faces import FloatArray


def written(*kernels: FloatArray) -> bytes:
    """A network of convolutions, the weights in another order than they are used."""
    model = onnx_file._model_class()()
    for i in range(len(kernels)):
        model.graph.node.add(op_type="Conv", input=[f"x{i}", f"w{i}", f"b{i}"])
        model.graph.node.add(op_type="Relu", input=[f"y{i}"])
    for i, kernel in reversed(list(enumerate(kernels))):
        bias = np.arange(kernel.shape[0], dtype="<f4")
        for name, array in ((f"b{i}", bias), (f"w{i}", kernel)):
            model.graph.initializer.add(name=name, dims=array.shape, raw_data=array.tobytes())
    return bytes(model.SerializeToString())


def kernel(out: int, into: int, side: int) -> FloatArray:
    return np.arange(out * into * side * side, dtype="<f4").reshape(out, into, side, side)


def test_kernels_are_turned_round_and_in_the_order_of_their_use(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(written(kernel(16, 3, 3), kernel(4, 16, 1)))
    (first, bias), (second, _) = read_convolutions(tmp_path / FILE)
    assert first.shape == (3, 3, 3, 16)
    assert first[1, 2, 0, 5] == kernel(16, 3, 3)[5, 0, 1, 2]
    assert bias.tolist() == list(range(16))
    assert second.shape == (1, 1, 16, 4)


@given(data=st.data())
def test_a_damaged_file_is_refused_or_read(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(written(kernel(2, 3, 1)))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        content[at] ^= data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / FILE
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(ModelError):
        read_convolutions(path)


def test_another_network_is_refused(tmp_path: Path) -> None:
    for content in (written(), written(kernel(16, 3, 3)), written(*[kernel(2, 2, 1)] * 53)):
        (tmp_path / FILE).write_bytes(content)
        with pytest.raises(ModelError, match="something else"):
            YuNetGraph(tmp_path)
