"""What a recogniser is."""

from typing import NamedTuple, Protocol

from facefinder.records.faces import FloatArray, ImageArray


class View(NamedTuple):
    """How a recogniser wants a face cut out.

    Attributes:
        template: Shape (5, 2), float32; where the five landmarks lie in the crop, pixels.
        size: Side of the square crop, pixels.
    """

    template: FloatArray
    size: int


class Recogniser(Protocol):
    """Turns face crops into vectors.

    Attributes:
        size: Side of the square crop that the network wants, pixels.
        template: Shape (5, 2), float32; where the five landmarks lie in that crop, pixels.
    """

    size: int
    template: FloatArray

    def embed(self, crops: ImageArray) -> FloatArray:
        """Describe faces.

        Args:
            crops: RGB, shape (N, size, size, 3), uint8; N may be 0.

        Returns:
            Shape (N, D), float32. A crop's vector does not depend on the other crops, bit for
            bit, where TensorFlow has one thread, as in every worker.
        """
        ...
