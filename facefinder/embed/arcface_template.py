"""Where the landmarks lie in the crops of networks that were trained as ArcFace was."""

from typing import Final

import numpy as np

ARCFACE_SIZE: Final = 112
"""Side of the crop, pixels."""

ARCFACE_TEMPLATE: Final = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    np.float32,
)
"""Shape (5, 2), float32, pixels of the crop: InsightFace's ``arcface_src``."""
