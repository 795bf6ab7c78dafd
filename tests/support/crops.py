"""Random crops that look like photos to a network."""

import cv2
import numpy as np

from facefinder.records.faces import ImageArray


def smooth_crops(count: int, size: int) -> ImageArray:
    """Random pictures with large and small features, as photos have."""
    rng = np.random.default_rng(3)
    crops = []
    for _ in range(count):
        sides = (6, 25, size)
        layers = [rng.normal(0, 60 / (i + 1), (s, s, 3)) for i, s in enumerate(sides)]
        mixed = sum(
            cv2.resize(each, (size, size), interpolation=cv2.INTER_CUBIC) for each in layers
        )
        crops.append(np.clip(mixed + 120, 0, 255).astype(np.uint8))
    return np.stack(crops)
