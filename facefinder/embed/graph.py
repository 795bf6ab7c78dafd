"""A network as a TensorFlow graph that takes crops of one shape."""

from collections.abc import Callable
from typing import Any

from facefinder.host.tensorflow_only import tf
from facefinder.records.faces import FloatArray, ImageArray

# TensorFlow has no types of its own to offer: its tensors are `Any` here.


def compiled(
    forward: Callable[[Any], Any], *, batch: int, size: int
) -> Callable[[ImageArray], FloatArray]:
    """A network as `embed_in_batches` wants it.

    Args:
        forward: Builds the network: tensor of crops to tensor of vectors.
        batch: Crops in one call.
        size: Side of a crop, pixels.
    """
    signature = [tf.TensorSpec((batch, size, size, 3), tf.uint8)]
    traced = tf.function(forward, input_signature=signature, autograph=False)
    graph = traced.get_concrete_function()

    def run(crops: ImageArray) -> FloatArray:
        vectors: FloatArray = graph(tf.constant(crops)).numpy()
        return vectors

    return run


def with_mirrored(forward: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A network that describes each crop by the mean of its vector and of its mirror image's."""

    def both(crops: Any) -> Any:  # noqa: ANN401 (tensors)
        vectors = forward(tf.concat([crops, tf.reverse(crops, axis=[2])], axis=0))
        as_it_is, mirrored = tf.split(vectors, 2)
        return (as_it_is + mirrored) / 2.0

    return both


def outside(weights: FloatArray) -> Any:  # noqa: ANN401 (a tensor)
    """Keep weights out of the graph that is being built, which takes them as inputs.

    TensorFlow copies a graph and optimises the copy: with dlib's weights in it, that costs each
    worker 300 MB and half a second more.
    """
    with tf.init_scope():
        return tf.constant(weights)
