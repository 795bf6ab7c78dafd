"""One or several recognisers that describe a face together."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from facefinder.embed.protocol import Recogniser, View
from facefinder.records.faces import FloatArray, ImageArray


class Part(NamedTuple):
    """A recogniser among others.

    Attributes:
        recogniser: What describes a face.
        scale: What its vectors are multiplied with: how much they count beside those of others.
    """

    recogniser: Recogniser
    scale: float = 1.0


class Embedder:
    """Describes a face by the vectors of its parts, one after the other.

    Attributes:
        views: How each part wants a face cut out.
    """

    views: tuple[View, ...]

    def __init__(self, *parts: Part) -> None:
        self._parts = parts
        self.views = tuple(View(part.recogniser.template, part.recogniser.size) for part in parts)

    def embed(self, crops: Sequence[ImageArray]) -> FloatArray:
        """Describe faces.

        Args:
            crops: For each of `views` RGB crops of the same faces in the same order, shape
                (N, size, size, 3), uint8; N may be 0.

        Returns:
            Shape (N, D), float32; D is the sum of the parts'. A face's vector does not depend on
            the other faces, bit for bit.
        """
        vectors = [
            part.recogniser.embed(seen) * np.float32(part.scale)
            for part, seen in zip(self._parts, crops, strict=True)
        ]
        return np.concatenate(vectors, axis=1)
