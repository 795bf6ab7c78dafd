"""Convolutions whose weights oneDNN puts into the order of its kernels once, not at each call.

TensorFlow lets it do so where weights are part of a graph, which ours cannot be (`graph.outside`).
Its setting ``TF_ONEDNN_ASSUME_FROZEN_WEIGHTS`` lets it everywhere in a process, and that is a trap:
a second convolution of the same shapes, called by itself or by the same function, silently gets the
weights of the first. So the operations that TensorFlow itself puts in the place of its own are used
here, each of which says that its weights stay the same. They exist in graphs only.
"""

from collections.abc import Sequence
from typing import Any, Final

from facefinder.embed.graph import outside
from facefinder.host.tensorflow_only import op_def_registry, tf
from facefinder.records.faces import FloatArray

# TensorFlow has no types of its own to offer: its tensors are `Any` here.

ACROSS: Final = "_MklNativeFusedConv2D"
WITHIN: Final = "_MklNativeFusedDepthwiseConv2dNative"


def across(
    x: Any,  # noqa: ANN401 (a tensor)
    kernel: FloatArray,
    bias: FloatArray,
    *,
    stride: int = 1,
    padding: str = "SAME",
    added: Any = None,  # noqa: ANN401 (a tensor)
    relu: bool = False,
) -> Any:  # noqa: ANN401 (a tensor)
    """A convolution, and what can be done with its numbers before they reach memory.

    Args:
        x: Shape (N, height, width, channels in), float32.
        kernel: Shape (height, width, channels in, channels out).
        bias: Shape (channels out,).
        stride: In both directions.
        padding: As for TensorFlow.
        added: A tensor of the result's shape, or None.
        relu: At last, make zero of what is below.
    """
    if not _is_known(ACROSS):
        convolved = tf.nn.conv2d(x, outside(kernel), stride, padding)
        made = tf.nn.bias_add(convolved, outside(bias))
        made = made if added is None else made + added
        return tf.nn.relu(made) if relu else made
    beside = [outside(bias), *([] if added is None else [added])]
    steps = ["BiasAdd", *([] if added is None else ["Add"]), *(["Relu"] if relu else [])]
    kinds = _listed(type=[tf.float32.as_datatype_enum] * len(beside))
    inputs = [x, outside(kernel), *beside]
    more = {"TArgs": kinds, "num_host_args": tf.compat.v1.AttrValue(i=0)}
    return _operation(ACROSS, inputs, steps, stride, padding, **more)


def within(
    x: Any,  # noqa: ANN401 (a tensor)
    kernel: FloatArray,
    bias: FloatArray,
    *,
    stride: int = 1,
    padding: str = "SAME",
) -> Any:  # noqa: ANN401 (a tensor)
    """A convolution within each channel, of a kernel (height, width, channels, 1); see `across`."""
    if not _is_known(WITHIN):
        strides = (1, stride, stride, 1)
        convolved = tf.nn.depthwise_conv2d(x, outside(kernel), strides, padding)
        return tf.nn.bias_add(convolved, outside(bias))
    inputs = [x, outside(kernel), outside(bias)]
    return _operation(WITHIN, inputs, ["BiasAdd"], stride, padding)


def _is_known(operation: str) -> bool:
    """Not where TensorFlow was built without oneDNN, as for Apple's processors."""
    return op_def_registry.get(operation) is not None


def _operation(
    name: str,
    inputs: Sequence[Any],
    steps: Sequence[str],
    stride: int,
    padding: str,
    **more: Any,  # noqa: ANN401 (attributes, see above)
) -> Any:  # noqa: ANN401 (a tensor)
    attribute = tf.compat.v1.AttrValue
    attributes = {
        "_kernel": attribute(s=b"MklNameChangeOp"),  # what TensorFlow calls oneDNN's
        "T": attribute(type=tf.float32.as_datatype_enum),
        "is_filter_const": attribute(b=True),
        "num_args": attribute(i=len(inputs) - 2),
        "fused_ops": _listed(s=[step.encode() for step in steps]),
        "strides": _listed(i=[1, stride, stride, 1]),
        "padding": attribute(s=padding.encode()),
        **more,
    }
    graph = tf.compat.v1.get_default_graph()
    types = [tf.float32]
    made = graph.create_op(name, list(inputs), types, name="convolution", attrs=attributes)
    return made.outputs[0]


def _listed(**values: Any) -> Any:  # noqa: ANN401 (an attribute, see above)
    return tf.compat.v1.AttrValue(list=tf.compat.v1.AttrValue.ListValue(**values))
