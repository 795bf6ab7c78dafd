"""Reads the convolutions of a network that is stored as ONNX.

An ONNX file is a protocol buffer. Of its many kinds of messages only those are described here on
the way to the weights; the protobuf package, which LiteRT needs too, does the reading.
Source: ``onnx.proto``, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from facefinder.errors import ModelError
from facefinder.records.faces import FloatArray

FIELDS: Final = {
    "Tensor": {"dims": (1, "int64"), "name": (8, "string"), "raw_data": (9, "bytes")},
    "Node": {"input": (1, "string"), "op_type": (4, "string")},
    "Graph": {"node": (1, "Node"), "initializer": (5, "Tensor")},
    "Model": {"graph": (7, "Graph")},
}
"""Number and type of each field; `MANY` of them are there more than once."""
MANY: Final = {"dims", "input", "node", "initializer"}


def read_convolutions(path: Path) -> list[tuple[FloatArray, FloatArray]]:
    """Kernel and bias of each convolution, in the order of the file.

    Args:
        path: The file, verified.

    Returns:
        Kernels, shape (height, width, channels in of a group, channels out), and biases, shape
        (channels out,), float32.

    Raises:
        ModelError: The file is missing or is not what it should be.
    """
    try:
        graph = _model_class().FromString(path.read_bytes()).graph
        arrays = {tensor.name: tensor for tensor in graph.initializer}
        inputs = [
            [arrays.get(n) for n in node.input] for node in graph.node if node.op_type == "Conv"
        ]
        return [(_array(w).transpose(2, 3, 1, 0), _array(b)) for _, w, b in inputs]
    except (OSError, DecodeError, AttributeError, ValueError) as error:
        raise ModelError(
            f"The model file {path} cannot be loaded ({error}).",
            "Get it again with `facefinder models fetch`, or choose another detector with -d.",
        ) from error


def _array(tensor: Any) -> FloatArray:  # noqa: ANN401 - made at run time
    return np.frombuffer(tensor.raw_data, "<f4").reshape(tuple(tensor.dims))


def _model_class() -> Any:  # noqa: ANN401 - made at run time
    file = descriptor_pb2.FileDescriptorProto(name="onnx_part.proto", package="onnx_part")
    for message, fields in FIELDS.items():
        described = file.message_type.add(name=message)
        for name, (number, kind) in fields.items():
            one = descriptor_pb2.FieldDescriptorProto
            field = described.field.add(name=name, number=number)
            field.label = one.LABEL_REPEATED if name in MANY else one.LABEL_OPTIONAL
            if kind in FIELDS:
                field.type, field.type_name = one.TYPE_MESSAGE, f".onnx_part.{kind}"
            else:
                field.type = getattr(one, f"TYPE_{kind.upper()}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("onnx_part.Model"))
