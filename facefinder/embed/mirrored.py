"""A face described together with its mirror image."""

from collections.abc import Callable

import numpy as np

from facefinder.records.faces import FloatArray, ImageArray


def mean_with_mirrored(
    describe: Callable[[ImageArray], FloatArray], crops: ImageArray
) -> FloatArray:
    """The mean of each crop's vector and of its mirror image's, as `describe` has them."""
    return (describe(crops) + describe(np.ascontiguousarray(crops[:, :, ::-1]))) / np.float32(2)
